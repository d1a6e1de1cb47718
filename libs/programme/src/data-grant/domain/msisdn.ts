import type { Carrier } from '../../shared';

/** Prefix → the carrier it was given to. Only the original one: numbers are portable since 2018 (domain 4.G). */
const PREFIXES: Readonly<Record<Carrier, readonly string[]>> = {
  VIETTEL: ['032', '033', '034', '035', '036', '037', '038', '039', '086', '096', '097', '098'],
  VINAPHONE: ['081', '082', '083', '084', '085', '088', '091', '094'],
  MOBIFONE: ['070', '076', '077', '078', '079', '089', '090', '093'],
  VIETNAMOBILE: ['052', '056', '058', '092'],
  GMOBILE: ['059', '099'],
  ITEL: ['087'],
  WINTEL: ['055'],
};

/** 11-digit numbers ended in 2018–2019; what each prefix became. */
const CONVERSIONS: Readonly<Record<string, string>> = {
  '0120': '070',
  '0121': '079',
  '0122': '077',
  '0123': '083',
  '0124': '084',
  '0125': '085',
  '0126': '076',
  '0127': '081',
  '0128': '078',
  '0129': '082',
  '0162': '032',
  '0163': '033',
  '0164': '034',
  '0165': '035',
  '0166': '036',
  '0167': '037',
  '0168': '038',
  '0169': '039',
  '0186': '056',
  '0188': '058',
  '0199': '059',
};

const carrierOfPrefix: ReadonlyMap<string, Carrier> = new Map(
  (Object.entries(PREFIXES) as [Carrier, readonly string[]][]).flatMap(([carrier, prefixes]) =>
    prefixes.map((prefix) => [prefix, carrier] as const),
  ),
);

export type Msisdn =
  | { readonly kind: 'msisdn'; readonly value: string; readonly carrier: Carrier }
  | { readonly kind: 'refused'; readonly code: 'MSISDN'; readonly suggestion?: string };

const refused = (suggestion?: string): Msisdn => ({
  kind: 'refused',
  code: 'MSISDN',
  ...(suggestion === undefined ? {} : { suggestion }),
});

/** E.164, `+84` and 9 digits. Takes `0…`, `84…`, `+84…`, spaces, dots, hyphens, brackets and full-width digits; refuses the rest (row 50). */
export const parseMsisdn = (input: string): Msisdn => {
  const digits = input.normalize('NFKC').replace(/[\s.\-()]/g, '');
  if (!/^\+?\d+$/.test(digits)) return refused();
  const national = digits.startsWith('+84')
    ? `0${digits.slice(3)}`
    : digits.startsWith('84') && digits.length >= 11
      ? `0${digits.slice(2)}`
      : digits;
  if (national.length === 11) {
    const converted = CONVERSIONS[national.slice(0, 4)];
    return refused(converted === undefined ? undefined : `${converted}${national.slice(4)}`);
  }
  if (national.length === 9 && carrierOfPrefix.has(`0${national.slice(0, 2)}`)) return refused(`0${national}`);
  const carrier = carrierOfPrefix.get(national.slice(0, 3));
  if (national.length !== 10 || !carrier) return refused();
  return { kind: 'msisdn', value: `+84${national.slice(1)}`, carrier };
};

/** What a refused number should begin with, `038…`: the rest of it is the subscriber's, and stands in no answer. */
export const newPrefix = (msisdn: Msisdn): string | undefined =>
  msisdn.kind === 'refused' && msisdn.suggestion !== undefined ? `${msisdn.suggestion.slice(0, 3)}…` : undefined;

/** Row 52: the number was ported, or the carrier is wrong. A warning. */
export const portedOrWrongCarrier = (msisdn: string, declared: Carrier): boolean =>
  carrierOfPrefix.get(`0${msisdn.slice(3, 5)}`) !== declared;
