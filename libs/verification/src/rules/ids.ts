/** How ids come from command ids (contract 1), written again here: who checks does not trust who wrote. */
import type { Hash } from '@transparency-log';

/** SHA-256 for leaves, nodes and event ids; SHA-1 for the UUIDv5 of a policy's command and of a grant. */
export interface Hashes {
  readonly sha256: Hash;
  readonly sha1: Hash;
}

const encoder = new TextEncoder();
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export const hexOf = (bytes: Uint8Array): string => {
  let hex = '';
  for (const byte of bytes) hex += HEX[byte]!;
  return hex;
};

const uuidOf = (bytes: Uint8Array, version: number): string => {
  bytes[6] = (bytes[6]! & 0x0f) | (version << 4);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = hexOf(bytes.subarray(0, 16));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

const bytesOf = (uuid: string): Uint8Array => {
  const hex = uuid.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, index) => parseInt(hex.slice(2 * index, 2 * index + 2), 16));
};

/** UUIDv8 of SHA-256(command id ‖ stream ‖ index ‖ command.sha256), parted by zero bytes; a v7 command lends its first 48 bits. */
export const eventIdOf = (
  { sha256 }: Hashes,
  commandId: string,
  stream: string,
  index: number,
  commandSha256: string,
): string => {
  const id = uuidOf(sha256(encoder.encode(`${commandId}\0${stream}\0${index}\0${commandSha256}`)), 8);
  return commandId[14] === '7' ? commandId.slice(0, 13) + id.slice(13) : id;
};

export const uuidV5 = ({ sha1 }: Hashes, namespace: string, name: string): string => {
  const text = encoder.encode(name);
  const input = new Uint8Array(16 + text.length);
  input.set(bytesOf(namespace));
  input.set(text, 16);
  return uuidOf(sha1(input), 5);
};

export const sha256OfText = ({ sha256 }: Hashes, text: string): Uint8Array => sha256(encoder.encode(text));

/** Four 32-bit words of a uuid, into `words`. */
export const wordsOf = (uuid: string, words: Uint32Array): void => {
  words[0] = parseInt(uuid.slice(0, 8), 16);
  words[1] = parseInt(uuid.slice(9, 13) + uuid.slice(14, 18), 16);
  words[2] = parseInt(uuid.slice(19, 23) + uuid.slice(24, 28), 16);
  words[3] = parseInt(uuid.slice(28, 36), 16);
};
