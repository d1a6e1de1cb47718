import { createHash } from 'node:crypto';
import { specification } from '@kernel/testing';
import { bankReceiptKey, claim, claimId, serialKey } from './claim.decider';
import { claimKey, holderOf, keyClaimed, keyReleased, releaseKey } from './claim.fixtures';

const given = specification(claim, (actual, expected) => expect(actual).toEqual(expected));
const OTHER = 'SMT-00000001B';
/** `recordedAt` of a given fact is 2021-11-30T03:00:00.000Z. */
const TEN_MINUTES_LATER = { now: '2021-11-30T03:10:00.000Z' };

describe('claiming a natural key', () => {
  it('gives a free key to the first', () => given().when(claimKey()).then(keyClaimed()));
  it('stays silent when the holder claims again', () => given(keyClaimed()).when(claimKey()).thenNothing());
  it('refuses another, naming the holder', () =>
    expect(given(keyClaimed()).when(claimKey(OTHER, true)).decision).toEqual({
      kind: 'refused',
      code: 'KEY_TAKEN',
      facts: { kind: 'SERIAL', holder: holderOf('SMT-00000000A').id },
    }));
  it('is taken over only where the holder was never recorded and the time is up', () => {
    given(keyClaimed()).when(claimKey(OTHER, false), { now: '2021-11-30T03:09:59.999Z' }).thenRefused('KEY_TAKEN');
    given(keyClaimed()).when(claimKey(OTHER, false), TEN_MINUTES_LATER).then(keyClaimed(OTHER));
    given(keyClaimed()).when(claimKey(OTHER, true), TEN_MINUTES_LATER).thenRefused('KEY_TAKEN');
  });
  it('is free again once released', () => {
    given(keyClaimed()).when(releaseKey()).then(keyReleased());
    given(keyClaimed(), keyReleased()).when(claimKey(OTHER)).then(keyClaimed(OTHER));
    given().when(releaseKey()).thenNothing();
  });
});

describe('the name of a key', () => {
  const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');
  it('does not depend on case and spaces', () =>
    expect(serialKey(' Masstel ', 'ab  12')).toBe(serialKey('MASSTEL', 'AB 12')));
  it('keeps makers apart', () => expect(serialKey('A', 'B1')).not.toBe(serialKey('AB', '1')));
  it('tells receipts of the bank apart by account, reference and date', () =>
    expect(bankReceiptKey('0011001234567', 'ft1 ', '2021-10-01')).toBe('0011001234567/FT1/2021-10-01'));
  it('is a kind and 32 hexadecimal digits', () =>
    expect(claim.streamOf(claimId('BANK_RECEIPT', 'x', sha256Hex))).toBe(
      `claim-bank-receipt-${sha256Hex('x').slice(0, 32)}`,
    ));
});
