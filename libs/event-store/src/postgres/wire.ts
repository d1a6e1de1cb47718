import type { EncodedEvent } from '../event-store';

/**
 * PostgreSQL's binary format of the arrays that an append sends as parameters. As text every quote of a JSON body would
 * be escaped here and unescaped there.
 */
const INT4_OID = 23;
const TEXT_OID = 25;
const UUID_OID = 2950;

const ARRAY_HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const INT4_BYTES = 4;
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

type Row = Pick<EncodedEvent, 'id' | 'stream' | 'revision' | 'type' | 'commandId' | 'body'>;

/** The columns of `event` after its position, an array each: ids, streams, revisions, types, command ids, bodies. */
export const eventColumns = (events: readonly Row[]): readonly unknown[] =>
  events.length === 0
    ? [[], [], [], [], [], []]
    : [
        uuidArray(events.map(({ id }) => id)),
        textArray(events.map(({ stream }) => stream)),
        intArray(events.map(({ revision }) => revision)),
        textArray(events.map(({ type }) => type)),
        uuidArray(events.map(({ commandId }) => commandId)),
        textArray(events.map(({ body }) => body)),
      ];

/** An empty array has no dimension: these are never empty. */
const arrayBuffer = (elementOid: number, count: number, bytes: number): Buffer => {
  const buffer = Buffer.allocUnsafe(ARRAY_HEADER_BYTES + count * LENGTH_BYTES + bytes);
  buffer.writeInt32BE(1, 0); // Dimensions.
  buffer.writeInt32BE(0, 4); // No nulls.
  buffer.writeInt32BE(elementOid, 8);
  buffer.writeInt32BE(count, 12);
  buffer.writeInt32BE(1, 16); // The first index.
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
