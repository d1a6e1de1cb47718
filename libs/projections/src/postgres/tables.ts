import { tablesOf, totalsName } from '../declarations';
import {
  THING,
  byDayOf,
  stateTablesOf,
  type ColumnType,
  type Columns,
  type FactsTable,
  type Projection,
  type StateTable,
} from '../projection';
import type { MAX_SCRATCHES } from '../scratches';
import type { WireColumn } from './wire';

/** The schema in which read rooms find their tables: a view each, so that another version can be put behind it. */
export const VIEWS = 'read';
/** The schema of the tables behind the views. */
export const TABLES = 'read_tables';
/**
 * The schemas in which readers find scratches, a view each; their tables are among the others. A migration made them, because the application may
 * make none: more scratches need another one.
 */
export const SCRATCH_SCHEMAS = ['scratch_1', 'scratch_2'] as const satisfies { readonly length: typeof MAX_SCRATCHES };
/** Room in a page for the next version of a row beside the last one, so that an update need not touch the key's index. */
const FILLFACTOR = 85;

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  // Byte order: digests and keys sort as the contract says, and comparison is cheap.
  text: 'text collate "C"',
  int: 'integer',
  bigint: 'bigint',
  boolean: 'boolean',
  day: 'date',
  instant: 'timestamptz',
  uuid: 'uuid',
  json: 'jsonb',
};

/** Type of an array parameter. */
export const arrayType = (type: ColumnType): string => `${SQL_TYPES[type].replace(' collate "C"', '')}[]`;

export const quoted = (name: string): string => `"${name}"`;
export const list = (names: readonly string[]): string => names.map(quoted).join(', ');

/** One set of tables of a projection. The first has the version alone in its names; each further one is told apart by its number. */
export type Built = Projection & Generation;
export interface Generation {
  readonly version: number;
  readonly generation: number;
}
export const builtAs = (projection: Projection, { version, generation }: Generation): Built => ({
  ...projection,
  version,
  generation,
});

/** The table behind a view. */
export const tableName = (logical: string, { version, generation }: Generation): string =>
  `${TABLES}.${quoted(generation === 1 ? `${logical}_v${version}` : `${logical}_v${version}_${generation}`)}`;
const viewName = (logical: string, schema: string): string => `${schema}.${quoted(logical)}`;

export const wireColumns = (columns: Columns): readonly WireColumn[] =>
  Object.entries(columns).map(([name, type]) => ({ name, type }));

/** What every question asks for comes first: PostgreSQL takes a row apart from its beginning to the last column that is looked at. */
export const nowColumns = ({ key, columns }: StateTable): readonly WireColumn[] =>
  wireColumns({ ...key, from_position: 'bigint', ...columns });
/** Those of now, and one behind them. */
export const historyColumns = ({ key, columns }: StateTable): readonly WireColumn[] =>
  wireColumns({ ...key, from_position: 'bigint', ...columns, to_position: 'bigint' });
export const factsColumns = ({ columns, key }: FactsTable): readonly WireColumn[] =>
  wireColumns({ position: 'bigint', ...(key ? {} : { ordinal: 'int' as const }), ...columns });
export const factsKey = ({ key }: FactsTable): readonly string[] =>
  key ? [...key, 'position'] : ['position', 'ordinal'];

export const MOVEMENT_COLUMNS: readonly WireColumn[] = wireColumns({
  position: 'bigint',
  cut: 'text',
  key: 'text',
  measure: 'text',
  occurred_on: 'day',
  n: 'bigint',
});
const TOTAL_COLUMNS: readonly WireColumn[] = wireColumns({
  boundary_size: 'bigint',
  cut: 'text',
  key: 'text',
  measure: 'text',
  n: 'bigint',
});

export const namesOfTotals = ({ name }: Pick<Projection, 'name'>) => ({
  movement: `${totalsName(name)}_movement`,
  total: `${totalsName(name)}_total`,
});

const nowAndHistory = ({ name }: StateTable, generation: Generation): readonly [string, string] => [
  tableName(`${name}_now`, generation),
  tableName(`${name}_history`, generation),
];

