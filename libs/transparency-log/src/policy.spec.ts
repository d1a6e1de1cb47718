import { hash as hashOnce } from 'node:crypto';
import {
  PolicyMalformed,
  formatPolicy,
  formatVerifierKey,
  parsePolicy,
  quorumMet,
  satisfied,
  verifierKey,
  witnessesOf,
  type Algorithm,
  type VerifiedSignature,
  type VerifierKey,
} from '.';

const sha256 = (bytes: Uint8Array): Uint8Array => hashOnce('sha256', bytes, 'buffer');
const keyOf = (name: string, algorithm: Algorithm, seed = name): VerifierKey =>
  verifierKey(sha256, { name, algorithm, publicKey: sha256(new TextEncoder().encode(seed)) });
const LOG = keyOf('log.example', 'ed25519');
const textOf = (key: VerifierKey): string => formatVerifierKey(sha256, key);
const witnessKey = (name: string): VerifierKey => keyOf(`${name}.example`, 'cosignature');
const witnessLine = (name: string): string => `witness ${name} ${textOf(witnessKey(name))}`;
const parse = (...lines: readonly string[]) => parsePolicy(sha256, lines.map((line) => `${line}\n`).join(''));
const by = (...names: readonly string[]): readonly VerifiedSignature[] => [
  { key: LOG },
  ...names.map((name) => ({ key: witnessKey(name), timestamp: 1_700_000_000 })),
];

/** The example of the specification. */
const EXAMPLE = [
  '# Whom we trust',
  '',
  `log ${textOf(LOG)} https://log.example/`,
  ...['X1', 'X2', 'X3'].map(witnessLine),
  'group X-witnesses 2 X1 X2 X3',
  `  \t${witnessLine('Y1')}\thttps://y1.example/  `,
  ...['Y2', 'Y3'].map(witnessLine),
  '   # of another house',
  'group Y-witnesses any Y1 Y2 Y3',
  'group X-and-Y all X-witnesses Y-witnesses',
  'quorum X-and-Y',
];

describe('the example of tlog-policy', () => {
  const policy = parse(...EXAMPLE);

  it.each([
    [['X1', 'X2', 'Y3'], true],
    [['X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3'], true],
    [['X1', 'X2', 'X3'], false],
    [['X1', 'Y1', 'Y2', 'Y3'], false],
    [[], false],
  ])('cosigned by %j: %s', (names, isMet) => {
    expect(quorumMet(policy, by(...names))).toBe(isMet);
    expect(satisfied(policy, 'log.example', by(...names))).toBe(isMet);
  });

  it('counts a witness once, and strangers not at all', () => {
    const twice = [...by('X1', 'Y1'), ...by('X1')];
    expect(quorumMet(policy, twice)).toBe(false);
    const namesake = { key: keyOf('X2.example', 'cosignature', 'another'), timestamp: 1 };
    expect(quorumMet(policy, [...by('X1', 'Y1'), namesake])).toBe(false);
  });

  it('is not satisfied by another log, or without a signature of the log', () => {
    const all = by('X1', 'X2', 'Y3');
    expect(satisfied(policy, 'other.example', all)).toBe(false);
    expect(satisfied(policy, 'log.example', all.slice(1))).toBe(false);
  });

  it('comes back from its text', () => {
    expect(parsePolicy(sha256, formatPolicy(sha256, policy))).toEqual(policy);
    expect(policy.logs).toEqual([{ key: LOG, url: 'https://log.example/' }]);
    expect(policy.witnesses.map(({ url }) => url)).toContain('https://y1.example/');
  });

  it('tells who has cosigned, and when', () =>
    expect(witnessesOf(policy, by('Y1')).map(({ name, timestamp }) => [name, timestamp])).toEqual([
      ['Y1', 1_700_000_000],
    ]));
});

