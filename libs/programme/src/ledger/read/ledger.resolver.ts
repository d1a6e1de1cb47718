import { Query, Resolver } from '@nestjs/graphql';
import { Journal } from '@event-store/journal';
import { AsOfArg, ListSize, NeedsRole, Public, Read, rootText, type AsOf, type ReadContext } from '@graphql-api';
import { SealedLog } from '@sealing';
import { LedgerObject, Projection } from './ledger.objects';
import { ProjectionStates } from './projection.queries';

/** The programme has about a dozen projections. */
const PROJECTIONS = 20;

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
  @Query(() => [Projection], { description: 'The projections now, whatever size the rest of the answer is read at.' })
  projections(): Promise<readonly Projection[]> {
    return this.states.list();
  }
}
