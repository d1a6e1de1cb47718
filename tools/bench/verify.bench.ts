import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EMPTY_GROWTH,
  formatCheckpoint,
  formatNote,
  grow,
  leafHash,
  partialTilesOf,
  rangeOfGrowth,
  rootOf,
  tilePath,
} from '@transparency-log';
import { type LedgerSource, createRulesCheck, nodeHashes, walkLedger } from '@verification';
import { directorySource, exportLedger } from '@verification/directory';
import { median, secondsOf, type Bench } from './bench';
import { syntheticLedger } from './synthetic-ledger';

const EVENTS = 200_000;
/** Floor and check take turns, so that both meet the machine in the same state; the median of the turns is reported. */
const TURNS = 3;
const { sha256 } = nodeHashes;

/**
 * A full check of an export of 200,000 events: every leaf, the tree, every tile, and the rules of the programme. Floor: reading the file and
 * hashing its bytes, once.
 */
export const verifyBench: Bench = {
  name: 'verify',
  run: async ({ report }) => {
    const directory = mkdtempSync(join(tmpdir(), 'so-song-bench-verify-'));
    try {
      await exportLedger({
        directory,
        source: syntheticSource(),
        trust: 'quorum none\n',
        hash: sha256,
        open: async () => undefined,
      });
      const floors: number[] = [];
      const bytes: number[] = [];
      const whole: number[] = [];
      for (let turn = 0; turn < TURNS; turn += 1) {
        floors.push(EVENTS / (await secondsOf(() => hashFile(join(directory, 'events.ndjson')))));
        bytes.push(EVENTS / (await secondsOf(() => check(directory, false))));
        whole.push(EVENTS / (await secondsOf(() => check(directory, true))));
      }
      report({ figure: 'hashes, order and tiles', value: median(bytes), unit: 'events/s', floor: median(floors) });
      report({ figure: 'with the rules', value: median(whole), unit: 'events/s', floor: median(floors) });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

const check = async (directory: string, withRules: boolean): Promise<void> => {
  const source = directorySource(directory);
  const rules = createRulesCheck(nodeHashes);
  const head = headOf(await source.checkpoint());
  const onEvents = withRules
    ? (bodies: readonly Uint8Array[]) => bodies.forEach((body) => rules.next(body))
    : () => undefined;
  const { finding, state } = await walkLedger({ hash: sha256, source, head, onEvents });
  // Books without their carrier's day break rules, so that there are findings is what shows that the rules were asked.
  if (finding || state.growth.size !== EVENTS) throw new Error(`${JSON.stringify(finding)} at ${state.growth.size}`);
  if (withRules && rules.report().events !== EVENTS) throw new Error('the rules did not see every event');
};

const headOf = (note: string): { readonly size: number; readonly root: Uint8Array } => {
  const [, size, root] = note.split('\n');
  return { size: Number(size), root: new Uint8Array(Buffer.from(root!, 'base64')) };
};

const hashFile = async (file: string): Promise<void> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  hash.digest();
};

/** The synthetic ledger, sealed in memory. Nobody has signed it: signatures are no part of what is measured. */
const syntheticSource = (): LedgerSource => {
  const bodies: Uint8Array[] = [];
  for (const appends of syntheticLedger(EVENTS))
    for (const { events } of appends) for (const { body } of events) bodies.push(Buffer.from(body));
  const { growth, full } = grow(
    sha256,
    EMPTY_GROWTH,
    bodies.map((body) => leafHash(sha256, body)),
  );
  const tiles = new Map(
    [...full.map((tile) => ({ ...tile, width: 256 })), ...partialTilesOf(growth)].map(({ hashes, ...id }) => [
      tilePath(id),
      hashes,
    ]),
  );
  const text = formatCheckpoint({
    origin: 'so-song.bench/verify',
    size: EVENTS,
    root: rootOf(sha256, rangeOfGrowth(sha256, growth)),
  });
  const unsigned = { name: 'nobody', keyHash: new Uint8Array(4), bytes: new Uint8Array(64) };
  return {
    checkpoint: async () => formatNote({ text, signatures: [unsigned] }),
    bundles: async function* (index, size) {
      for (let from = index * 256; from < size; from += 256) yield bodies.slice(from, Math.min(from + 256, size));
    },
    tiles: { tiles: async (ids) => ids.map((id) => tiles.get(tilePath(id)) ?? new Uint8Array(0)) },
  };
};