describe('a quorum', () => {
  it('of none needs nobody, and the log still', () => {
    const policy = parse(`log ${textOf(LOG)}`, 'quorum none');
    expect(quorumMet(policy, [])).toBe(true);
    expect(satisfied(policy, 'log.example', by())).toBe(true);
    expect(satisfied(policy, 'log.example', [])).toBe(false);
  });

  it('can be one witness, and the last line need not end', () => {
    const policy = parsePolicy(sha256, `${witnessLine('W')}\nquorum W`);
    expect(quorumMet(policy, by('W'))).toBe(true);
    expect(quorumMet(policy, by())).toBe(false);
  });

  it('takes either key of a log while it is changed', () => {
    const next = keyOf('log.example', 'ed25519', 'the next');
    const policy = parse(`log ${textOf(LOG)}`, `log ${textOf(next)}`, 'quorum none');
    expect(satisfied(policy, 'log.example', [{ key: next }])).toBe(true);
    expect(satisfied(policy, 'log.example', [{ key: LOG }])).toBe(true);
  });

  it('takes 32 logs, witnesses and groups, as the specification asks', () => {
    const names = Array.from({ length: 32 }, (_, at) => `w${at}`);
    const policy = parse(
      ...names.map((name) => `log ${textOf(keyOf(name, 'ed25519'))}`),
      ...names.map(witnessLine),
      ...names.slice(1).map((name) => `group of-${name} all ${name}`),
      `group all-of-them 31 ${names
        .slice(1)
        .map((name) => `of-${name}`)
        .join(' ')}`,
      'quorum all-of-them',
    );
    expect(quorumMet(policy, by(...names))).toBe(true);
    expect(quorumMet(policy, by(...names.slice(2)))).toBe(false);
  });
});

describe('a policy is refused', () => {
  const [A, B] = [witnessLine('A'), witnessLine('B')];
  const sameKey = `witness C ${textOf(keyOf('C.example', 'cosignature', 'A.example'))}`;
  it.each([
    ['QUORUM_COUNT', undefined, [A]],
    ['QUORUM_COUNT', 3, [A, 'quorum A', 'quorum A']],
    ['POLICY_LINE', 1, ['logs x']],
    ['POLICY_LINE', 1, ['quorum']],
    ['POLICY_LINE', 1, ['quorum none none']],
    ['POLICY_LINE', 2, [A, 'group G any']],
    ['POLICY_LINE', 1, [`log ${textOf(LOG)} url more`]],
    ['POLICY_LINE', 1, [`Log ${textOf(LOG)}`]],
    ['KEY_FORM', 1, ['log log.example']],
    ['KEY_HASH', 1, [`log ${textOf(LOG).replace('log', 'lag')}`]],
    ['KEY_USE', 1, [`log ${textOf(witnessKey('A'))}`]],
    ['KEY_USE', 1, [`witness A ${textOf(LOG)}`]],
    ['KEY_TWICE', 2, [A, sameKey]],
    ['KEY_TWICE', 2, [`log ${textOf(LOG)}`, `log ${textOf(LOG)} url`]],
    ['NAME_TWICE', 2, [A, A]],
    ['NAME_TWICE', 2, [A, 'group A any A']],
    ['NAME_RESERVED', 1, [`witness none ${textOf(witnessKey('A'))}`]],
    ['NAME_RESERVED', 2, [A, 'group none any A']],
    ['NAME_UNKNOWN', 1, ['quorum A', A]],
    ['NAME_UNKNOWN', 2, [A, 'group G any A B', B]],
    ['NAME_UNKNOWN', 2, [A, 'group G any G']],
    ['NAME_UNKNOWN', 2, [A, 'group G any none']],
    ['MEMBER_TWICE', 2, [A, 'group G any A A']],
    ['MEMBER_TWICE', 4, [A, B, 'group G any A', 'group H all A B']],
    ['THRESHOLD', 2, [A, 'group G 0 A']],
    ['THRESHOLD', 2, [A, 'group G 2 A']],
    ['THRESHOLD', 2, [A, 'group G 01 A']],
    ['THRESHOLD', 2, [A, 'group G most A']],
    ['POLICY_CHARACTERS', 2, [A, 'quorum none\r']],
    ['POLICY_CHARACTERS', 1, ['# \ud800']],
    ['POLICY_LENGTH', undefined, ['#'.repeat(1_000_000)]],
  ])('%s, line %s of %j', (code, line, lines) => {
    expect(() => parse(...lines)).toThrow(PolicyMalformed);
    expect(() => parse(...lines)).toThrow(expect.objectContaining({ code, line }));
  });

  it('before it is written', () =>
    expect(() => formatPolicy(sha256, { logs: [], witnesses: [], groups: [], quorum: 'someone' })).toThrow(
      expect.objectContaining({ code: 'NAME_UNKNOWN' }),
    ));
});
