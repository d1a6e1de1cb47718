import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { FactsProjection, Projection, Row, StateProjection } from '../projection';
import type { Changes, FactsChanges, StateChanges } from '../running/changes';
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
} from './tables';
import { addTotals } from './totals';
import { arrayParameter, copyInput, type WireColumn } from './wire';

/** The rows of a batch, in bulk: what is new by COPY, what changed by one update from arrays. */
export const writeChanges = async (
  client: PoolClient,
  projection: Projection,
  changes: Changes,
  sizes: { readonly from: number; readonly to: number },
): Promise<void> => {
  if (projection.kind === 'facts') return writeFacts(client, projection, changes as FactsChanges);
  await writeState(client, projection, changes as StateChanges);
  if (projection.measures) await addTotals(client, projection, sizes);
};

const writeFacts = async (client: PoolClient, projection: FactsProjection, { rows }: FactsChanges): Promise<void> => {
  for (const table of projection.tables) {
    const facts = rows.get(table.name) ?? [];
    const flat = facts.map(({ position, ordinal, row }) => ({ position, ordinal, ...row }));
    await copy(client, tableName(table.name, projection.version), factsColumns(table), flat);
  }
};

const writeState = async (client: PoolClient, projection: StateProjection, changes: StateChanges): Promise<void> => {
  const { table, version } = projection;
  const [now, history] = [tableName(`${table.name}_now`, version), tableName(`${table.name}_history`, version)];
  const asRow = ({ row, from }: { readonly row: Row; readonly from: number }): Row => ({ ...row, from_position: from });
  await copy(client, now, nowColumns(table), changes.inserted.map(asRow));
  await update(client, now, nowColumns(table), Object.keys(table.key), changes.updated.map(asRow));
  await remove(client, now, wireColumns(table.key), changes.deleted);
  await copy(
    client,
    history,
    historyColumns(table),
    changes.closed.map((closed) => ({ ...asRow(closed), to_position: closed.to })),
  );
  if (!projection.measures) return;
  const { movement } = namesOfTotals(projection);
  const movements = changes.movements.map(({ occurredOn, ...rest }) => ({ ...rest, occurred_on: occurredOn }));
  await copy(client, tableName(movement, version), MOVEMENT_COLUMNS, movements);
};

const copy = async (
  client: PoolClient,
  table: string,
  columns: readonly WireColumn[],
  rows: readonly Row[],
): Promise<void> => {
  if (rows.length === 0) return;
  const names = list(columns.map(({ name }) => name));
  const sink = client.query(copyFrom(`copy ${table} (${names}) from stdin with (format binary)`));
  await pipeline(Readable.from([copyInput(columns, rows)]), sink);
};

const update = async (
  client: PoolClient,
  table: string,
  columns: readonly WireColumn[],
  key: readonly string[],
  rows: readonly Row[],
): Promise<void> => {
  if (rows.length === 0) return;
  const changed = columns.filter(({ name }) => !key.includes(name));
  await client.query(
    `update ${table} t set ${changed.map(({ name }) => `${quoted(name)} = given.${quoted(name)}`).join(', ')}
     from ${unnested(columns)} where ${matching(key)}`,
    arrays(columns, rows),
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
    arrays(key, rows),
  );
};

const matching = (key: readonly string[]): string =>
  key.map((name) => `t.${quoted(name)} = given.${quoted(name)}`).join(' and ');

/** The rows given as one array for each column. */
export const unnested = (columns: readonly WireColumn[]): string =>
  `unnest(${columns.map(({ type }, index) => `$${index + 1}::${arrayType(type)}`).join(', ')})
     as given (${list(columns.map(({ name }) => name))})`;

export const arrays = (columns: readonly WireColumn[], rows: readonly Row[]): Buffer[] =>
  columns.map(({ name, type }) =>
    arrayParameter(
      type,
      rows.map((row) => row[name]),
    ),
  );
