import type { FactRows } from '../running/changes';
import { ValueRefused } from '../values';
import { CopyOutput, type WireColumn } from './wire';

/** Rows enough for a batch's usual facts; more make the bytes grow. */
const USUAL_ROWS = 1_000;

/** The rows of one batch for one table, as input of a COPY. `position` and, where the table has it, `ordinal` come first. */
export const factRows = (columns: readonly WireColumn[]): FactRows => {
  const engine = columns.filter(({ name }) => name === 'position' || name === 'ordinal').length;
  const own = columns.slice(engine);
  const output = new CopyOutput(columns.length, USUAL_ROWS);
  const ends: number[] = [output.length];
  return {
    add: (position, ordinal, row) => {
      output.begin();
      output.field('bigint', position);
      if (engine > 1) output.field('int', ordinal);
      for (const { name, type } of own) if (!output.checkedField(type, row[name])) throw new ValueRefused(name, type);
      ends.push(output.length);
    },
    get count() {
      return ends.length - 1;
    },
    keep: (count) => {
      ends.length = count + 1;
      output.cut(ends[count]!);
    },
    input: () => output.end(),
  };
};
