import type { Output } from './output';

/** One line every five seconds where nobody watches a terminal: enough for a log, too little to fill it. */
const LINE_EVERY_MS = 5_000;
const REPAINT_EVERY_MS = 200;

export interface ProgressLine {
  /** `total` is null while it isn't known; `note` is what else is worth seeing. */
  show(what: string, done: number, total: number | null, note?: string): void;
  end(): void;
}

/** `APPLYING  41 %  61,240/149,000  18.2k/s  ETA 5 s`, on stderr: repainted on a terminal, a new line now and then elsewhere. */
export const progressLine = (output: Pick<Output, 'say'>, now: () => number = () => Date.now()): ProgressLine => {
  const terminal = Boolean(process.stderr.isTTY);
  let shownAt = 0;
  let begun: { readonly what: string; readonly at: number; readonly done: number } | null = null;
  let painted = false;
  return {
    show: (what, done, total, note) => {
      const at = now();
      if (begun?.what !== what) begun = { what, at, done };
      if (at - shownAt < (terminal ? REPAINT_EVERY_MS : LINE_EVERY_MS)) return;
      shownAt = at;
      const line = lineOf(what, done, total, (done - begun.done) / Math.max((at - begun.at) / 1000, 0.001), note);
      painted = terminal;
      if (terminal) process.stderr.write(`\r\u001b[K${line}`);
      else output.say(line);
    },
    end: () => {
      if (painted) process.stderr.write('\r\u001b[K');
      painted = false;
    },
  };
};

const lineOf = (what: string, done: number, total: number | null, perSecond: number, note?: string): string => {
  const parts = [what];
  if (total !== null && total > 0)
    parts.push(`${Math.floor((done / total) * 100)} %`, `${grouped(done)}/${grouped(total)}`);
  else if (done > 0) parts.push(grouped(done));
  if (perSecond >= 1)
    parts.push(perSecond >= 1000 ? `${(perSecond / 1000).toFixed(1)}k/s` : `${Math.round(perSecond)}/s`);
  if (note) parts.push(note);
  if (total !== null && perSecond > 0 && total > done) parts.push(`ETA ${Math.ceil((total - done) / perSecond)} s`);
  return parts.join('  ');
};

const grouped = (n: number): string => n.toLocaleString('en-US');
