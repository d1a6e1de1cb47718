import type { Readable } from 'node:stream';
import type { Actor } from '@kernel';
import type { Ledger } from '@command-handling';
import type { Vault } from '@vault';

/** The files of domain 6 that exist so far. */
export const importKinds = ['F4', 'F6', 'F7', 'F8', 'F10'] as const;
export type ImportKindName = (typeof importKinds)[number];

export type Severity = 'REJECTED' | 'QUEUED' | 'WARNING';

/** A row's trouble, as `/errors.csv` shows it. A rejected row gives no event; a queued one is recorded with a flag or waits; a warned one is as others. */
export interface RowIssue {
  readonly severity: Severity;
  /** One of the codes of `command-handling/codes.ts`. */
  readonly code: string;
  readonly field: string;
  /** The cell as it stood. The engine masks a personal field's value but for its last two characters. */
  readonly value: string;
  readonly suggestion?: string;
  /** The suggestion names a rule and nothing of the value that is anyone's own: it is shown for a personal field too. */
  readonly suggestsRule?: boolean;
}

/** A row that was read and checked by itself. Lines count from 1, the header included. */
export interface ReadRow<T> {
  readonly line: number;
  readonly row: T;
  readonly issues: readonly RowIssue[];
}

/**
 * What became of a row: recorded (one event or more; a QUEUED issue beside it says that its effect is withheld), already there, queued
 * because it can't name its thing (no event), or refused.
 */
export interface RowResult {
  readonly line: number;
  readonly state: 'RECORDED' | 'REPEATED' | 'QUEUED' | 'REJECTED';
  readonly issues: readonly RowIssue[];
  readonly events: number;
}

/** What the sender said of the file; free text is never among it. */
export interface FileOptions {
  /** `DMY` or `YMD`: how dates with slashes are to be read. */
  readonly dateOrder?: 'DMY' | 'YMD';
  /** The thousands separator that integers may have. */
  readonly thousands?: '.' | ',';
}

/** The import that a row belongs to. */
export interface ImportContext {
  readonly importId: string;
  /** File name as sent, without a path. */
  readonly name: string;
  readonly sha256: string;
  readonly uploader: Actor;
  readonly mode: 'dry-run' | 'apply';
  readonly options: FileOptions;
  /** Vietnam day on which the file came. */
  readonly today: string;
  /** UTC instant at which the file came. */
  readonly receivedAt: string;
  /** A file that was held was released by another person. */
  readonly released: boolean;
}

/** What an applied file may use. Reads are set-based: one call for a chunk of rows. */
export interface ImportTools {
  readonly ledger: Ledger;
  readonly vault: Pick<Vault, 'enrolMany' | 'find'>;
}

/** The whole file is refused or held; no row of it is recorded. */
export interface FileRefusal {
  readonly kind: 'refused' | 'held';
  readonly code: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** What reading a file gives, in order: a header where the kind has one, rows, rejected rows, and at most one refusal of the whole, after which nothing comes. */
export type ReadItem<T, H = never> =
  | { readonly kind: 'header'; readonly header: H }
  | { readonly kind: 'row'; readonly row: ReadRow<T> }
  /** Its issues say whether it is rejected, or queued because it can't name its thing. */
  | { readonly kind: 'left-out'; readonly line: number; readonly issues: readonly RowIssue[] }
  | FileRefusal;

/** A file while it is applied: who sent it, its header where the kind has one, and its number of rows, rejected ones included. */
export interface ImportRun<H = unknown> {
  readonly context: ImportContext;
  readonly header: H | null;
  readonly rows: number;
}

/**
 * One kind of file. `read` is pure in the bytes and the context; it runs once to check the whole file and once more to apply it, so
 * nothing of a file that is refused is recorded and memory stays bounded.
 */
export interface ImportKind<T, H = unknown> {
  readonly kind: ImportKindName;
  /** For the list of kinds in the API's documentation. */
  readonly description: string;
  /** Fields whose cells are personal: masked wherever they are shown. */
  readonly personalFields: readonly string[];
  /** More rows refuse the file as `TOO_MANY_ROWS` (domain 6). */
  readonly maxRows: number;
  /** Rows that are applied together; large where a stream takes many of a file's rows. */
  readonly rowsAtOnce: number;
  readonly read: (bytes: Readable, context: ImportContext) => AsyncIterable<ReadItem<T, H>>;
  /** Before the first row; a refusal ends the import with nothing recorded. Not called in a dry run. */
  readonly begin?: (run: ImportRun<H>, tools: ImportTools) => Promise<FileRefusal | null>;
  /** In a dry run the tools decide and record nothing. */
  readonly apply: (rows: readonly ReadRow<T>[], run: ImportRun<H>, tools: ImportTools) => Promise<readonly RowResult[]>;
  /** After the last row, with what became of all of them. Not called in a dry run. */
  readonly finish?: (run: ImportRun<H>, tools: ImportTools, counts: ImportCounts) => Promise<void>;
}

/** Any kind, where only its shape matters. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- only its shape matters here.
export type AnyImportKind = ImportKind<any, any>;

/** A kind as it stands in its slice: one place where row and header types are said. */
export const defineImport = <T, H = unknown>(kind: ImportKind<T, H>): ImportKind<T, H> => kind;

/** What became of the rows. `queued` and `warned` are counted beside the others. */
export interface ImportCounts {
  readonly rows: number;
  readonly recorded: number;
  readonly repeated: number;
  readonly rejected: number;
  readonly queued: number;
  readonly warned: number;
  readonly events: number;
}

export const NO_COUNTS: ImportCounts = {
  rows: 0,
  recorded: 0,
  repeated: 0,
  rejected: 0,
  queued: 0,
  warned: 0,
  events: 0,
};

export type ImportState =
  'UPLOADED' | 'VALIDATED' | 'APPLYING' | 'COMPLETED' | 'PARTIALLY_APPLIED' | 'HELD' | 'REJECTED';
