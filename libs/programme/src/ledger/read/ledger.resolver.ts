import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { Journal } from '@event-store/journal';
import { AsOfArg, ListSize, NeedsRole, Public, Read, rootText, type AsOf, type ReadContext } from '@graphql-api';
import { SealedLog } from '@sealing';
import { MAX_SCRATCHES } from '@projections';
import { LedgerObject, PROJECTIONS, Projection, Scratch } from './ledger.objects';
import { ProjectionStates } from './projection.queries';

@Resolver()
export class LedgerResolver {
  constructor(
    private readonly journal: Journal,
    private readonly states: ProjectionStates,
    private readonly log: SealedLog,
  ) {}

  @Public()
  @Query(() => LedgerObject, { description: 'What the answer is made of.' })
  async ledger(@AsOfArg() _asOf: AsOf | null, @Read() { size, head }: ReadContext): Promise<LedgerObject> {
    const [first] = size === 0 ? [] : await this.journal.byPositions([0]);
    const opened =
      first &&
      (JSON.parse(first.body) as { readonly recordedAt: string; readonly data: { readonly purpose?: string } });
    return {
      size,
      root: await rootText(this.log, size),
      position: size === 0 ? null : size - 1,
      lagEvents: head - size,
      checkpoint: (await this.log.latest())?.note ?? null,
      purpose: opened?.data.purpose ?? null,
      openedAt: opened?.recordedAt ?? null,
    };
  }

  @NeedsRole('ADMIN', 'AUDITOR')
  @ListSize(PROJECTIONS)
  @Query(() => [Projection], {
    description:
      'The projections now, whatever size the rest of the answer is read at; or those of a scratch, with their digests beside those of the live tables.',
  })
  projections(
    @Args('scratch', { type: () => ID, nullable: true, description: 'Id of a scratch; absent: the live ones.' })
    scratch: string | null,
  ): Promise<readonly Projection[]> {
    return scratch == null ? this.states.list() : this.states.ofScratch(scratch);
  }

  @NeedsRole('ADMIN', 'AUDITOR')
  @ListSize(MAX_SCRATCHES)
  @Query(() => [Scratch], { description: 'The scratches that are not dropped, the oldest first.' })
  scratches(): Promise<readonly Scratch[]> {
    return this.states.scratchList();
  }
}
