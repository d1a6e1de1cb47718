import type { FactsProjection, FactsTable, Measure, Positioned, Row, StateProjection } from '../projection';
import { keyOfRow, keyReader, rowMaker, sameContent, vietnamDay } from '../values';
import { type DayFold, dayFolder } from './by-day';
import type { ClosedVersion, DayRows, FactRows, FactsChanges, Movement, Rows, StateChanges, Version } from './changes';
import type { Purity } from './purity';

/** What the events before `stopped.at` give; `stopped` where one of them could not be applied. */
export interface Folded<C> {
  readonly changes: C;
  readonly stopped: { readonly at: Positioned; readonly error: unknown } | null;
}

/** A projection of things, made ready: first which rows a batch touches, then the fold over them. */
export interface StateFolder {
  /** The rows that the events touch, one list an event; short where `keys` threw. */
  touch(events: readonly Positioned[]): Touched;
  fold(touched: Touched, loaded: Rows, days: DayRows): Folded<StateChanges>;
}

export interface Touched {
  readonly events: readonly Positioned[];
  readonly keys: readonly (readonly string[])[];
  readonly stopped: Folded<unknown>['stopped'];
}

export const stateFolder = (projection: StateProjection, purity: Purity): StateFolder => {
  const { key: keyColumns, columns } = projection.table;
  const readKey = keyReader(keyColumns);
  const keyOf = keyOfRow(keyColumns);
  const make = rowMaker(columns);
  const same = sameContent(columns);

  /** The next version's row; the row itself where nothing changed; undefined where there is none. */
  const nextRow = (row: Row | undefined, event: Positioned, key: string): Row | undefined => {
    const next = purity.twice(() => projection.evolve(row, event, key));
    if (next === row || next === undefined) return next;
    return row && same(row, next) ? row : purity.guard(make(next, row ? keyOf(row) : readKey(key), row));
  };

  return {
    touch: (events) => {
      const keys: (readonly string[])[] = [];
      for (const event of events) {
        try {
          const touched = purity.twice(() => projection.keys(event));
          keys.push(touched.length > 1 ? [...new Set(touched)] : touched);
        } catch (error) {
          return { events, keys, stopped: { at: event, error } };
        }
      }
      return { events, keys, stopped: null };
    },
    fold: ({ events, keys, stopped }, loaded, loadedDays) => {
      const now = new Map<string, Version | undefined>();
      const closed: ClosedVersion[] = [];
      const movements: Movement[] = [];
      const days = projection.table.bitemporal ? dayFolder(loadedDays, nextRow) : null;
      const changes = (): StateChanges => ({
        ...changesOf(now, loaded, readKey),
        kind: 'state',
        closed,
        movements,
        byDay: days?.changes() ?? null,
      });
      const current = (key: string): Version | undefined => (now.has(key) ? now.get(key) : loaded.get(key));
      for (const [index, touched] of keys.entries()) {
        const event = events[index]!;
        try {
          // All rows of the event first: what it does to the tables is whole or not at all.
          const steps: Step[] = [];
          for (const key of touched) {
            const before = current(key);
            const row = nextRow(before?.row, event, key);
            const byDay = days?.step(event, key, { before: before?.row, after: row }) ?? null;
            if (byDay || row !== before?.row)
              steps.push({
                key,
                before,
                after: row && (row === before?.row ? before : { row, from: event.position }),
                byDay,
              });
          }
          if (projection.measures && steps.length > 0)
            movements.push(...differences(projection.measures, event, steps));
          for (const { key, before, after, byDay } of steps) {
            if (byDay) days?.take(key, byDay);
            if (after === before) continue;
            if (before) closed.push({ row: before.row, from: before.from, to: event.position });
            now.set(key, after);
          }
        } catch (error) {
          return { changes: changes(), stopped: { at: event, error } };
        }
      }
      return { changes: changes(), stopped };
    },
  };
};

const changesOf = (
  now: ReadonlyMap<string, Version | undefined>,
  loaded: Rows,
  readKey: (key: string) => Row,
): Pick<StateChanges, 'inserted' | 'updated' | 'deleted'> => {
  const inserted: Version[] = [];
  const updated: Version[] = [];
  const deleted: Row[] = [];
  for (const [key, version] of now) {
    if (version) (loaded.has(key) ? updated : inserted).push(version);
    else if (loaded.has(key)) deleted.push(readKey(key));
  }
  return { inserted, updated, deleted };
};

/** The first day on which something happened to each of the rows. */
export const firstDays = ({ events, keys }: Touched): ReadonlyMap<string, string> => {
  const days = new Map<string, string>();
  for (const [index, touched] of keys.entries()) {
    if (touched.length === 0) continue;
    const day = vietnamDay(events[index]!.occurredAt);
    for (const key of touched) if (!(days.get(key)! <= day)) days.set(key, day);
  }
  return days;
};

interface Step {
  readonly key: string;
  readonly before: Version | undefined;
  readonly after: Version | undefined;
  readonly byDay: DayFold | null;
}

/** What the rows contribute after the event less what they contributed before it; one movement for each total that it changes. */
const differences = (
  measures: (row: Row) => readonly Measure[],
  event: Positioned,
  steps: readonly Step[],
): readonly Movement[] => {
  const sums = new Map<string, { readonly measure: Measure; n: number }>();
  const add = (version: Version | undefined, sign: 1 | -1): void => {
    if (!version) return;
    for (const measure of measures(version.row)) {
      if (!Number.isSafeInteger(measure.n)) throw new RangeError('a measure is not an integer within 2^53');
      const id = `${measure.cut}\0${measure.key}\0${measure.measure}`;
      const sum = sums.get(id);
      if (sum) sum.n += sign * measure.n;
      else sums.set(id, { measure, n: sign * measure.n });
    }
  };
  for (const { before, after } of steps) {
    add(before, -1);
    add(after, 1);
  }
  const occurredOn = vietnamDay(event.occurredAt);
  return [...sums.values()]
    .filter(({ n }) => n !== 0)
    .map(({ measure: { cut, key, measure }, n }) => ({ position: event.position, cut, key, measure, occurredOn, n }));
};

export type FactsFolder = (events: readonly Positioned[]) => Folded<FactsChanges>;

export const factsFolder = (
  projection: FactsProjection,
  rowsOf: (table: FactsTable) => FactRows,
  purity: Purity,
): FactsFolder => {
  /** All rows of the event: what it does to the tables is whole or not at all. */
  const add = (event: Positioned, rows: ReadonlyMap<string, FactRows>): void => {
    const facts = purity.twice(() => projection.facts(event));
    for (const table in facts) {
      const list = rows.get(table);
      if (!list) throw new Error('facts for a table that the projection does not have');
      const given = facts[table]!;
      for (let ordinal = 0; ordinal < given.length; ordinal += 1)
        list.add(event.position, ordinal, given[ordinal] as Row);
    }
  };

  return (events) => {
    const rows = new Map(projection.tables.map((table) => [table.name, rowsOf(table)]));
    const lists = [...rows.values()];
    for (const event of events) {
      const counts = lists.map(({ count }) => count);
      try {
        add(event, rows);
      } catch (error) {
        lists.forEach((list, index) => list.keep(counts[index]!));
        return { changes: { kind: 'facts', rows }, stopped: { at: event, error } };
      }
    }
    return { changes: { kind: 'facts', rows }, stopped: null };
  };
};