/** Statements that make the tables of a projection, with the keys that the engine itself looks rows up by. */
export const createTables = (projection: Built): string => {
  switch (projection.kind) {
    case 'state': {
      return [
        ...stateTablesOf(projection).flatMap((table) => {
          const key = Object.keys(table.key);
          const [now, history] = nowAndHistory(table, projection);
          return [
            `create table ${now} (${definitions(nowColumns(table), key)}, primary key (${list(key)})) with (fillfactor = ${FILLFACTOR})`,
            // Insert only.
            `create table ${history} (${definitions(historyColumns(table), [...key, 'to_position'])})`,
          ];
        }),
        ...(projection.measures ? createTotals(projection) : []),
      ].join(';\n');
    }
    case 'facts':
      return projection.tables
        .map((table) => `create table ${tableName(table.name, projection)} (${definitions(factsColumns(table), [])})`)
        .join(';\n');
  }
};

/**
 * Statements that make all other keys and indexes: over a table that is full they cost a sort, and over one that is being filled a search for
 * each row.
 */
export const createIndexes = (projection: Built): string => {
  const primary = (table: string, key: readonly string[]): string =>
    `alter table ${table} add primary key (${list(key)})`;
  const index = (table: string, columns: readonly string[]): string => `create index on ${table} (${list(columns)})`;
  switch (projection.kind) {
    case 'state': {
      return [
        ...stateTablesOf(projection).flatMap((table) => {
          const [now, history] = nowAndHistory(table, projection);
          return [
            // By key: one thing's life. By end: what was visible at a size near the head.
            primary(history, [...Object.keys(table.key), 'from_position']),
            index(history, ['to_position']),
            ...(table.indexes ?? []).flatMap((columns) => [
              index(now, columns),
              index(history, [...columns, 'from_position']),
            ]),
          ];
        }),
        ...(projection.measures
          ? [index(tableName(namesOfTotals(projection).movement, projection), ['cut', 'key', 'measure', 'occurred_on'])]
          : []),
      ].join(';\n');
    }
    case 'facts':
      return projection.tables
        .flatMap((table) => [
          primary(tableName(table.name, projection), factsKey(table)),
          ...(table.indexes ?? []).map((columns) => index(tableName(table.name, projection), [...columns, 'position'])),
        ])
        .join(';\n');
  }
};

const createTotals = (projection: Built): readonly string[] => {
  const { movement, total } = namesOfTotals(projection);
  const all = (columns: readonly WireColumn[]): readonly string[] => columns.map(({ name }) => name);
  return [
    `create table ${tableName(movement, projection)} (${definitions(MOVEMENT_COLUMNS, all(MOVEMENT_COLUMNS))},
       primary key (position, cut, key, measure))`,
    `create table ${tableName(total, projection)} (${definitions(TOTAL_COLUMNS, all(TOTAL_COLUMNS))},
       primary key (cut, key, measure, boundary_size))`,
  ];
};

const definitions = (columns: readonly WireColumn[], notNull: readonly string[]): string =>
  columns
    .map(
      ({ name, type }) =>
        `${quoted(name)} ${SQL_TYPES[type]}${notNull.includes(name) || isPlace(name) ? ' not null' : ''}`,
    )
    .join(', ');
const isPlace = (name: string): boolean => name === 'from_position' || name === 'position';

/** Puts these tables behind the views. The columns may be others than before, so a view is made anew; who reads it waits for the commit. */
export const createViews = (projection: Built, schema: string = VIEWS): string =>
  tablesOf(projection)
    .map(
      (logical) =>
        `drop view if exists ${viewName(logical, schema)};
         create view ${viewName(logical, schema)} as select ${thingOf(projection, logical)}* from ${tableName(logical, projection)}`,
    )
    .join(';\n');

/** Rows by days are told apart by thing, whatever its key column is called. */
const thingOf = (projection: Projection, logical: string): string =>
  projection.kind === 'state' && logical.startsWith(`${byDayOf(projection.table).name}_`)
    ? `${quoted(Object.keys(projection.table.key)[0]!)} as ${THING}, `
    : '';
