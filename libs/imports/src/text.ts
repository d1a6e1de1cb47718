import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';

/** The bytes are not UTF-8 (domain 7, row 2); what they look like instead. */
export class WrongEncoding extends Error {
  readonly code = 'ENCODING';
  constructor(
    readonly guess: string,
    readonly byteOffset: number,
    /** A few lines from there on, as the guessed encoding reads them. They may name people. */
    readonly preview: readonly string[] = [],
  ) {
    super(`looks like ${guess}`);
  }
}

/** What files of Vietnamese offices are in when they are not UTF-8. A guess, for the message only. */
const guessOf = (chunk: Uint8Array): string => {
  if ((chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff)) return 'UTF-16';
  // TCVN3 has its lower-case vowels from 0xB5 to 0xDE; Windows-1258 its combining tone marks at these five places.
  const tones = chunk.filter((byte) => [0xcc, 0xd2, 0xde, 0xec, 0xf2].includes(byte)).length;
  const tcvn = chunk.filter((byte) => byte >= 0xb5 && byte <= 0xd0).length;
  return tcvn > tones ? 'TCVN3 (ABC)' : 'Windows-1258';
};

const PREVIEW_LINES = 3;
const PREVIEW_CHARACTERS = 120;
const NEWLINE = 0x0a;
/** TCVN3 has no decoder: its bytes are shown as people know them, «H¶i Phßng». */
const DECODERS: Readonly<Record<string, string>> = { 'UTF-16': 'utf-16le', 'Windows-1258': 'windows-1258' };

/** Finds the first line that isn't UTF-8. */
const wrongEncoding = (chunk: Buffer, offset: number): WrongEncoding => {
  const guess = guessOf(chunk);
  let start = 0;
  for (let end = chunk.indexOf(NEWLINE); end >= 0 && isUtf8(chunk.subarray(start, end));) {
    start = end + 1;
    end = chunk.indexOf(NEWLINE, start);
  }
  const text = new TextDecoder(DECODERS[guess] ?? 'windows-1252').decode(chunk.subarray(start));
  const lines = text.split(/\r?\n/, PREVIEW_LINES).map((line) => line.slice(0, PREVIEW_CHARACTERS));
  return new WrongEncoding(guess, offset + start, lines);
};

/** The text of a stream of UTF-8 bytes, the BOM left out. Throws `WrongEncoding` at the first chunk that isn't UTF-8. */
export async function* decodeUtf8(bytes: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let offset = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    let text: string;
    try {
      if (offset === 0 && (chunk[0] === 0xff || chunk[0] === 0xfe)) throw new TypeError('a BOM of UTF-16');
      text = decoder.decode(chunk, { stream: true });
    } catch {
      throw wrongEncoding(chunk, offset);
    }
    offset += chunk.length;
    if (text !== '') yield text;
  }
  try {
    const rest = decoder.decode();
    if (rest !== '') yield rest;
  } catch {
    throw new WrongEncoding('UTF-8, cut off', offset);
  }
}

/** The lines of a text in chunks, with their numbers from 1; `\r\n` and `\n` end a line. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    yield lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }
  if (rest !== '') yield [rest.endsWith('\r') ? rest.slice(0, -1) : rest];
}
