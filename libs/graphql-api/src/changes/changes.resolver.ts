import { Args, ID, Info, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { SealedLog } from '@sealing';
import { KnownAt } from '../as-of';
import { PageArgs, type Connection } from '../connection';
import { Between, Cost, ListSize } from '../decorators';
import { PublicEntries } from '../ports';
import { LedgerEvent, type LedgerEventValue } from '../ledger-event';
import { LedgerEvents, maySeeEvent } from '../ledger-events';
import { parseNodeId, type Node } from '../node';
import { Read, type ReadContext } from '../read-context';
import { rootText } from '../root-text';
import { Changes, FieldHistory, FieldVersion, ThingChange, ThingChangeConnection, Versioned } from './changes.objects';
import { ThingChanges, sinceOf } from './changes.queries';
import { historiesOf } from './shown';

/** A thing has seldom more fields that ever changed. */
const FIELDS = 10;
/** The table is looked through for what changed. */
const LIST_COST = 10;

@Resolver(() => Changes)
export class ChangesResolver {
  constructor(
    private readonly log: SealedLog,
    private readonly changed: ThingChanges,
  ) {}

  @Between()
  @Query(() => Changes, {
    description:
      'What differs between two sizes of the ledger: what it said then, and why it says something else now. The answer is read at `to`.',
  })
  async changes(
    @Args('from', { type: () => KnownAt }) _from: KnownAt,
    @Args('to', { type: () => KnownAt, nullable: true, description: 'Now, where it is not given.' })
    _to: KnownAt | null,
    @Read() read: ReadContext,
  ): Promise<Changes> {
    const ends = [sinceOf(read), read].map(async ({ size }) => ({ size, root: await rootText(this.log, size) }));
    const [from, to] = await Promise.all(ends);
    return { from: from!, to: to! };
  }

  @ResolveField(() => ThingChange, {
    nullable: true,
    description: 'One thing; null where it is at neither size, or at neither yours to see.',
  })
  thing(
    @Args('id', { type: () => ID, description: 'The node id, or with `type` the natural id.' }) id: string,
    @Args('type', { type: () => String, nullable: true }) type: string | null,
    @Info() { schema }: GraphQLResolveInfo,
    @Read() read: ReadContext,
  ): Promise<ThingChange | null> {
    const { key, ...of } = this.changed.named(id, type, schema);
    return this.changed.change(of, key, read);
  }

  @Cost(LIST_COST)
  @ResolveField(() => ThingChangeConnection, {
    description: 'All things of a type that are not what they were, by natural id.',
  })
  things(
    @Args('type', { type: () => String, description: 'Name of a type that is `Versioned`.' }) type: string,
    @Args() page: PageArgs,
    @Info() { schema }: GraphQLResolveInfo,
    @Read() read: ReadContext,
  ): Promise<Connection<ThingChange>> {
    return this.changed.changed(this.changed.typeNamed(type, schema), page, read);
  }
}

@Resolver(() => FieldVersion)
export class FieldVersionResolver {
  constructor(
    private readonly events: LedgerEvents,
    private readonly entries: PublicEntries,
  ) {}

  @ResolveField(() => LedgerEvent, {
    nullable: true,
    description: 'The event that set it; null where its body is not yours to read.',
  })
  async event(@Parent() { position }: FieldVersion, @Read() read: ReadContext): Promise<LedgerEventValue | null> {
    const event = await read.load(this.events.byPosition, position);
    return event && maySeeEvent(read.viewer, this.entries.open, event) ? event : null;
  }
}

@Resolver(() => Versioned)
export class VersionedResolver {
  constructor(private readonly changed: ThingChanges) {}

  @ListSize(FIELDS)
  @ResolveField(() => [FieldHistory], {
    description: 'The history of every field, with the events that set it, by name.',
  })
  async versioned(
    @Parent() { id }: Node,
    @Info() { schema }: GraphQLResolveInfo,
    @Read() read: ReadContext,
  ): Promise<readonly FieldHistory[]> {
    const { type, key } = parseNodeId(id)!;
    const versions = await this.changed.versions(this.changed.typeNamed(type, schema), key, read);
    return [...historiesOf(versions)].map(([field, values]) => ({ field, versions: values }));
  }
}
