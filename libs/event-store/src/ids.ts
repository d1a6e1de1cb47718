/** Permanent: how ids come from command ids (contract 1). */
import { hash } from 'node:crypto';

const bytesOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

const formatted = (bytes: Buffer): string => {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
};

const stamped = (bytes: Buffer, version: number): Buffer => {
  bytes[6] = (bytes[6]! & 0x0f) | (version << 4);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes;
};

/** UUIDv5 (RFC 9562) of a name in a namespace that is itself a uuid. */
export const uuidV5 = (namespace: string, name: string): string =>
  formatted(stamped(hash('sha1', Buffer.concat([bytesOf(namespace), Buffer.from(name)]), 'buffer').subarray(0, 16), 5));

export const sha256Hex = (text: string): string => hash('sha256', text, 'hex');

/**
 * The id of the `index`-th event of a command on a stream: UUIDv8 of SHA-256(command id ‖ stream ‖ index ‖
 * command.sha256), each as text and parted by a zero byte. Where the command id is a v7, its first 48 bits lead, for
 * index locality. Another command under the same id is another event id, so no store can drop a body silently.
 */
export const eventIdOf = (commandId: string, stream: string, index: number, commandSha256: string): string => {
  const digest = hash('sha256', `${commandId}\0${stream}\0${index}\0${commandSha256}`, 'buffer');
  const bytes = digest.subarray(0, 16);
  if (commandId[14] === '7') bytesOf(commandId).copy(bytes, 0, 0, 6);
  return formatted(stamped(bytes, 8));
};

/**
 * A policy's command id: the same whatever the policy's version, so a replayed policy repeats and does not act twice.
 */
export const policyCommandId = (sourceEventId: string, policy: string, targetStream: string): string =>
  uuidV5(sourceEventId, `${policy}/${targetStream}`);

/** The command id of a file's row. */
export const rowCommandId = (batchId: string, line: number, targetStream: string): string =>
  uuidV5(batchId, `${line}/${targetStream}`);
