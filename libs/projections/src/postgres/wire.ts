/**
 * PostgreSQL's binary formats of what a projection writes: rows for COPY, and arrays as parameters. As text every value would be escaped
 * here, and parsed there.
 */
import { canonicalJson } from '@event-store';
import type { ColumnType } from '../projection';
import { dayNumber, fits, instantNumber } from '../values';

export type WireType = ColumnType;

const OIDS: Readonly<Record<WireType, number>> = {
  text: 25,
  int: 23,
  bigint: 20,
  boolean: 16,
  day: 1082,
  instant: 1184,
  uuid: 2950,
  json: 3802,
};

const HEADER_BYTES = 64;
/** A guess that seldom has to grow: a length and a uuid, a tag or a short word. */
const USUAL_FIELD_BYTES = 28;
const NULL_LENGTH = -1;
/** UTF-8 takes at most three bytes for a UTF-16 unit. */
const MAX_BYTES_PER_UNIT = 3;
/** PostgreSQL counts days and microseconds from 2000-01-01. */
const EPOCH_DAYS = 10_957;
const EPOCH_MILLISECONDS = EPOCH_DAYS * 86_400_000;
const TWO_TO_THE_32 = 2 ** 32;

const MAX_ASCII = 0x7f;
/** Longer texts are cheaper in native code, shorter ones here. */
const SHORT_TEXT = 48;
/** Value of a hexadecimal digit by its character code; negative for everything else that is ASCII. */
const HEX = new Int8Array(128).fill(-1);
for (const digit of '0123456789abcdef') HEX[digit.charCodeAt(0)] = parseInt(digit, 16);
/** Where the 16 bytes of a uuid's text begin. */
const UUID_OFFSETS = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const;
const UUID_LENGTH = 36;
const UUID_HYPHENS = [8, 13, 18, 23] as const;
const HYPHEN = '-'.charCodeAt(0);

/** Bytes that grow. */
class Output {
  private buffer: Buffer;
  length = 0;

  constructor(fields: number) {
    this.buffer = Buffer.allocUnsafe(HEADER_BYTES + fields * USUAL_FIELD_BYTES);
  }

  bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  int16(value: number): void {
    this.reserve(2);
    this.length = this.buffer.writeInt16BE(value, this.length);
  }

  int32(value: number): void {
    this.reserve(4);
    this.length = this.buffer.writeInt32BE(value, this.length);
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** A length and so many bytes; -1 and none for null. */
  field(type: WireType, value: unknown): void {
    if (value === null || value === undefined) return this.int32(NULL_LENGTH);
    switch (type) {
      case 'text':
        return this.text(value as string, '');
      case 'json':
        return this.text(canonicalJson(value), '\x01');
      case 'int':
        this.int32(4);
        return this.int32(value as number);
      case 'bigint':
        return this.int64(value as number);
      case 'boolean':
        this.int32(1);
        this.reserve(1);
        this.length = this.buffer.writeUInt8(value ? 1 : 0, this.length);
        return;
      case 'day':
        this.int32(4);
        return this.int32(dayNumber(value as string) - EPOCH_DAYS);
      case 'instant':
        return this.int64((instantNumber(value as string) - EPOCH_MILLISECONDS) * 1000);
      case 'uuid':
        this.uuid(value as string);
    }
  }

  /** The same of a value that nobody has looked at yet, in one go. False where the column can't hold it: what was written of it is to be cut. */
  checkedField(type: WireType, value: unknown): boolean {
    if (value === null || value === undefined) this.int32(NULL_LENGTH);
    else if (type === 'uuid') return typeof value === 'string' && this.uuid(value);
    else if (type === 'text' && typeof value === 'string' && this.shortAscii(value)) return true;
    else if (fits(type, value)) this.field(type, value);
    else return false;
    return true;
  }

  /** Takes back what came after. */
  cut(length: number): void {
    this.length = length;
  }

  /** False where it is none, in lower case. */
  private uuid(value: string): boolean {
    this.int32(16);
    this.reserve(16);
    // Negative as soon as one digit is none.
    let digits = value.length === UUID_LENGTH ? 0 : -1;
    for (const offset of UUID_HYPHENS) if (value.charCodeAt(offset) !== HYPHEN) digits = -1;
    for (const offset of UUID_OFFSETS) {
      const [high, low] = [value.charCodeAt(offset), value.charCodeAt(offset + 1)];
      const byte = high > MAX_ASCII || low > MAX_ASCII ? -1 : (HEX[high]! * 16) | HEX[low]!;
      this.buffer[this.length] = byte;
      this.length += 1;
      digits |= byte;
    }
    return digits >= 0;
  }

  private int64(value: number): void {
    this.int32(8);
    const high = Math.floor(value / TWO_TO_THE_32);
    this.int32(high);
    this.reserve(4);
    this.length = this.buffer.writeUInt32BE(value - high * TWO_TO_THE_32, this.length);
  }

  private text(value: string, prefix: string): void {
    if (prefix === '' && this.shortAscii(value)) return;
    this.reserve(4 + prefix.length + value.length * MAX_BYTES_PER_UNIT);
    const start = this.length + 4;
    let end = start;
    if (prefix !== '') end += this.buffer.write(prefix, end, 'latin1');
    end += this.buffer.write(value, end, 'utf8');
    this.buffer.writeInt32BE(end - start, this.length);
    this.length = end;
  }

  /** False, and nothing is written, where the text is long, or has something else than ASCII or a zero in it. */
  private shortAscii(value: string): boolean {
    if (value.length > SHORT_TEXT) return false;
    this.reserve(4 + value.length);
    const start = this.length + 4;
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > MAX_ASCII || code === 0) return false;
      this.buffer[start + index] = code;
    }
    this.int32(value.length);
    this.length = start + value.length;
    return true;
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + bytes));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}

export interface WireColumn {
  readonly name: string;
  readonly type: WireType;
}

const COPY_HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const COPY_TRAILER = -1;

/** Input of `copy … from stdin with (format binary)`: what `valueOf` says of each item, column by column. */
export const copyInput = <T>(columns: readonly WireColumn[], items: readonly T[], valueOf: ValueOf<T>): Buffer => {
  const output = new CopyOutput(columns.length, items.length);
  for (const item of items) {
    output.begin();
    for (const { name, type } of columns) output.field(type, valueOf(item, name));
  }
  return output.end();
};

/** The same, row by row: `begin`, then each field. */
export class CopyOutput extends Output {
  constructor(
    private readonly columns: number,
    rows: number,
  ) {
    super(rows * columns);
    this.raw(COPY_HEADER);
  }

  begin(): void {
    this.int16(this.columns);
  }

  end(): Buffer {
    this.int16(COPY_TRAILER);
    return this.bytes();
  }
}

export type ValueOf<T> = (item: T, column: string) => unknown;

/** One array a column, as parameters for `unnest`. */
export const arrayParameters = <T>(
  columns: readonly WireColumn[],
  items: readonly T[],
  valueOf: ValueOf<T>,
): Buffer[] => columns.map(({ name, type }) => arrayParameter(type, items, (item) => valueOf(item, name)));

const arrayParameter = <T>(type: WireType, items: readonly T[], valueOf: (item: T) => unknown): Buffer => {
  const output = new Output(items.length);
  output.int32(items.length === 0 ? 0 : 1);
  output.int32(1); // There may be nulls.
  output.int32(OIDS[type]);
  if (items.length === 0) return output.bytes();
  output.int32(items.length);
  output.int32(1); // The first index.
  for (const item of items) output.field(type, valueOf(item));
  return output.bytes();
};
