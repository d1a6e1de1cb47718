import type { EventDefinition } from '@kernel';
import { sha256Hex, canonicalJson } from '@event-store';
import { FROM_DAY, THING, stateTablesOf, type Columns, type Projection } from './projection';

/** A declaration that can't be run: a programmer's error, told at start. */
export class DeclarationRefused extends Error {
  readonly code = 'DECLARATION_REFUSED';
}

/** The tables are those of another declaration with the same version. */
export class DeclarationChanged extends Error {
  readonly code = 'DECLARATION_CHANGED';
}

const PROJECTION_NAME = /^[a-z][a-z0-9-]{1,59}$/;
/** With `_by_day_history_v12` behind it, still within PostgreSQL's 63 bytes. */
const IDENTIFIER = /^[a-z][a-z0-9_]{0,41}$/;
/** Columns that the engine adds. */
const ENGINE_COLUMNS = new Set(['position', 'ordinal', 'from_position', 'to_position', FROM_DAY, THING]);
const KEY_TYPES: ReadonlySet<string> = new Set(['text', 'uuid', 'day', 'int', 'bigint']);

/** `carrier-day` → `carrier_day`: what the tables of its totals are called after. */
export const totalsName = (projection: string): string => projection.replaceAll('-', '_');

/** The names that read rooms ask by. */
export const tablesOf = (projection: Projection): readonly string[] => {
  switch (projection.kind) {
    case 'state': {
      const totals = totalsName(projection.name);
      return [
        ...stateTablesOf(projection).flatMap(({ name }) => [`${name}_now`, `${name}_history`]),
        ...(projection.measures ? [`${totals}_movement`, `${totals}_total`] : []),
      ];
    }
    case 'facts':
      return projection.tables.map(({ name }) => name);
  }
};

/** Throws `DeclarationRefused`, with every fault that there is. */
export const checkDeclarations = (
  projections: readonly Projection[],
  definitions: readonly EventDefinition[],
): void => {
  const faults = [
    ...twice(projections.map(({ name }) => name)).map((name) => `two projections are called ${name}`),
    ...twice(projections.flatMap(tablesOf)).map((table) => `table ${table} has two owners`),
    ...projections.flatMap((projection) =>
      faultsOf(projection, new Map(definitions.map(({ type, version }) => [type, version]))).map(
        (fault) => `projection ${projection.name}: ${fault}`,
      ),
    ),
  ];
  if (faults.length > 0) throw new DeclarationRefused(faults.join('; '));
};

const faultsOf = (projection: Projection, known: ReadonlyMap<string, number>): readonly string[] => {
  const { name, version, events } = projection;
  const unknown = events.filter((event) => known.get(event.type) !== event.version);
  return [
    ...(PROJECTION_NAME.test(name) ? [] : ['its name is not in kebab-case']),
    ...(Number.isSafeInteger(version) && version > 0 ? [] : ['its version is not an integer from 1']),
    ...(events.length > 0 ? [] : ['it has no events']),
    ...unknown.map(({ type, version: number }) => `no definition has its event ${type} v${number}`),
    ...twice(events.map(({ type }) => type)).map((type) => `it has the event ${type} twice`),
    ...tableFaults(projection),
  ];
};

const tableFaults = (projection: Projection): readonly string[] => {
  switch (projection.kind) {
    case 'state': {
      const { name, key, columns, indexes = [], bitemporal } = projection.table;
      const keyTypes = Object.entries(key).filter(([, type]) => !KEY_TYPES.has(type));
      return [
        ...identifiers(name, { ...key, ...columns }),
        ...(Object.keys(key).length > 0 ? [] : ['its table has no key']),
        ...(bitemporal && Object.keys(key).length !== 1 ? ['a bitemporal table has one key column'] : []),
        ...keyTypes.map(([column, type]) => `key column ${column} can't be ${type}`),
        ...twice([...Object.keys(key), ...Object.keys(columns)]).map((column) => `column ${column} is there twice`),
        ...missing([...indexes.flat()], { ...key, ...columns }),
      ];
    }
    case 'facts':
      return projection.tables.flatMap(({ name, columns, key = [], indexes = [] }) => [
        ...identifiers(name, columns),
        ...missing([...key, ...indexes.flat()], columns),
      ]);
  }
};

const identifiers = (table: string, columns: Columns): readonly string[] => [
  ...[table, ...Object.keys(columns)]
    .filter((name) => !IDENTIFIER.test(name))
    .map((name) => `${name} is no table or column name`),
  ...Object.keys(columns)
    .filter((name) => ENGINE_COLUMNS.has(name))
    .map((name) => `column ${name} is the engine's`),
];

const missing = (names: readonly string[], columns: Columns): readonly string[] =>
  names
    .filter((name) => !(name in columns))
    .map((name) => `an index or key names the column ${name}, which is not there`);

const twice = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
];

/**
 * What of a declaration makes its tables what they are. A projection that listens to everything listens to a new kind of event too: no such
 * event can have been recorded before, so it need not be built anew.
 */
export const declarationHash = (projection: Projection, definitions: readonly EventDefinition[]): string => {
  const types = projection.events.map(({ type }) => type).sort();
  const everything = definitions.every(({ type }) => types.includes(type));
  const tables = projection.kind === 'state' ? [projection.table] : projection.tables;
  return sha256Hex(
    canonicalJson({
      kind: projection.kind,
      events: everything ? '*' : types,
      // Entries, because the order of columns and of a key's parts counts.
      tables: tables.map((table) => ({
        ...table,
        key: Object.entries(table.key ?? {}),
        columns: Object.entries(table.columns),
      })),
      measures: projection.kind === 'state' && projection.measures !== undefined,
    }),
  );
};
