/** Permanent: our asset tag, `SMT-` + 8 Crockford base32 + a check character, Luhn mod 32 over the same alphabet (contract 4). */
export const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Luhn mod 32: from the right every second value is doubled, digits of base 32 summed; the check makes the sum a multiple of 32. */
const checkCharacter = (payload: string): string => {
  let sum = 0;
  let factor = 2;
  for (const character of [...payload].reverse()) {
    const addend = CROCKFORD.indexOf(character) * factor;
    sum += Math.floor(addend / 32) + (addend % 32);
    factor = factor === 2 ? 1 : 2;
  }
  return CROCKFORD[(32 - (sum % 32)) % 32]!;
};

/** The tag of 8 Crockford characters. */
export const assetTagOf = (payload: string): string => `SMT-${payload}${checkCharacter(payload)}`;

/** Eight Crockford characters of the first 40 bits of a uuid; used with a uuid that is already a hash. */
export const crockfordOfUuid = (uuid: string): string => {
  const bits = BigInt(`0x${uuid.replaceAll('-', '').slice(0, 10)}`);
  let payload = '';
  for (let shift = 35n; shift >= 0n; shift -= 5n) payload += CROCKFORD[Number((bits >> shift) & 31n)];
  return payload;
};

/** The tag that the first 40 bits of a uuid's hexadecimal digits give; used with a uuid that is already a hash. */
export const assetTagOfUuid = (uuid: string): string => assetTagOf(crockfordOfUuid(uuid));

/** Upper case, `I` and `L` read as 1, `O` as 0; null where the shape or the check character is wrong (`TAG_CHECK`). */
export const parseAssetTag = (input: string): string | null => {
  const upper = input.trim().toUpperCase();
  if (!upper.startsWith('SMT-')) return null;
  const body = upper.slice(4).replace(/[IL]/g, '1').replaceAll('O', '0');
  if (!/^[0-9A-HJKMNP-TV-Z]{9}$/.test(body)) return null;
  return assetTagOf(body.slice(0, 8)) === `SMT-${body}` ? `SMT-${body}` : null;
};
