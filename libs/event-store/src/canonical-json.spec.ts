import fc from 'fast-check';
import { canonicalJson, NotCanonical } from './canonical-json';

/** Everything that an event may hold. */
const { value: eventValue } = fc.letrec((tie) => ({
  text: fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })),
  value: fc.oneof(
    { maxDepth: 4 },
    tie('text'),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), tie('value')),
  ),
}));

describe('canonical JSON', () => {
  it('orders keys by UTF-16 code units, as the example of RFC 8785 (3.2.3)', () => {
    const example = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(Object.values(JSON.parse(canonicalJson({ example })).example)).toEqual([
      'One', // JSON.parse moves integer keys to the front; the bytes below do not.
      'Carriage Return',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
    expect(canonicalJson(example).startsWith('{"\\r":"Carriage Return","1":"One","\u0080":')).toBe(true);
  });

  it.each([
    [{ b: [1, true, null, 'x'], a: {} }, '{"a":{},"b":[1,true,null,"x"]}'],
    [{ 'Sổ Sóng': '📱' }, '{"Sổ Sóng":"📱"}'],
    ['\u0000\b\t\n\f\r\u001f"\\/\u007f\u2028', '"\\u0000\\b\\t\\n\\f\\r\\u001f\\"\\\\/\u007f\u2028"'],
    [-0, '0'],
    [Number.MIN_SAFE_INTEGER, '-9007199254740991'],
    [{ here: 1, absent: undefined }, '{"here":1}'],
    [{ '10': 'a', '9': 'b', a: 'c' }, '{"10":"a","9":"b","a":"c"}'],
  ])('writes %j in one way only', (value, bytes) => {
    expect(canonicalJson(value)).toBe(bytes);
  });

  it.each([
    ['a fraction', 0.1],
    ['a number beyond 2^53', 2 ** 53],
    ['infinity', Infinity],
    ['not a number', NaN],
    ['a big integer', 1n],
    ['undefined', undefined],
    ['undefined in an array', [undefined]],
    ['a hole in an array', new Array(1)],
    ['a function', { f: () => 1 }],
    ['a lone surrogate', '\ud83d'],
    ['a lone surrogate in a key', { '\ude00': 1 }],
    ['a date', { at: new Date(0) }],
    ['a map', new Map([['a', 1]])],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(NotCanonical);
  });

  it('comes back to the same bytes after it was read, and loses nothing', () => {
    fc.assert(
      fc.property(eventValue, (value) => {
        const bytes = canonicalJson(value);
        expect(canonicalJson(JSON.parse(bytes))).toBe(bytes);
        expect(JSON.parse(bytes)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order in which members were set', () => {
    const members = fc.uniqueArray(fc.tuple(fc.string({ unit: 'binary' }), fc.maxSafeInteger()), {
      selector: ([key]) => key,
    });
    fc.assert(
      fc.property(members, (entries) => {
        const bytes = canonicalJson(Object.fromEntries(entries));
        expect(canonicalJson(Object.fromEntries([...entries].reverse()))).toBe(bytes);
      }),
    );
  });
});
