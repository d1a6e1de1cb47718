import { Args, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  AsOfArg,
  Bytes,
  Carrier,
  Cost,
  Day,
  ListSize,
  LoadsNode,
  type NodeLoader,
  PageArgs,
  Read,
  Things,
  type AsOf,
  type Connection,
  type ReadContext,
  graphqlError,
  nodeId,
  objectNamed,
  readPage,
} from '@graphql-api';
import { ReadTables } from '@projections';
import { carriers, isDay } from '@programme/shared';
import { carrierDayId, carrierDayOf } from '../domain';
import {
  CarrierDay,
  CarrierDayClosing,
  CarrierDayConnection,
  CarrierDayFilter,
  CarrierDayGap,
  CarrierDayStateEnum,
  CarrierFile,
  CarrierLine,
  CarrierLineConnection,
  LineClassification,
} from './carrier-day.objects';
import { daysOf, linesOf, mayReadDay } from './carrier-day.queries';
import { CarrierDays, type DayFigures, closedFigures, isStillAsClosed } from './reconciliation.queries';

/** A day reads its grants and lines once for all of its figures. */
const FIGURES_COST = 2;
const FILES = 3;
const GAPS = 4;

const nodeOf = (carrier: keyof typeof Carrier, day: string): CarrierDay => {
  const id = carrierDayId(carrier, day);
  return { id: nodeId('CarrierDay', id), carrierDayId: id, carrier, day };
};

interface LineRow extends Readonly<Record<string, unknown>> {
  readonly position: number;
  readonly grant_id: string;
  readonly outcome: string;
  readonly bytes: number;
  readonly code: string | null;
  readonly carrier_txn_id: string;
  readonly file_id: string;
  readonly line: number;
  readonly is_late: boolean;
  readonly classification: keyof typeof LineClassification;
  readonly amount: number;
}

const lineOf = (row: LineRow): CarrierLine => ({
  position: row.position,
  grantId: row.grant_id,
  outcome: row.outcome,
  bytes: row.bytes,
  code: row.code,
  carrierTxnId: row.carrier_txn_id,
  fileId: row.file_id,
  line: row.line,
  late: row.is_late,
  classification: row.classification,
  amount: row.amount,
});

@LoadsNode('CarrierDay')
@Resolver(() => CarrierDay)
export class CarrierDayResolver implements NodeLoader {
  constructor(
    private readonly tables: ReadTables,
    private readonly days: CarrierDays,
  ) {}

  @Query(() => CarrierDay, { description: 'One carrier’s service day, also where nothing of it was recorded.' })
  carrierDay(
    @Args('carrier', { type: () => Carrier }) carrier: keyof typeof Carrier,
    @Args('day', { type: () => Day }) day: string,
    @AsOfArg() _asOf: AsOf | null,
    @Read() read: ReadContext,
  ): CarrierDay {
    if (!mayReadDay(carrier, read)) throw graphqlError('NOT_FOUND', 'no such day of a carrier of yours');
    return nodeOf(carrier, day);
  }

