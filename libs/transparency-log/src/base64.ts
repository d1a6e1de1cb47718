/** These bytes are permanent: standard base64 with padding (RFC 4648, 4), one text for each sequence of bytes and no other. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

export const encodeBase64 = (bytes: Uint8Array): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
    const group = first * 65_536 + second * 256 + third;
    const characters = [18, 12, 6, 0].map((shift) => ALPHABET[(group >> shift) & 63]!);
    const used = Math.min(bytes.length - at, 3) + 1;
    text += characters.slice(0, used).join('').padEnd(4, '=');
  }
  return text;
};

/**
 * The bytes of a text in canonical base64, undefined of any other text. The decoders of the machines let through line breaks, missing padding and
 * set bits behind the end, so that one hash would have several texts.
 */
export const decodeBase64 = (text: string): Uint8Array | undefined => {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const digits = text.length - padding;
  let rest = 0;
  let bits = 0;
  let at = 0;
  for (let index = 0; index < digits; index += 1) {
    const value = VALUES.get(text[index]!);
    if (value === undefined) return undefined;
    rest = ((rest << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = (rest >> bits) & 0xff;
      at += 1;
    }
  }
  const isCanonical = (rest & ((1 << bits) - 1)) === 0;
  return isCanonical ? bytes : undefined;
};
