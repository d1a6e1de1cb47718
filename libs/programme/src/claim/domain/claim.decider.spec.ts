import { specification } from '@kernel/testing';
import { CLAIM_TIMEOUT_MILLISECONDS, bankReceiptKey, claim, claimId, imeiKey, serialKey, simOfTagKey } from '.';
import { addMilliseconds } from '../../shared';
import * as a from './claim.fixtures';

const given = specification(claim, (actual, expected) => expect(actual).toEqual(expected));
/** `recorded` stamps every given fact with this instant. */
const CLAIMED_AT = '2021-11-30T03:00:00.000Z';
const inTime = addMilliseconds(CLAIMED_AT, CLAIM_TIMEOUT_MILLISECONDS);
const tooEarly = addMilliseconds(CLAIMED_AT, CLAIM_TIMEOUT_MILLISECONDS - 1);

describe('claiming a key', () => {
  it('gives it to the first, and is silent when the same thing claims again', () => {
    given().when(a.claimKey()).then(a.keyClaimed());
    given(a.keyClaimed())
      .when(a.claimKey({ holder: { ...a.HOLDER, claimId: a.OTHER_HOLDER.claimId } }))
      .thenNothing();
  });
  it('refuses another thing, and names the holder', () => {
    const asked = given(a.keyClaimed()).when(a.claimKey({ holder: a.OTHER_HOLDER }), { now: inTime });
    asked.thenRefused('KEY_TAKEN');
    expect(asked.decision).toMatchObject({ facts: { holder: a.HOLDER.id, stream: a.HOLDER.stream } });
  });
  it('tells two things of one stream apart: two receipts of one donation', () =>
    given(a.keyClaimed())
      .when(a.claimKey({ holder: { ...a.OTHER_HOLDER, stream: a.HOLDER.stream } }))
      .thenRefused('KEY_TAKEN'));
  it('lets another take over, in time, what nobody came for', () => {
    const command = a.claimKey({ holder: a.OTHER_HOLDER, holderExists: false });
    given(a.keyClaimed()).when(command, { now: tooEarly }).thenRefused('KEY_TAKEN');
    given(a.keyClaimed())
      .when(command, { now: inTime })
      .then(a.keyClaimed({ holder: a.OTHER_HOLDER }));
  });
});

describe('releasing a key', () => {
  it('frees it, once', () => {
    given(a.keyClaimed()).when(a.releaseKey()).then(a.keyReleased());
    given().when(a.releaseKey()).thenNothing();
    given(a.keyClaimed(), a.keyReleased())
      .when(a.claimKey({ holder: a.OTHER_HOLDER }))
      .then(a.keyClaimed({ holder: a.OTHER_HOLDER }));
  });
});

describe('a natural key', () => {
  it('is the same however it is written', () => {
    expect(serialKey(' masstel ', 'mt10  0001')).toEqual(serialKey('Masstel', 'MT10 0001'));
    expect(bankReceiptKey('0123456789', 'ft21', '2021-11-30')).toEqual(
      bankReceiptKey('0123456789', ' FT21 ', '2021-11-30'),
    );
  });
  it('of one maker is not that of another, and parts do not run together', () => {
    expect(serialKey('A', 'B1')).not.toEqual(serialKey('AB', '1'));
    expect(serialKey('A|B', '1')).not.toEqual(serialKey('A', 'B|1'.replace('|', '')));
  });
  it('names its stream by kind and hash', () => {
    const hash = (text: string): string => `${text.length}`.padStart(64, '0');
    expect(claim.streamOf(claimId(imeiKey('490154203237518'), hash))).toBe(`claim-imei-${'0'.repeat(32)}`);
    expect(claimId(bankReceiptKey('1', '2', '3'), hash)).toMatch(/^bank-receipt-[0-9a-f]{32}$/);
    expect(claimId(simOfTagKey('SMT-00000001Y'), hash)).toMatch(/^sim-of-tag-[0-9a-f]{32}$/);
  });
});
