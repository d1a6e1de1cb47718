import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import {
  Changes,
  LedgerEvent,
  LedgerEvents,
  ListSize,
  NeedsRole,
  PageArgs,
  Read,
  ReadsFrom,
  type Connection,
  type LedgerEventValue,
  type ReadContext,
  badInput,
  sinceOf,
} from '@graphql-api';
import { TotalChange, TotalEvent, TotalEventConnection, TotalsArgs } from './funnel-changes.objects';
import { FunnelChanges } from './funnel-changes.queries';
import { FUNNEL_COLUMNS, type FunnelColumn } from './funnel.objects';
import type { FunnelLine } from './funnel.queries';
import { FunnelResolver } from './funnel.resolver';

/** Rows of the funnel, with what changes of their columns in a month. */
const TOTALS = 300;

const isColumn = (name: string): name is FunnelColumn => (FUNNEL_COLUMNS as readonly string[]).includes(name);

/** The totals of `changes`: the funnel at both sizes, by its own rules of who sees what. */
@Resolver(() => Changes)
export class TotalsResolver {
  constructor(
    private readonly funnel: FunnelResolver,
    private readonly changed: FunnelChanges,
  ) {}

  @ReadsFrom('device', 'donation', 'organisation', 'donor', 'grant', 'beneficiary')
  @ListSize(TOTALS)
  @ResolveField(() => [TotalChange], {
    description:
      'Figures of the funnel that differ, by key and in the order of its columns. Who may see which is as there.',
  })
  async totals(@Args() { by, units }: TotalsArgs, @Read() read: ReadContext): Promise<readonly TotalChange[]> {
    const [before, after] = await Promise.all(
      [sinceOf(read), read].map((each) => this.funnel.rows(by, units, 'PROVINCE', each)),
    );
    return differences(before!, after!);
  }

  @NeedsRole('AUDITOR')
  @ReadsFrom('device', 'donation', 'organisation', 'donor', 'grant', 'beneficiary')
  @ResolveField(() => TotalEventConnection, {
    description:
      'The events behind the difference of one figure, which is the sum of what they added. For AUDITOR and ADMIN.',
  })
  totalEvents(
    @Args() { by, units }: TotalsArgs,
    @Args('key', { type: () => String, description: 'Key of the row.' }) key: string,
    @Args('measure', { type: () => String, description: 'Name of the column.' }) measure: string,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Promise<Connection<TotalEvent>> {
    if (!isColumn(measure)) throw badInput(`${measure} is no column of the funnel`);
    return this.changed.events({ by, units, key, measure }, page, read);
  }
}

const differences = (before: readonly FunnelLine[], after: readonly FunnelLine[]): readonly TotalChange[] => {
  const [earlier, later] = [before, after].map((lines) => new Map(lines.map((line) => [line.key, line])));
  const keys = [...new Set([...earlier!.keys(), ...later!.keys()])].toSorted();
  return keys.flatMap((key) =>
    FUNNEL_COLUMNS.flatMap((measure) => {
      const [was, is] = [earlier!.get(key)?.[measure] ?? 0, later!.get(key)?.[measure] ?? 0];
      return was === is ? [] : [{ key, measure, before: was, after: is, difference: is - was }];
    }),
  );
};

@Resolver(() => TotalEvent)
export class TotalEventResolver {
  constructor(private readonly events: LedgerEvents) {}

  @ResolveField(() => LedgerEvent)
  async event(@Parent() { position }: TotalEvent, @Read() read: ReadContext): Promise<LedgerEventValue> {
    return (await this.events.page([position], read))[0]!;
  }
}
