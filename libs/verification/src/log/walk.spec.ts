import { type TileId, leafHash, parseCheckpoint, parseNote, tilePath } from '@transparency-log';
import { type SealedLedger, hashes, noteOf, plainBodies, sealed, sourceOf } from '../testing';
import { type TreeHead, type Walk, walkLedger } from './walk';

const { sha256 } = hashes;
/** Two levels of tiles, each partial at its right border. */
const SIZE = 6_000;
const bodies = plainBodies(SIZE);
const honest = sealed(bodies);
const headOf = ({ checkpoint }: Pick<SealedLedger, 'checkpoint'>): TreeHead =>
  parseCheckpoint(parseNote(checkpoint).text);
const head = headOf(honest);

const walked = (ledger: SealedLedger, more: Partial<Walk> = {}) =>
  walkLedger({ hash: sha256, source: sourceOf(ledger), head, ...more });
const copy = (): SealedLedger => ({ ...honest, bodies: [...honest.bodies], tiles: new Map(honest.tiles) });
const other = new TextEncoder().encode('{"index":"other"}');

/** What a person with the whole database can do, and what is said of it. */
const tampered: readonly (readonly [string, (ledger: SealedLedger) => void, object])[] = [
  ['an event changed', (ledger) => void (ledger.bodies[4_001] = other), { fault: 'EVENT_CHANGED', position: 4_001 }],
  ['the first event changed', (ledger) => void (ledger.bodies[0] = other), { fault: 'EVENT_CHANGED', position: 0 }],
  [
    'the last event changed',
    (ledger) => void (ledger.bodies[SIZE - 1] = other),
    { fault: 'EVENT_CHANGED', position: SIZE - 1 },
  ],
  [
    'two events swapped',
    ({ bodies: all }) => ([all[700], all[1_900]] = [all[1_900]!, all[700]!]),
    { fault: 'EVENT_CHANGED', position: 700 },
  ],
  ['an event deleted', (ledger) => void ledger.bodies.splice(513, 1), { fault: 'EVENT_CHANGED', position: 513 }],
  [
    'an event inserted',
    (ledger) => void ledger.bodies.splice(300, 0, other),
    { fault: 'EVENT_CHANGED', position: 300 },
  ],
  ['the tail cut', (ledger) => void ledger.bodies.splice(5_000), { fault: 'EVENT_MISSING', position: 5_000 }],
  ['the tail cut at a tile', (ledger) => void ledger.bodies.splice(512), { fault: 'EVENT_MISSING', position: 512 }],
  ['everything deleted', (ledger) => void ledger.bodies.splice(0), { fault: 'EVENT_MISSING', position: 0 }],
  [
    'a tile changed',
    (ledger) => flip(ledger, { level: 0, index: 3, width: 256 }, 32 * 7),
    { fault: 'TILE_CHANGED', position: 775 },
  ],
  [
    'a tile of level 1 changed',
    (ledger) => flip(ledger, { level: 1, index: 0, width: 23 }, 32),
    { fault: 'TILE_CHANGED', position: 256 },
  ],
  ['a tile deleted', (ledger) => void ledger.tiles.delete('tile/0/009'), { fault: 'TILE_CHANGED', tile: 'tile/0/009' }],
  [
    'an event and its hash in the tile changed',
    (ledger) => {
      ledger.bodies[1_000] = other;
      const tile = Uint8Array.from(ledger.tiles.get('tile/0/003')!);
      tile.set(leafHash(sha256, other), 32 * (1_000 - 768));
      ledger.tiles.set('tile/0/003', tile);
    },
    { fault: 'TREE_CHANGED', position: 0 },
  ],
];

const flip = (ledger: SealedLedger, tile: TileId, at: number): void => {
  const bytes = Uint8Array.from(ledger.tiles.get(tilePath(tile))!);
  bytes[at]! ^= 1;
  ledger.tiles.set(tilePath(tile), bytes);
};

describe('a walk over a ledger', () => {
  it('finds nothing where events, tiles and checkpoint agree, and sees each event once', async () => {
    let seen = 0;
    const onEvents = (some: readonly Uint8Array[], position: number) => {
      expect(position).toBe(seen);
      seen += some.length;
    };
    expect(await walked(honest, { onEvents })).toMatchObject({ finding: null, interrupted: false });
    expect(seen).toBe(SIZE);
  });

  it.each(tampered)('finds %s', async (_, tamper, finding) => {
    const ledger = copy();
    tamper(ledger);
    expect((await walked(ledger)).finding).toMatchObject(finding);
  });

  it('says from where on a ledger that was rewritten whole can be wrong, by heads that were trusted before', async () => {
    const rewritten = sealed(bodies.map((body, index) => (index === 3_000 ? other : body)));
    const anchors = [1_000, 2_000, 4_000].map((size) => headOf(sealed(bodies.slice(0, size))));
    expect((await walked(rewritten, { anchors })).finding).toEqual({ fault: 'TREE_CHANGED', position: 2_000 });
    // Signed anew by the log's own key it is a second history.
    const forked = { head: headOf(rewritten), anchors };
    expect((await walked(rewritten, forked)).finding).toEqual({ fault: 'FORKED', position: 2_000 });
  });

  it('is put down between tiles and goes on where it was', async () => {
    const stop = new AbortController();
    let until = 0;
    const first = await walked(honest, {
      signal: stop.signal,
      onEvents: (_, position) => {
        until = position + 256;
        if (position >= 2_000) stop.abort();
      },
    });
    expect(first).toMatchObject({ interrupted: true, finding: null, state: { growth: { size: until } } });
    const places: number[] = [];
    const rest = await walked(honest, {
      from: structuredClone(first.state),
      onEvents: (_, at) => void places.push(at),
    });
    expect([rest.finding, places[0]]).toEqual([null, until]);
  });

  it('still tells what it had seen before it was put down', async () => {
    const ledger = copy();
    ledger.bodies[5] = other;
    const stop = new AbortController();
    stop.abort();
    const { state } = await walked(ledger, { signal: stop.signal });
    expect((await walked(ledger, { from: structuredClone(state) })).finding).toMatchObject({ position: 5 });
  });

  it('takes a ledger without events', async () => {
    const empty = sealed([]);
    expect(await walkLedger({ hash: sha256, source: sourceOf(empty), head: headOf(empty) })).toMatchObject({
      finding: null,
    });
    expect(noteOf(0, head.root)).toContain('\n0\n');
  });
});
