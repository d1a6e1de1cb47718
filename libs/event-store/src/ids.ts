/** Permanent: how ids come from command ids (contract 1). */
import { hash } from 'node:crypto';

const bytesOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

/** The first 32 hexadecimal digits, with the version and the variant of RFC 9562 in their places. */
const uuidOf = (hex: string, version: string): string => {
  const variant = VARIANT_DIGITS[parseInt(hex[16]!, 16) & 3]!;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
const VARIANT_DIGITS = '89ab';

/** UUIDv5 (RFC 9562) of a name in a namespace that is itself a uuid. */
export const uuidV5 = (namespace: string, name: string): string =>
  uuidOf(hash('sha1', Buffer.concat([bytesOf(namespace), Buffer.from(name)])), '5');

export const sha256Hex = (text: string): string => hash('sha256', text, 'hex');

/**
 * The id of the `index`-th event of a command on a stream: UUIDv8 of SHA-256(command id ‖ stream ‖ index ‖
 * command.sha256), each as text and parted by a zero byte. Where the command id is a v7, its first 48 bits lead, for
 * index locality. Another command under the same id is another event id, so no store can drop a body silently.
 */
export const eventIdOf = (commandId: string, stream: string, index: number, commandSha256: string): string => {
  const digest = hash('sha256', `${commandId}\0${stream}\0${index}\0${commandSha256}`);
  const isV7 = commandId[14] === '7';
  return uuidOf(isV7 ? `${commandId.slice(0, 8)}${commandId.slice(9, 13)}${digest.slice(12)}` : digest, '8');
};

/**
 * A policy's command id: the same whatever the policy's version, so a replayed policy repeats and does not act twice.
 */
export const policyCommandId = (sourceEventId: string, policy: string, targetStream: string): string =>
  uuidV5(sourceEventId, `${policy}/${targetStream}`);

/** The command id of a file's row. */
export const rowCommandId = (batchId: string, line: number, targetStream: string): string =>
  uuidV5(batchId, `${line}/${targetStream}`);
