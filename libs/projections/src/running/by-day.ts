import { FROM_DAY, type Positioned, type Row } from '../projection';
import { vietnamDay } from '../values';
import type { ClosedVersion, DayRows, DayVersion, TableChanges, Version } from './changes';

/** What one event makes of the rows by days of one thing: all of them, and those that ended with it. */
export interface DayFold {
  readonly rows: readonly DayVersion[];
  readonly closed: readonly ClosedVersion[];
}

/** The rows by days of a batch. */
export interface DayFolder {
  /** Null where the event changes none of them. `last` is what it makes of the row of now, which is that of the last day too. */
  step(
    event: Positioned,
    key: string,
    last: { readonly before: Row | undefined; readonly after: Row | undefined },
  ): DayFold | null;
  take(key: string, fold: DayFold): void;
  changes(): TableChanges;
}

/**
 * The row of a day is the fold, in ledger order, of what happened by that day. An event is the last one in ledger order, so it is applied to
 * the row of its own day and to that of each later one, and never to an earlier one. Nearly always its day is the last: then there is one row
 * to write, and it is the row of now.
 */
export const dayFolder = (
  loaded: DayRows,
  nextRow: (row: Row | undefined, event: Positioned, key: string) => Row | undefined,
): DayFolder => {
  const now = new Map<string, readonly DayVersion[]>();
  const closed: ClosedVersion[] = [];
  return {
    step: (event, key, last) => {
      const rows = now.get(key) ?? loaded.get(key) ?? [];
      const day = vietnamDay(event.occurredAt);
      const own = rows.findLastIndex((row) => row.day <= day);
      const next = rows.slice(0, Math.max(own, 0));
      const ended: ClosedVersion[] = [];
      for (let index = own; index === own || index < rows.length; index += 1) {
        const before = rows[index];
        const isLast = index === rows.length - 1;
        const row = isLast ? last.after : nextRow(before?.row, event, key);
        if (before && !row) throw new Error('a row of a bitemporal table ended');
        const isChanged = row !== (isLast ? last.before : before?.row);
        if (before && (!isChanged || before.day < day)) next.push(before);
        if (!row || !isChanged) continue;
        if (before && before.day >= day) ended.push({ row: stored(before), from: before.from, to: event.position });
        next.push({ day: before && before.day > day ? before.day : day, row, from: event.position });
      }
      return next.length === rows.length && ended.length === 0 ? null : { rows: next, closed: ended };
    },
    take: (key, fold) => {
      now.set(key, fold.rows);
      closed.push(...fold.closed);
    },
    changes: () => {
      const inserted: Version[] = [];
      const updated: Version[] = [];
      for (const [key, rows] of now) {
        const known = new Map((loaded.get(key) ?? []).map(({ day, from }) => [day, from]));
        for (const row of rows) {
          const from = known.get(row.day);
          if (from !== row.from) (from === undefined ? inserted : updated).push({ row: stored(row), from: row.from });
        }
      }
      return { inserted, updated, deleted: [], closed };
    },
  };
};

const stored = ({ row, day }: DayVersion): Row => ({ ...row, [FROM_DAY]: day });
