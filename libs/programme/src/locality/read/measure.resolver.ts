import { Args, Query, Resolver } from '@nestjs/graphql';
import { AsOfArg, PageArgs, Read, type AsOf, type Connection, type ReadContext, readPage } from '@graphql-api';
import { ReadTables, at } from '@projections';
import { unitOn } from '../domain';
import { LocalityMeasure, LocalityMeasureConnection, LocalityMeasureFilter } from './measure.objects';
import type { MeasureRow } from './measure.projection';

const nameOf = ({ unit_code: code, first_day: day }: MeasureRow): string | null => {
  const reading = code !== null && day !== null ? unitOn(code, day) : null;
  return reading?.kind === 'unit' ? reading.unit.name : null;
};

const measureOf = (row: MeasureRow): LocalityMeasure => ({
  measureId: row.measure_id,
  unitCode: row.unit_code,
  unitName: nameOf(row),
  kind: row.kind,
  firstDay: row.first_day,
  lastDay: row.last_day,
  documentNo: row.document_no,
});

/** Measures are published by the authorities themselves: whoever has a token sees all of them. */
@Resolver(() => LocalityMeasure)
export class MeasureResolver {
  constructor(private readonly tables: ReadTables) {}

  @Query(() => LocalityMeasureConnection, { description: 'Measures of localities, by their ids.' })
  localityMeasures(
    @Args('filter', { type: () => LocalityMeasureFilter, nullable: true }) filter: LocalityMeasureFilter | null,
    @AsOfArg() _asOf: AsOf | null,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Promise<Connection<LocalityMeasure>> {
    const values: unknown[] = [read.size];
    const where: string[] = [];
    if (filter?.unitCode != null) where.push(`m.unit_code = $${values.push(filter.unitCode)}`);
    if (filter?.kind != null) where.push(`m.kind = $${values.push(filter.kind)}`);
    if (filter?.on != null) {
      const day = `$${values.push(filter.on)}::date`;
      where.push(`m.first_day <= ${day} and (m.last_day is null or m.last_day >= ${day})`);
    }
    const list = { name: 'localityMeasures', filter, select: 'm.*', from: `${at('measure', read)} m`, where, values };
    const order = [{ sql: 'm.measure_id::text', name: 'measure_id', type: 'text' as const }];
    return readPage<MeasureRow, LocalityMeasure>(this.tables, read, page, { ...list, order }, (rows) =>
      rows.map(measureOf),
    );
  }
}
