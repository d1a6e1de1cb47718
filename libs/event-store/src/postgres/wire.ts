/**
 * PostgreSQL's binary formats of what an append sends: arrays as parameters, and rows for COPY. As text every quote of
 * a JSON body would be escaped here and unescaped there.
 */
import type { EncodedEvent } from '../event-store';

const INT4_OID = 23;
const TEXT_OID = 25;
const UUID_OID = 2950;

const ARRAY_HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const INT4_BYTES = 4;
const INT8_BYTES = 8;
const UUID_BYTES = 16;

export const intArray = (values: readonly number[]): Buffer => {
  const buffer = arrayBuffer(INT4_OID, values.length, values.length * INT4_BYTES);
  let offset = ARRAY_HEADER_BYTES;
  for (const value of values) offset = writeInt(buffer, offset, value);
  return buffer;
};

export const uuidArray = (values: readonly string[]): Buffer => {
  const buffer = arrayBuffer(UUID_OID, values.length, values.length * UUID_BYTES);
  let offset = ARRAY_HEADER_BYTES;
  for (const value of values) offset = writeUuid(buffer, offset, value);
  return buffer;
};

export const textArray = (values: readonly string[]): Buffer => {
  let bytes = 0;
  for (const value of values) bytes += Buffer.byteLength(value);
  const buffer = arrayBuffer(TEXT_OID, values.length, bytes);
  let offset = ARRAY_HEADER_BYTES;
  for (const value of values) offset = writeText(buffer, offset, value);
  return buffer;
};

/** An empty array has no dimension, but every append has at least one event. */
const arrayBuffer = (elementOid: number, count: number, bytes: number): Buffer => {
  const buffer = Buffer.allocUnsafe(ARRAY_HEADER_BYTES + count * LENGTH_BYTES + bytes);
  buffer.writeInt32BE(1, 0); // Dimensions.
  buffer.writeInt32BE(0, 4); // No nulls.
  buffer.writeInt32BE(elementOid, 8);
  buffer.writeInt32BE(count, 12);
  buffer.writeInt32BE(1, 16); // The first index.
  return buffer;
};

const COPY_HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const COPY_TRAILER_BYTES = 2;
const COPY_COLUMNS = 7;
/** Field count, seven lengths, and the five columns of fixed size. */
const COPY_FIXED_BYTES = 2 + COPY_COLUMNS * LENGTH_BYTES + INT8_BYTES + UUID_BYTES + INT4_BYTES + UUID_BYTES;

export const COPY_EVENTS =
  'copy event (position, id, stream, revision, type, command_id, body) from stdin with (format binary)';

/** The events as input of `COPY_EVENTS`, at contiguous positions from `firstPosition`. */
export const copyRows = (events: readonly EncodedEvent[], firstPosition: number): Buffer => {
  let bytes = COPY_HEADER.length + events.length * COPY_FIXED_BYTES + COPY_TRAILER_BYTES;
  for (const { stream, type, body } of events) {
    bytes += Buffer.byteLength(stream) + Buffer.byteLength(type) + Buffer.byteLength(body);
  }
  const buffer = Buffer.allocUnsafe(bytes);
  let offset = COPY_HEADER.copy(buffer);
  for (const [index, event] of events.entries()) {
    offset = buffer.writeInt16BE(COPY_COLUMNS, offset);
    offset = buffer.writeInt32BE(INT8_BYTES, offset);
    offset = buffer.writeBigInt64BE(BigInt(firstPosition + index), offset);
    offset = writeUuid(buffer, offset, event.id);
    offset = writeText(buffer, offset, event.stream);
    offset = writeInt(buffer, offset, event.revision);
    offset = writeText(buffer, offset, event.type);
    offset = writeUuid(buffer, offset, event.commandId);
    offset = writeText(buffer, offset, event.body);
  }
  buffer.writeInt16BE(-1, offset);
  return buffer;
};

const writeInt = (buffer: Buffer, offset: number, value: number): number =>
  buffer.writeInt32BE(value, buffer.writeInt32BE(INT4_BYTES, offset));

const writeUuid = (buffer: Buffer, offset: number, uuid: string): number => {
  const start = buffer.writeInt32BE(UUID_BYTES, offset);
  return start + buffer.write(uuid.replaceAll('-', ''), start, 'hex');
};

const writeText = (buffer: Buffer, offset: number, text: string): number => {
  const start = offset + LENGTH_BYTES;
  const written = buffer.write(text, start, 'utf8');
  buffer.writeInt32BE(written, offset);
  return start + written;
};
