import type { Readable } from 'node:stream';
import { CsvError, parse, type Parser } from 'csv-parse';
import { rejected, warning } from './cells';
import type { ImportContext, ReadItem, RowIssue } from './import-kind';
import { WrongEncoding, decodeUtf8 } from './text';

/** A column: its name in the notice of domain 6, and other headers that mean it (compared without case, accents and spaces). */
export interface Column {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly required: boolean;
}

/** One record's cells by column name; an absent column or an empty cell is ''. */
export type Cells = Readonly<Record<string, string>>;

/** A record may be this long: 20 columns of `MAX_CELL_LENGTH`, in UTF-8. */
const MAX_RECORD_BYTES = 65_536;
/** How much of the file's begin decides between comma and semicolon. */
const SNIFF_CHARACTERS = 4_096;

export interface CsvShape<T> {
  readonly columns: readonly Column[];
  /** Nothing in the file is about a person: lines of it may be shown where the whole file is refused. */
  readonly impersonal?: boolean;
  /** One record by itself: pure. */
  readonly row: (
    cells: Cells,
    context: ImportContext,
  ) => { readonly row: T | null; readonly issues: readonly RowIssue[] };
}

/**
 * Reads a CSV file (RFC 4180; comma or semicolon, sniffed; UTF-8, BOM optional; header required). Whole-file refusals: EMPTY_FILE,
 * ENCODING, HEADER, DATE_ORDER, and CSV_SHAPE where a quote is not closed.
 */
export async function* readCsv<T>(
  bytes: Readable,
  context: ImportContext,
  shape: CsvShape<T>,
): AsyncGenerator<ReadItem<T>> {
  let header: Header | null = null;
  let rows = 0;
  try {
    for await (const { record, line, nul } of records(bytes)) {
      if (!header) {
        const found = headerOf(record, shape.columns);
        if ('code' in found) {
          yield found;
          return;
        }
        header = found;
        continue;
      }
      if (record.length === 1 && record[0]!.trim() === '') continue;
      rows += 1;
      for (const item of rowItems(record, line, nul, header, shape, context)) {
        yield item;
        if (item.kind === 'refused') return;
      }
    }
  } catch (error) {
    yield refusalOf(error, shape.impersonal ?? false);
    return;
  }
  if (rows === 0) yield { kind: 'refused', code: 'EMPTY_FILE', facts: {} };
}

function* rowItems<T>(
  record: readonly string[],
  line: number,
  nul: boolean,
  header: Header,
  shape: CsvShape<T>,
  context: ImportContext,
): Generator<ReadItem<T>> {
  if (nul || record.length !== header.width) {
    const suggestion = nul ? 'NUL' : `${header.width}`;
    yield { kind: 'left-out', line, issues: [rejected('CSV_SHAPE', '', `${record.length}`, suggestion)] };
    return;
  }
  const cells = Object.fromEntries(shape.columns.map(({ name }) => [name, record[header.places[name] ?? -1] ?? '']));
  const missing = shape.columns.filter(({ name, required }) => required && cells[name]!.trim() === '');
  if (missing.length > 0) {
    yield { kind: 'left-out', line, issues: missing.map(({ name }) => rejected('REQUIRED', name, '')) };
    return;
  }
  const { row, issues } = shape.row(cells, context);
  // The order of day and month holds for a whole file: one undeclared date and every date may be wrong.
  if (issues.some(({ code }) => code === 'DATE_ORDER')) {
    yield { kind: 'refused', code: 'DATE_ORDER', facts: { line } };
    return;
  }
  const all = line === header.line + 1 ? [...header.warnings, ...issues] : issues;
  if (row === null || all.some(({ severity }) => severity === 'REJECTED'))
    yield { kind: 'left-out', line, issues: all };
  else yield { kind: 'row', row: { line, row, issues: all } };
}

interface Header {
  readonly width: number;
  readonly line: number;
  readonly places: Readonly<Record<string, number>>;
  readonly warnings: readonly RowIssue[];
}

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');

const headerOf = (
  record: readonly string[],
  columns: readonly Column[],
): Header | Extract<ReadItem<never>, { kind: 'refused' | 'held' }> => {
  const names = new Map(
    columns.flatMap(({ name, aliases }) => [name, ...aliases].map((alias) => [plain(alias), name])),
  );
  const places: Record<string, number> = {};
  const unknown: string[] = [];
  for (const [place, cell] of record.entries()) {
    const name = names.get(plain(cell));
    if (!name) unknown.push(cell.trim().slice(0, 40));
    else if (name in places) return { kind: 'refused', code: 'HEADER', facts: { columns: name } };
    else places[name] = place;
  }
  if (record.every((cell) => cell.trim() === '')) return { kind: 'refused', code: 'EMPTY_FILE', facts: {} };
  const missing = columns.filter(({ name, required }) => required && !(name in places)).map(({ name }) => name);
  if (missing.length > 0) return { kind: 'refused', code: 'HEADER', facts: { columns: missing.join(', ') } };
  return {
    width: record.length,
    line: 1,
    places,
    warnings: unknown.map((cell) => warning('HEADER_UNKNOWN', cell, '')),
  };
};

const refusalOf = (error: unknown, impersonal: boolean): Extract<ReadItem<never>, { kind: 'refused' | 'held' }> => {
  if (error instanceof WrongEncoding) {
    const { guess, byteOffset, preview } = error;
    return {
      kind: 'refused',
      code: 'ENCODING',
      facts: { guess, byteOffset, ...(impersonal ? { preview: preview.join('\n') } : {}) },
    };
  }
  if (error instanceof CsvError)
    return {
      kind: 'refused',
      code: 'CSV_SHAPE',
      facts: { line: Number(error.lines ?? 0), byteOffset: Number(error.bytes ?? 0) },
    };
  throw error;
};

interface CsvRecord {
  readonly record: readonly string[];
  /** Line on which the record ends, from 1. */
  readonly line: number;
  readonly nul: boolean;
}

async function* records(bytes: Readable): AsyncGenerator<CsvRecord> {
  const chunks = decodeUtf8(bytes)[Symbol.asyncIterator]();
  let begin = '';
  let next = await chunks.next();
  while (!next.done && begin.length < SNIFF_CHARACTERS && !begin.includes('\n')) {
    begin += next.value;
    next = await chunks.next();
  }
  if (begin.trim() === '' && next.done) return;
  const parser = parse({
    delimiter: delimiterOf(begin),
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  void feed(parser, begin, next, chunks);
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    yield { record, line: info.lines, nul: record.some((cell) => cell.includes('\0')) };
  }
}

const feed = async (
  parser: Parser,
  begin: string,
  first: IteratorResult<string>,
  chunks: AsyncIterator<string>,
): Promise<void> => {
  try {
    parser.write(begin);
    for (let next = first; !next.done; next = await chunks.next()) {
      if (!parser.write(next.value)) await new Promise((resolve) => parser.once('drain', resolve));
    }
    parser.end();
  } catch (error) {
    parser.destroy(error as Error);
  }
};

/** The one of the two that the first line has more of. */
const delimiterOf = (begin: string): string => {
  const line = begin.split('\n', 1)[0]!;
  return line.split(';').length > line.split(',').length ? ';' : ',';
};

/** A cell for a CSV of ours: quoted, and never a formula when a spreadsheet opens it (row 6). */
export const csvCell = (value: string): string => {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
