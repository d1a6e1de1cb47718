import { Args, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  AsOfArg,
  ByDay,
  LedgerEvent,
  LedgerEventConnection,
  LedgerEvents,
  LoadsNode,
  NeedsBodies,
  PageArgs,
  Position,
  PublicEntries,
  Read,
  ReadsFrom,
  badInput,
  maySeeEvent,
  naturalId,
  pageOf,
  readPage,
  type AsOf,
  type Connection,
  type LedgerEventValue,
  type NodeLoader,
  type ReadContext,
} from '@graphql-api';
import { ReadTables } from '@projections';
import { EventFilter, eventList, isUuid } from './event.queries';
import { Stream } from './ledger.objects';
import { compiledOf, versionedOf } from './stream.queries';

@LoadsNode('LedgerEvent')
@Resolver()
export class EventResolver implements NodeLoader {
  constructor(
    private readonly tables: ReadTables,
    private readonly events: LedgerEvents,
    private readonly entries: PublicEntries,
  ) {}

  @NeedsBodies()
  @ByDay()
  @Query(() => LedgerEvent, { nullable: true, description: 'One event, by its id or its position.' })
  async event(
    @Args('id', { type: () => ID, nullable: true }) id: string | null,
    @Args('position', { type: () => Position, nullable: true }) position: number | null,
    @AsOfArg() _asOf: AsOf | null,
    @Read() read: ReadContext,
  ): Promise<LedgerEventValue | null> {
    if ((id == null) === (position == null)) throw badInput('give either id or position');
    const found =
      id == null
        ? await read.load(this.events.byPosition, position!)
        : await this.byId(naturalId('LedgerEvent', id), read);
    return found && maySeeEvent(read.viewer, this.entries.open, found) ? found : null;
  }

  @NeedsBodies()
  @ReadsFrom('event')
  @Query(() => LedgerEventConnection, { name: 'events', description: 'Events in ledger order; the newest are `last`.' })
  eventPage(
    @Args('filter', { type: () => EventFilter, nullable: true }) filter: EventFilter | null,
    @AsOfArg() _asOf: AsOf | null,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Promise<Connection<LedgerEventValue>> {
    const list = eventList(filter ?? {}, read, this.entries.open);
    return readPage<{ readonly position: number }, LedgerEventValue>(this.tables, read, page, list, (rows) =>
      this.events.page(
        rows.map(({ position }) => Number(position)),
        read,
      ),
    );
  }

  @NeedsBodies()
  @ByDay()
  @Query(() => Stream, { nullable: true, description: 'One stream: its events, and what they say together.' })
  async stream(
    @Args('name', { type: () => String }) name: string,
    @AsOfArg() _asOf: AsOf | null,
    @Read() read: ReadContext,
  ): Promise<Stream | null> {
    const all = await this.events.stream(name, read);
    const events = all.filter((event) => maySeeEvent(read.viewer, this.entries.open, event));
    if (events.length === 0) return null;
    return { name, events, compiled: compiledOf(events), versioned: versionedOf(events) };
  }

  async loadNodes(ids: readonly string[], read: ReadContext): Promise<readonly (LedgerEventValue | null)[]> {
    return Promise.all(ids.map((id) => this.event(id, null, null, read)));
  }

  private byId(id: string, read: ReadContext): Promise<LedgerEventValue | null> {
    return isUuid(id) ? read.load(this.events.byId, id.toLowerCase()) : Promise.resolve(null);
  }
}

@Resolver(() => Stream)
export class StreamResolver {
  @ResolveField(() => LedgerEventConnection, { description: 'Its events, in order.' })
  releases(
    @Parent() { name, events }: Stream,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Connection<LedgerEventValue> {
    return pageOf(events, read, page, { name: 'releases', filter: name, keyOf: ({ position }) => position });
  }
}
