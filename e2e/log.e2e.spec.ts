import { randomUUID } from 'node:crypto';
import { ed25519, sha256 } from '@sealing';
import {
  leafHash,
  openNote,
  parseCheckpoint,
  parseEntryBundle,
  parseVerifierKey,
  proveInclusion,
  rootFromTiles,
  tilePath,
  verifyInclusion,
  type Checkpoint,
  type TileSource,
} from '@transparency-log';
import { startSystem, type System } from './support/system';

/** A process starts, and other suites keep the machine busy. */
jest.setTimeout(180_000);

const SCHOOLS = 300;

let system: System;
let auditor: string;
let head: Checkpoint;
beforeAll(async () => {
  system = await startSystem();
  auditor = await system.token('AUDITOR');
  const token = await system.token('DATA_ENTRY');
  const register = async (n: number): Promise<string> => {
    const code = `31-TEST-${String(n).padStart(3, '0')}`;
    const school = { code, kind: 'SCHOOL', name: 'Trường Thử', provinceCode: '31', unitCode: '303' };
    const answer = await system.command('/api/v1/organisations', school, { token, key: randomUUID() });
    return (answer.body as { readonly position: string }).position;
  };
  const positions = await Promise.all(Array.from({ length: SCHOOLS }, (_, n) => register(n + 1)));
  const size = Math.max(...positions.map(Number)) + 1;
  head = await until(async () => {
    const checkpoint = await latest();
    return checkpoint.size >= size ? checkpoint : null;
  });
});
afterAll(() => system?.stop());

const until = async <T>(look: () => Promise<T | null>): Promise<T> => {
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const get = (path: string, token?: string): Promise<Response> =>
  system.fetch(path, token ? { headers: { Authorization: `Bearer ${token}` } } : undefined);
const latest = async (): Promise<Checkpoint> => {
  const [note, key] = await Promise.all(['/log/checkpoint', '/log/vkey'].map(async (path) => (await get(path)).text()));
  const { text } = await openNote(note!, [parseVerifierKey(sha256, key!.trim())], ed25519);
  return parseCheckpoint(text);
};
const overHttp: TileSource = {
  tiles: (ids) =>
    Promise.all(ids.map(async (id) => new Uint8Array(await (await get(`/log/${tilePath(id)}`)).arrayBuffer()))),
};

describe('the log over HTTP', () => {
  it('has the root of its signed checkpoint in its tiles, which are public and for ever', async () => {
    expect(head.size).toBeGreaterThan(SCHOOLS);
    expect(Buffer.from(await rootFromTiles(sha256, overHttp, head.size))).toEqual(Buffer.from(head.root));
    const tile = await get('/log/tile/0/000');
    expect([tile.status, tile.headers.get('cache-control')]).toEqual([
      200,
      expect.stringMatching(/^public.*immutable/),
    ]);
    expect((await get('/log/checkpoint')).headers.get('cache-control')).toBe('public, no-cache');
  });

  it('has a partial tile for every width, the beginning of the whole one', async () => {
    const whole = Buffer.from(await (await get('/log/tile/0/000')).arrayBuffer());
    for (const width of [1, 2, 100, 255]) {
      const partial = Buffer.from(await (await get(`/log/tile/0/000.p/${width}`)).arrayBuffer());
      expect(partial).toEqual(whole.subarray(0, width * 32));
    }
  });

  it('gives the bytes behind its leaves to whoever may read bodies, and to nobody else', async () => {
    const bundle = await get('/log/tile/entries/000', auditor);
    expect([bundle.status, bundle.headers.get('cache-control')]).toEqual([200, expect.stringMatching(/^private/)]);
    const bodies = parseEntryBundle(new Uint8Array(await bundle.arrayBuffer()), 256);
    const path = await proveInclusion(sha256, overHttp, 255, head.size);
    const leaf = leafHash(sha256, bodies[255]!);
    verifyInclusion(sha256, { index: 255, size: head.size, leafHash: leaf, path, root: head.root });
    for (const [token, code] of [
      [undefined, 'UNAUTHENTICATED'],
      [await system.token('SCHOOL_OFFICER', { unit: '31' }), 'FORBIDDEN_ROLE'],
    ] as const)
      expect(await (await get('/log/tile/entries/000', token)).json()).toMatchObject({ code });
  });

  it.each([
    ['/log/tile/0/x', 400, 'TILE_PATH_MALFORMED'],
    ['/log/tile/0/000.p/0', 400, 'TILE_PATH_MALFORMED'],
    ['/log/tile/0/000.p/256', 400, 'TILE_PATH_MALFORMED'],
    ['/log/tile/64/000', 400, 'TILE_PATH_MALFORMED'],
    ['/log/tile/0/x001/000', 404, 'TILE_NOT_FOUND'],
    ['/log/tile/3/000.p/1', 404, 'TILE_NOT_FOUND'],
  ])('refuses %s with %d %s', async (path, status, code) => {
    const answer = await get(path);
    expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ code })]);
  });

  it('refuses a bundle that is not whole yet, and a width that it does not have', async () => {
    for (const path of ['/log/tile/entries/001', '/log/tile/entries/x009/000.p/1'])
      expect(await (await get(path, auditor)).json()).toMatchObject({ code: 'TILE_NOT_FOUND' });
    expect(await (await get('/log/tile/entries/1', auditor)).json()).toMatchObject({ code: 'TILE_PATH_MALFORMED' });
  });

  it('goes on after kill -9, from what it had signed', async () => {
    await system.restart('kill');
    const again = await latest();
    expect(again.size).toBeGreaterThanOrEqual(head.size);
    const query = `{ consistency(from: ${head.size}, to: ${again.size}) { fromRoot toRoot } }`;
    const { data } = await system.query<{ consistency: { fromRoot: string; toRoot: string } }>(query);
    expect(data.consistency.fromRoot).toBe(Buffer.from(head.root).toString('base64'));
    expect(data.consistency.toRoot).toBe(Buffer.from(again.root).toString('base64'));
  });
});
