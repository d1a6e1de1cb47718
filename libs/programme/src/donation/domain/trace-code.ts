/** Permanent: the code by which a donor sees what became of a gift (contract 3). It is in no event. */
import { CROCKFORD } from '../../shared';

/** 130 bits of the keyed hash. */
const TRACE_CHARACTERS = 26;
const BITS_PER_CHARACTER = 5;

const base32 = (bytes: Uint8Array): string => {
  let characters = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= BITS_PER_CHARACTER) {
      bits -= BITS_PER_CHARACTER;
      characters += CROCKFORD[(buffer >> bits) & 31];
    }
    buffer &= (1 << bits) - 1;
  }
  return characters;
};

/** `donation code . 26 characters`, of the HMAC of the donation code under the trace key; the HMAC is the caller's. */
export const traceCode = (donationCode: string, hmac: Uint8Array): string =>
  `${donationCode}.${base32(hmac).slice(0, TRACE_CHARACTERS)}`;

/** The donation that a trace code claims to be of, and the code in the form in which it is compared. */
export const readTraceCode = (input: string): { readonly donationCode: string; readonly code: string } => {
  const upper = input.trim().toUpperCase();
  const dot = upper.lastIndexOf('.');
  const donationCode = dot < 0 ? upper : upper.slice(0, dot);
  const secret =
    dot < 0
      ? ''
      : upper
          .slice(dot + 1)
          .replace(/[IL]/g, '1')
          .replaceAll('O', '0');
  return { donationCode, code: `${donationCode}.${secret}` };
};
