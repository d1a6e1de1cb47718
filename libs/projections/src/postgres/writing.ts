import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { stateTablesOf, type FactsProjection, type Row, type StateProjection, type StateTable } from '../projection';
import type {
  Changes,
  ClosedVersion,
  FactsChanges,
  Movement,
  StateChanges,
  TableChanges,
  Version,
} from '../running/changes';
import {
  MOVEMENT_COLUMNS,
  arrayType,
  factsColumns,
  historyColumns,
  list,
  namesOfTotals,
  nowColumns,
  quoted,
  tableName,
  wireColumns,
  type Built,
  type Generation,
} from './tables';
import { addTotals } from './totals';
import { arrayParameters, copyInput, type ValueOf, type WireColumn } from './wire';

/** The rows of a batch, in bulk: what is new by COPY, what changed by one update from arrays. */
export const writeChanges = async (
  client: PoolClient,
  projection: Built,
  changes: Changes,
  sizes: { readonly from: number; readonly to: number },
): Promise<void> => {
  if (projection.kind === 'facts') return writeFacts(client, projection, changes as FactsChanges);
  await writeState(client, projection, changes as StateChanges);
  if (projection.measures) await addTotals(client, projection, sizes);
};

const writeFacts = async (
  client: PoolClient,
  projection: FactsProjection & Generation,
  { rows }: FactsChanges,
): Promise<void> => {
  for (const table of projection.tables)
    if (rows.get(table.name)!.count > 0)
      await copyInto(client, tableName(table.name, projection), factsColumns(table), rows.get(table.name)!.input());
};

const versionValue = ({ row, from }: Version, column: string): unknown =>
  column === 'from_position' ? from : row[column];
const closedValue = (closed: ClosedVersion, column: string): unknown =>
  column === 'to_position' ? closed.to : versionValue(closed, column);
const movementValue = (movement: Movement, column: string): unknown =>
  column === 'occurred_on' ? movement.occurredOn : movement[column as keyof Movement];
const rowValue = (row: Row, column: string): unknown => row[column];

const writeState = async (
  client: PoolClient,
  projection: StateProjection & Generation,
  changes: StateChanges,
): Promise<void> => {
  const [table, byDay] = stateTablesOf(projection);
  await writeTable(client, projection, table!, changes);
  if (byDay && changes.byDay) await writeTable(client, projection, byDay, changes.byDay);
  if (!projection.measures) return;
  const movement = tableName(namesOfTotals(projection).movement, projection);
  await copy(client, movement, MOVEMENT_COLUMNS, changes.movements, movementValue);
};

const writeTable = async (
  client: PoolClient,
  generation: Generation,
  table: StateTable,
  changes: TableChanges,
): Promise<void> => {
  const [now, history] = [tableName(`${table.name}_now`, generation), tableName(`${table.name}_history`, generation)];
  await copy(client, now, nowColumns(table), changes.inserted, versionValue);
  await update(client, now, nowColumns(table), Object.keys(table.key), changes.updated);
  await remove(client, now, wireColumns(table.key), changes.deleted);
  await copy(client, history, historyColumns(table), changes.closed, closedValue);
};

const copy = async <T>(
  client: PoolClient,
  table: string,
  columns: readonly WireColumn[],
  items: readonly T[],
  valueOf: ValueOf<T>,
): Promise<void> => {
  if (items.length === 0) return;
  await copyInto(client, table, columns, copyInput(columns, items, valueOf));
};

const copyInto = async (
  client: PoolClient,
  table: string,
  columns: readonly WireColumn[],
  input: Uint8Array,
): Promise<void> => {
  const names = list(columns.map(({ name }) => name));
  const sink = client.query(copyFrom(`copy ${table} (${names}) from stdin with (format binary)`));
  await pipeline(Readable.from([input]), sink);
};

const update = async (
  client: PoolClient,
  table: string,
  columns: readonly WireColumn[],
  key: readonly string[],
  versions: readonly Version[],
): Promise<void> => {
  if (versions.length === 0) return;
  const changed = columns.filter(({ name }) => !key.includes(name));
  await client.query(
    `update ${table} t set ${changed.map(({ name }) => `${quoted(name)} = given.${quoted(name)}`).join(', ')}
     from ${unnested(columns)} where ${matching(key)}`,
    arrayParameters(columns, versions, versionValue),
  );
};

const remove = async (
  client: PoolClient,
  table: string,
  key: readonly WireColumn[],
  rows: readonly Row[],
): Promise<void> => {
  if (rows.length === 0) return;
  await client.query(
    `delete from ${table} t using ${unnested(key)} where ${matching(key.map(({ name }) => name))}`,
    arrayParameters(key, rows, rowValue),
  );
};

const matching = (key: readonly string[]): string =>
  key.map((name) => `t.${quoted(name)} = given.${quoted(name)}`).join(' and ');

/** The rows given as one array for each column, as `arrayParameters` makes them. */
export const unnested = (columns: readonly WireColumn[]): string =>
  `unnest(${columns.map(({ type }, index) => `$${index + 1}::${arrayType(type)}`).join(', ')})
     as given (${list(columns.map(({ name }) => name))})`;