  @Query(() => CarrierDayConnection, {
    description: 'Carriers’ days, from the first promised one to the ledger’s own.',
  })
  carrierDays(
    @Args('filter', { type: () => CarrierDayFilter, nullable: true }) filter: CarrierDayFilter | null,
    @AsOfArg() _asOf: AsOf | null,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Promise<Connection<CarrierDay>> {
    type Row = { readonly carrier: keyof typeof Carrier; readonly day: string };
    return readPage<Row, CarrierDay>(this.tables, read, page, daysOf(filter ?? {}, read), (rows) =>
      rows.map(({ carrier, day }) => nodeOf(carrier, day)),
    );
  }

  @ResolveField(() => CarrierDayStateEnum)
  state(@Parent() { carrierDayId: id }: CarrierDay, @Read() read: ReadContext) {
    return this.days.state(id, read);
  }

  @Cost(FIGURES_COST)
  @ResolveField(() => Int, { description: 'Grants that are active on the day.' })
  async promisedGrants(@Parent() day: CarrierDay, @Read() read: ReadContext): Promise<number> {
    return (await this.figures(day, read)).promisedGrants;
  }

  @ResolveField(() => Bytes, { description: '4 GiB for each active grant, whatever the contract counts in.' })
  async promised(@Parent() day: CarrierDay, @Read() read: ReadContext): Promise<bigint> {
    return (await this.figures(day, read)).promised;
  }

  @ResolveField(() => Bytes, {
    nullable: true,
    description: 'All that was stated as credited; null where no file came.',
  })
  async credited(@Parent() day: CarrierDay, @Read() read: ReadContext): Promise<bigint | null> {
    const [state, figures] = await Promise.all([this.state(day, read), this.figures(day, read)]);
    const noFile = state === 'NO_FILE' || (state === 'CLOSED' && !(await this.hasStatements(day, read)));
    return noFile ? null : figures.credited;
  }

  @ResolveField(() => Bytes, { description: 'What was credited to grants that were active on the day.' })
  async creditedInWindow(@Parent() day: CarrierDay, @Read() read: ReadContext): Promise<bigint> {
    return (await this.figures(day, read)).creditedInWindow;
  }

  @ResolveField(() => Bytes, { description: 'What credits in the window fall short of 4 GiB.' })
  async short(@Parent() day: CarrierDay, @Read() read: ReadContext): Promise<bigint> {
    return (await this.figures(day, read)).short;
  }

  @ResolveField(() => Bytes, { description: 'What credits in the window are beyond 4 GiB.' })
  async over(@Parent() day: CarrierDay, @Read() read: ReadContext): Promise<bigint> {
    return (await this.figures(day, read)).over;
  }

  @ResolveField(() => Bytes, { description: '4 GiB for each active grant without a credit.' })
  async missed(@Parent() day: CarrierDay, @Read() read: ReadContext): Promise<bigint> {
    return (await this.figures(day, read)).missed;
  }

  @ResolveField(() => Bytes, { description: 'The part of `missed` that lies beyond the term of a 90-day contract.' })
  async termShortfall(@Parent() day: CarrierDay, @Read() read: ReadContext): Promise<bigint> {
    return (await this.figures(day, read)).termShortfall;
  }

  @ListSize(GAPS)
  @ResolveField(() => [CarrierDayGap], { description: 'What is wrong, by kind.' })
  async gaps(@Parent() day: CarrierDay, @Read() read: ReadContext): Promise<readonly CarrierDayGap[]> {
    return (await this.figures(day, read)).gaps;
  }

  @ResolveField(() => String, { nullable: true, description: 'What explains many lines at once.' })
  async hint(@Parent() day: CarrierDay, @Read() read: ReadContext): Promise<string | null> {
    return (await this.figures(day, read)).looksDecimal ? 'decimal GB?' : null;
  }

  @ListSize(FILES)
  @ResolveField(() => [CarrierFile])
  async files(@Parent() { carrierDayId: id }: CarrierDay, @Read() read: ReadContext): Promise<readonly CarrierFile[]> {
    const row = await read.load(this.days.rows, id);
    return (row?.files ?? []).map(({ applied, ...file }) => ({
      ...file,
      recorded: applied?.recorded ?? null,
      repeated: applied?.repeated ?? null,
      rejected: applied?.rejected ?? null,
    }));
  }

  @ResolveField(() => CarrierDayClosing, { nullable: true })
  async closing(@Parent() day: CarrierDay, @Read() read: ReadContext): Promise<CarrierDayClosing | null> {
    const row = await read.load(this.days.rows, day.carrierDayId);
    const closed = row?.closed_figures;
    if (!row?.closed_at || !closed) return null;
    const now = await this.figures(day, read);
    return {
      closedAt: row.closed_at,
      readAtSize: Number(closed.readAtSize),
      promisedGrants: closed.promisedGrants,
      ...closedFigures(closed),
      upToDate: isStillAsClosed(closed, now),
    };
  }

  @ResolveField(() => CarrierLineConnection, { description: 'What the carrier stated, in ledger order.' })
  lines(
    @Parent() { carrier, day }: CarrierDay,
    @Args('classification', { type: () => LineClassification, nullable: true })
    classification: keyof typeof LineClassification | null,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Promise<Connection<CarrierLine>> {
    const list = linesOf(carrier, day, classification ?? null, read);
    return readPage<LineRow, CarrierLine>(this.tables, read, page, list, (rows) => rows.map(lineOf));
  }

  async loadNodes(keys: readonly string[], read: ReadContext): Promise<readonly (CarrierDay | null)[]> {
    return keys.map((key) => {
      const { carrier, serviceDate } = carrierDayOf(`carrierday-${key}`);
      const known = carriers.includes(carrier) && isDay(serviceDate);
      return known && mayReadDay(carrier, read) ? nodeOf(carrier, serviceDate) : null;
    });
  }

  private figures({ carrierDayId: id }: CarrierDay, read: ReadContext): Promise<DayFigures> {
    return read.load(this.days.figures, id);
  }

  private async hasStatements({ carrierDayId: id }: CarrierDay, read: ReadContext): Promise<boolean> {
    const [row, { lines }] = await Promise.all([read.load(this.days.rows, id), read.load(this.days.figures, id)]);
    return (row?.files.length ?? 0) > 0 || lines > 0;
  }
}

@Resolver(() => CarrierLine)
export class CarrierLineResolver {
  constructor(private readonly things: Things) {}

  @ResolveField(objectNamed('Grant'), { nullable: true, description: 'Null where nobody has such a grant.' })
  grant(@Parent() { grantId }: CarrierLine, @Read() read: ReadContext): Promise<object | null> {
    return this.things.load('Grant', grantId, read);
  }
}
