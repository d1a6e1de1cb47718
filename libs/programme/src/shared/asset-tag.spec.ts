import fc from 'fast-check';
import { CROCKFORD, assetTagOf, assetTagOfUuid, parseAssetTag } from '.';

const character = fc.constantFrom(...CROCKFORD);
const payload = fc.array(character, { minLength: 8, maxLength: 8 }).map((characters) => characters.join(''));

describe('an asset tag', () => {
  it('is read back as it was made', () =>
    fc.assert(fc.property(payload, (of) => expect(parseAssetTag(assetTagOf(of))).toBe(assetTagOf(of)))));
  it('is read in lower case, and with I and L for 1 and O for 0', () => {
    const tag = assetTagOf('01000011');
    expect(parseAssetTag(` ${tag.toLowerCase()} `)).toBe(tag);
    const misread = `SMT-O${tag.slice(5).replace('1', 'I').replace('1', 'l')}`;
    expect(parseAssetTag(misread)).toBe(tag);
  });
  it('with one changed character is none', () =>
    fc.assert(
      fc.property(payload, fc.nat(8), character, (of, place, other) => {
        const body = [...assetTagOf(of).slice(4)];
        fc.pre(body[place] !== other);
        body[place] = other;
        expect(parseAssetTag(`SMT-${body.join('')}`)).toBeNull();
      }),
    ));
  it('with two neighbours exchanged is none, but for 0 and Z, which Luhn can not tell apart', () =>
    fc.assert(
      fc.property(payload, fc.nat(7), (of, place) => {
        const body = [...assetTagOf(of).slice(4)];
        const [left, right] = [body[place]!, body[place + 1]!];
        fc.pre(left !== right && `${left}${right}` !== '0Z' && `${left}${right}` !== 'Z0');
        [body[place], body[place + 1]] = [right, left];
        expect(parseAssetTag(`SMT-${body.join('')}`)).toBeNull();
      }),
    ));
  it.each(['', 'SMT-', 'SMT-0000000', 'SMT-000000000U', 'ABC-00000001Y', 'SMT-0000000UY', 'SMT-00000001Z'])(
    '%p is none',
    (text) => expect(parseAssetTag(text)).toBeNull(),
  );
  it('comes from the first forty bits of a uuid', () => {
    expect(assetTagOfUuid('00000000-0000-5000-8000-000000000000')).toBe(assetTagOf('00000000'));
    expect(assetTagOfUuid('ffffffff-ff00-5000-8000-000000000000')).toBe(assetTagOf('ZZZZZZZZ'));
    expect(assetTagOfUuid('00000000-01ff-5fff-8fff-ffffffffffff')).toBe(assetTagOf('00000001'));
  });
});
