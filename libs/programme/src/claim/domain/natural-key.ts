/** Permanent: natural keys as they are claimed. A key that is written otherwise would be another stream. */

const normalised = (text: string): string => text.normalize('NFC').trim().replace(/\s+/g, ' ').toUpperCase();

/** Parts can't run into each other: no part holds the separator. */
const joined = (...parts: readonly string[]): string =>
  parts.map((part) => normalised(part).replaceAll('|', '/')).join('|');

export type NaturalKeyKind = 'SERIAL' | 'IMEI' | 'BANK_RECEIPT' | 'SIM_OF_TAG' | 'PLEDGE';

export interface NaturalKey {
  readonly kind: NaturalKeyKind;
  readonly value: string;
}

/** A serial number is unique within its maker (domain 4.E; row 34). */
export const serialKey = (maker: string, serial: string): NaturalKey => ({
  kind: 'SERIAL',
  value: joined(maker, serial),
});

export const imeiKey = (imei: string): NaturalKey => ({ kind: 'IMEI', value: joined(imei) });

/** One transaction of a bank: its own reference is unique within account and value date (D5). */
export const bankReceiptKey = (account: string, bankRef: string, valueDate: string): NaturalKey => ({
  kind: 'BANK_RECEIPT',
  value: joined(account, bankRef, valueDate),
});

/** At most one SIM in the box of a device. */
export const simOfTagKey = (tag: string): NaturalKey => ({ kind: 'SIM_OF_TAG', value: joined(tag) });

/** What a donor promised, to the đồng or the piece: told in several letters it is still one pledge (row 72). */
export const pledgeKey = (donorCode: string, kind: string, figure: number): NaturalKey => ({
  kind: 'PLEDGE',
  value: joined(donorCode, kind, String(figure)),
});

const HEX_IN_STREAM = 32;

/** Id of a key's stream: kind and the first 32 hexadecimal digits of the SHA-256 of the normalised key. The hash is the caller's. */
export const claimId = ({ kind, value }: NaturalKey, sha256Hex: (text: string) => string): string =>
  `${kind.toLowerCase().replaceAll('_', '-')}-${sha256Hex(value).slice(0, HEX_IN_STREAM)}`;
