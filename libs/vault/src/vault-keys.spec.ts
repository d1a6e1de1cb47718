import fc from 'fast-check';
import { commitmentOf } from './commitment';
import { SealBroken, VaultKeys, open, seal } from './vault-keys';

const KEY = Buffer.alloc(32, 1);
const SUBJECT = '5b0e8f0c-7d52-4f6e-9f0a-3a1f5c2d7e41';

describe('a commitment', () => {
  /** Frozen, and computed by another implementation: it stands in events for ever. */
  it('is HMAC-SHA-256 under its salt of field, zero byte and value', () =>
    expect(commitmentOf(Buffer.alloc(32, 7), 'fullName', 'Nguyễn Văn Thử')).toBe(
      'IyfnZO3jptbVzr0QPxmsp4P4h7xkUc03amMGWR-Ae1I',
    ));

  it('does not depend on how the letters were composed', () => {
    const salt = Buffer.alloc(32, 7);
    const composed = 'Nguy\u1EC5n';
    expect(commitmentOf(salt, 'fullName', composed.normalize('NFD'))).toBe(commitmentOf(salt, 'fullName', composed));
  });

  it('differs by salt, by field and by value', () => {
    const of = (salt: number, field: string, value: string) => commitmentOf(Buffer.alloc(32, salt), field, value);
    expect(new Set([of(1, 'a', 'b'), of(2, 'a', 'b'), of(1, 'ab', ''), of(1, 'a', 'c')]).size).toBe(4);
  });
});

describe('a seal', () => {
  it('opens again under its key and for its place', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, place) => {
        expect(open(KEY, place, seal(KEY, place, Buffer.from(bytes)))).toEqual(Buffer.from(bytes));
      }),
    ));

  it('never looks the same twice', () => expect(seal(KEY, 'a', KEY)).not.toEqual(seal(KEY, 'a', KEY)));

  it('does not open for another place, under another key, or changed in any byte', () => {
    const sealed = seal(KEY, `${SUBJECT}phone`, Buffer.from('0912345678'));
    expect(() => open(KEY, `${SUBJECT}name`, sealed)).toThrow(SealBroken);
    expect(() => open(Buffer.alloc(32, 2), `${SUBJECT}phone`, sealed)).toThrow(SealBroken);
    for (const [i, byte] of sealed.entries()) {
      const changed = Buffer.from(sealed);
      changed[i] = byte ^ 1;
      expect(() => open(KEY, `${SUBJECT}phone`, changed)).toThrow(SealBroken);
    }
    expect(() => open(KEY, `${SUBJECT}phone`, sealed.subarray(0, 20))).toThrow(SealBroken);
  });
});

describe('the keys of a vault', () => {
  const keys = new VaultKeys(KEY);

  it('give a subject a key of its own, that no other subject can use', () => {
    const { key, wrapped } = keys.newSubjectKey(SUBJECT);
    expect(keys.subjectKey(SUBJECT, wrapped)).toEqual(key);
    expect(() => keys.subjectKey(SUBJECT.replace('5', '6'), wrapped)).toThrow(SealBroken);
    expect(() => new VaultKeys(Buffer.alloc(32, 2)).subjectKey(SUBJECT, wrapped)).toThrow(SealBroken);
  });

  it('index equal values equally, and apart by kind and by vault', () => {
    const index = keys.indexOf({ kind: 'MSISDN', value: '+84912345678' });
    expect(keys.indexOf({ kind: 'MSISDN', value: '+84912345678' })).toEqual(index);
    expect(keys.indexOf({ kind: 'ICCID', value: '+84912345678' })).not.toEqual(index);
    expect(new VaultKeys(Buffer.alloc(32, 2)).indexOf({ kind: 'MSISDN', value: '+84912345678' })).not.toEqual(index);
  });

  it('want a master key of 32 bytes', () => expect(() => new VaultKeys(Buffer.alloc(31))).toThrow('32 bytes'));
});
