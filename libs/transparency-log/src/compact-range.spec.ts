import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  EMPTY_RANGE,
  NotACompactRange,
  appendLeaves,
  emptyRoot,
  leafHash,
  nodeHash,
  parseRange,
  rootOf,
  serialiseRange,
  type CompactRange,
} from '.';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Merkle tree hash as RFC 6962 defines it, by recursion over the entries. */
const naive = (entries: readonly Uint8Array[]): Uint8Array => {
  if (entries.length === 0) return emptyRoot(sha256);
  if (entries.length === 1) return leafHash(sha256, entries[0]!);
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  return nodeHash(sha256, naive(entries.slice(0, split)), naive(entries.slice(split)));
};
const leavesOf = (entries: readonly Uint8Array[]) => entries.map((entry) => leafHash(sha256, entry));

describe('hashing as RFC 6962 has it', () => {
  it('gives the constants of its reference implementation', () => {
    expect(hex(emptyRoot(sha256))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(hex(leafHash(sha256, text('')))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    expect(hex(leafHash(sha256, text('L123456')))).toBe(
      '395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56',
    );
    expect(hex(nodeHash(sha256, text('N123'), text('N456')))).toBe(
      'aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb',
    );
  });
});

describe('a compact range', () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 140 });

  it('has the root that the definition gives, however its leaves were appended', () =>
    fc.assert(
      fc.property(entries, fc.nat(), (all, at) => {
        const cut = all.length === 0 ? 0 : at % all.length;
        const first = appendLeaves(sha256, EMPTY_RANGE, leavesOf(all.slice(0, cut)));
        const whole = appendLeaves(sha256, first, leavesOf(all.slice(cut)));
        expect(whole.size).toBe(all.length);
        expect(hex(rootOf(sha256, first))).toBe(hex(naive(all.slice(0, cut))));
        expect(hex(rootOf(sha256, whole))).toBe(hex(naive(all)));
      }),
      { numRuns: 60 },
    ));

  it('is the same after a journey as bytes', () =>
    fc.assert(
      fc.property(entries, (all) => {
        const range = appendLeaves(sha256, EMPTY_RANGE, leavesOf(all));
        const back = parseRange(serialiseRange(range));
        expect(back.size).toBe(range.size);
        expect(back.nodes.map(hex)).toEqual(range.nodes.map(hex));
      }),
      { numRuns: 30 },
    ));

  it('is appended to without changing the one before', () => {
    const range = appendLeaves(sha256, EMPTY_RANGE, leavesOf([text('a'), text('b'), text('c')]));
    const root = hex(rootOf(sha256, range));
    appendLeaves(sha256, range, leavesOf([text('d')]));
    expect(hex(rootOf(sha256, range))).toBe(root);
  });

  it('counts leaves beyond 2^32', () => {
    const node = leafHash(sha256, text('x'));
    const full: CompactRange = { size: 2 ** 40 + 1, nodes: [node, node] };
    const next = appendLeaves(sha256, parseRange(serialiseRange(full)), [node]);
    expect(next.size).toBe(2 ** 40 + 2);
    expect(next.nodes.map(hex)).toEqual([hex(node), hex(nodeHash(sha256, node, node))]);
  });

  it('refuses bytes that are none, and more leaves than 2^53', () => {
    const bytes = serialiseRange(appendLeaves(sha256, EMPTY_RANGE, leavesOf([text('a'), text('b'), text('c')])));
    expect(() => parseRange(bytes.subarray(0, -1))).toThrow(NotACompactRange);
    expect(() => parseRange(new Uint8Array(3))).toThrow(NotACompactRange);
    const last: CompactRange = { size: Number.MAX_SAFE_INTEGER, nodes: [] };
    expect(() => appendLeaves(sha256, last, [leafHash(sha256, text('a'))])).toThrow(NotACompactRange);
    expect(() => parseRange(new Uint8Array(8).fill(0xff))).toThrow(NotACompactRange);
  });
});
