import Table from 'cli-table3';

export type Language = 'vi' | 'en';

/** How a verb answers: data on stdout, everything a person reads along the way on stderr. */
export interface Output {
  readonly language: Language;
  readonly json: boolean;
  /** Progress and remarks. */
  say(line: string): void;
  /** The answer, where `--json` was not given. */
  print(text: string): void;
  /** The answer as one JSON document a line. */
  document(value: unknown): void;
}

export const createOutput = (language: Language, json: boolean): Output => ({
  language,
  json,
  say: (line) => void process.stderr.write(`${line}\n`),
  print: (text) => void process.stdout.write(`${text}\n`),
  document: (value) => void process.stdout.write(`${JSON.stringify(value)}\n`),
});

const NO_BORDERS = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((place) => [place, place === 'middle' ? '  ' : '']),
);

/** Columns without borders, as kubectl shows them. In a pipe: tab-separated, without a head, for `cut` and `awk`. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  if (!process.stdout.isTTY) return rows.map((row) => row.join('\t')).join('\n');
  const shown = new Table({
    head: [...head],
    chars: NO_BORDERS,
    style: { head: usesColour() ? ['bold'] : [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  shown.push(...rows.map((row) => [...row]));
  return shown.toString();
};

/** https://no-color.org; `--no-color` sets the variable. */
export const usesColour = (): boolean => Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
