import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SealedLedger, hashes, plainBodies, policyOf, policyTextOf, sealed, sourceOf } from '../testing';
import { nodeSignatureCheck } from '../node-hashes';
import { type Verified, verifyLedger } from '../verify-ledger';
import { directorySource, exportLedger, trustOf } from '.';

const ledger = sealed(plainBodies(2_000));
let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'so-song-export-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const exported = (shown: SealedLedger = ledger, signal?: AbortSignal, source = sourceOf(shown)) =>
  exportLedger({ directory, source, trust: policyTextOf(), hash: hashes.sha256, open: async () => undefined, signal });
const bytesOfDirectory = (): readonly string[] => readFileSync(join(directory, 'events.ndjson'), 'utf8').split('\n');
const problems = async () => {
  const source = directorySource(directory);
  const verified = await verifyLedger({ hashes, verify: nodeSignatureCheck, source, policy: policyOf() });
  // These bodies say nothing that the rules could judge.
  return 'fault' in verified ? [verified] : (verified as Verified).problems.filter((problem) => 'fault' in problem);
};
const manifest = () => JSON.parse(readFileSync(join(directory, 'export.json'), 'utf8')) as { readonly done: boolean };

/** Stops after so many bundles were handed out. */
const stoppingAfter = (bundles: number) => {
  const stop = new AbortController();
  const source = sourceOf(ledger);
  return {
    signal: stop.signal,
    source: {
      ...source,
      bundles: async function* (index: number, size: number) {
        let given = 0;
        for await (const bundle of source.bundles(index, size)) {
          if ((given += 1) === bundles) stop.abort();
          yield bundle;
        }
      },
    },
  };
};

describe('an export', () => {
  it('holds the exact bytes, one a line, and verifies by its own trust file', async () => {
    expect(await exported()).toMatchObject({ size: 2_000, done: 2_000, before: 0, finding: null, interrupted: false });
    expect(bytesOfDirectory()).toEqual([...ledger.bodies.map((body) => new TextDecoder().decode(body)), '']);
    expect(await trustOf(directory)).toBe(policyTextOf());
    expect([await problems(), manifest().done]).toEqual([[], true]);
  });

  it('is a mirror of the hash tiles', async () => {
    await exported();
    for (const [path, bytes] of ledger.tiles)
      expect(new Uint8Array(readFileSync(join(directory, path)))).toEqual(bytes);
  });

  it('goes on where it was stopped, with the checkpoint that it began with', async () => {
    const { signal, source } = stoppingAfter(3);
    expect(await exported(ledger, signal, source)).toMatchObject({ interrupted: true, done: 768 });
    expect(manifest().done).toBe(false);
    // Half a line, as a crash leaves it.
    appendFileSync(join(directory, 'events.ndjson'), '{"ind');
    expect(await exported(sealed(plainBodies(2_500)))).toMatchObject({
      size: 2_000,
      before: 768,
      done: 2_000,
      finding: null,
    });
    expect([await problems(), manifest().done]).toEqual([[], true]);
  });

  it('takes what came since it was done', async () => {
    await exported();
    expect(await exported(sealed(plainBodies(2_500)))).toMatchObject({ before: 1_792, size: 2_500, finding: null });
    expect(await problems()).toEqual([]);
  });

  it('refuses a ledger that does not continue what it holds', async () => {
    await exported();
    const forked = plainBodies(2_500).with(100, new TextEncoder().encode('{}'));
    expect((await exported(sealed(forked))).finding).toMatchObject({ position: expect.any(Number) });
    expect(manifest().done).toBe(false);
    await expect(exported(sealed(plainBodies(10)))).resolves.toBeDefined();
  });

  it('finds what is wrong with the ledger while it copies', async () => {
    const changed = { ...ledger, bodies: ledger.bodies.with(700, new TextEncoder().encode('{}')) };
    expect((await exported(changed)).finding).toEqual({ fault: 'EVENT_CHANGED', position: 700 });
    expect(manifest().done).toBe(false);
  });

  it('does not write into a directory that holds something else', async () => {
    writeFileSync(join(directory, 'letter.txt'), 'x');
    await expect(exported()).rejects.toMatchObject({ code: 'DIRECTORY_NOT_EMPTY' });
    expect(readdirSync(directory)).toEqual(['letter.txt']);
  });

  it('refuses a body that is no line', async () => {
    await expect(exported(sealed([new TextEncoder().encode('{\n}')]))).rejects.toMatchObject({
      code: 'BODY_IS_NO_LINE',
    });
  });
});

describe('an export directory that was changed', () => {
  beforeEach(() => exported());
  const events = () => join(directory, 'events.ndjson');

  it.each([
    ['a byte changed', (text: string) => text.replace('{"index":900}', '{"index":90O}'), 'EVENT_CHANGED', 900],
    ['a line deleted', (text: string) => text.replace('{"index":900}\n', ''), 'EVENT_CHANGED', 900],
    ['the tail cut', (text: string) => text.slice(0, text.indexOf('{"index":1500}')), 'EVENT_MISSING', 1500],
    ['a line added', (text: string) => `${text}{"index":2000}\n`, 'EVENT_UNSEALED', 2000],
  ] as const)('is found: %s', async (_, change, fault, position) => {
    writeFileSync(events(), change(readFileSync(events(), 'utf8')));
    expect((await problems())[0]).toMatchObject({ fault, position });
  });

  it('is found: a tile', async () => {
    writeFileSync(join(directory, 'tile/0/002'), Buffer.alloc(8_192));
    expect((await problems())[0]).toMatchObject({ fault: 'TILE_CHANGED', position: 512, detail: 'tile/0/002' });
  });

  it('without its checkpoint can not be checked, and is not called wrong', async () => {
    rmSync(join(directory, 'checkpoint'));
    await expect(problems()).rejects.toMatchObject({ code: 'FILE_MISSING' });
  });
});
