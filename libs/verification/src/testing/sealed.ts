import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import {
  EMPTY_GROWTH,
  type NoteSigner,
  type Policy,
  cosigner,
  formatCheckpoint,
  formatPolicy,
  formatProof,
  formatVerifierKey,
  grow,
  leafHash,
  partialTilesOf,
  parsePolicy,
  proveInclusion,
  rangeOfGrowth,
  rootOf,
  signNote,
  tilePath,
  verifierKey,
} from '@transparency-log';
import type { LedgerSource } from '../log';
import { hashes } from './story';

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key pair that is the same in every run. */
const keyPairOf = (name: string) => {
  const seed = createHash('sha256').update(name).digest();
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  return {
    publicKey: new Uint8Array(publicKey),
    sign: (bytes: Uint8Array) => new Uint8Array(sign(null, bytes, privateKey)),
  };
};

export const ORIGIN = 'so-song.test/log';
const { sha256 } = hashes;

export const signerOf = (name = ORIGIN): NoteSigner => {
  const { publicKey, sign: signed } = keyPairOf(name);
  return { ...verifierKey(sha256, { name, publicKey }), sign: signed };
};

export const vkeyOf = (name = ORIGIN): string =>
  formatVerifierKey(sha256, { name, publicKey: keyPairOf(name).publicKey });

/** Trusts the log alone, or the log with these witnesses, all of them. */
export const policyTextOf = (witnesses: readonly string[] = []): string => {
  const lines = [
    `log ${vkeyOf()}`,
    ...witnesses.map(
      (name) =>
        `witness ${name} ${formatVerifierKey(sha256, { name, publicKey: keyPairOf(name).publicKey, algorithm: 'cosignature' })}`,
    ),
    ...(witnesses.length > 0 ? [`group all-of-them all ${witnesses.join(' ')}`] : []),
    `quorum ${witnesses.length > 0 ? 'all-of-them' : 'none'}`,
  ];
  return formatPolicy(sha256, parsePolicy(sha256, `${lines.join('\n')}\n`));
};

export const policyOf = (witnesses?: readonly string[]): Policy => parsePolicy(sha256, policyTextOf(witnesses));

export const noteOf = (
  size: number,
  root: Uint8Array,
  { origin = ORIGIN, witnesses = [] as readonly string[] } = {},
): string => {
  const cosigners = witnesses.map((name) => {
    const { publicKey, sign: signed } = keyPairOf(name);
    return cosigner(sha256, { name, publicKey, timestamp: 1_700_000_000, sign: signed });
  });
  return signNote(formatCheckpoint({ origin, size, root }), [signerOf(origin), ...cosigners]);
};

/** A ledger as it is kept: bodies, tiles and a signed checkpoint, each of which can be changed behind its back. */
export interface SealedLedger {
  bodies: Uint8Array[];
  readonly tiles: Map<string, Uint8Array>;
  checkpoint: string;
}

export const sealed = (bodies: readonly Uint8Array[], witnesses: readonly string[] = []): SealedLedger => {
  const { growth, full } = grow(
    sha256,
    EMPTY_GROWTH,
    bodies.map((body) => leafHash(sha256, body)),
  );
  const tiles = [...full.map((tile) => ({ ...tile, width: 256 })), ...partialTilesOf(growth)];
  return {
    bodies: [...bodies],
    tiles: new Map(tiles.map(({ hashes: bytes, ...id }) => [tilePath(id), Uint8Array.from(bytes)])),
    checkpoint: noteOf(bodies.length, rootOf(sha256, rangeOfGrowth(sha256, growth)), { witnesses }),
  };
};

export const sourceOf = (ledger: SealedLedger): LedgerSource => ({
  checkpoint: async () => ledger.checkpoint,
  bundles: async function* (index, size) {
    for (let from = index * 256; from < Math.min(size, ledger.bodies.length); from += 256)
      yield ledger.bodies.slice(from, Math.min(from + 256, size));
  },
  tiles: {
    tiles: async (ids) =>
      ids.map((id) => {
        // A tile that is wider by now is cut, as every server does it.
        for (let width = id.width; width <= 256; width += 1) {
          const bytes = ledger.tiles.get(tilePath({ ...id, width }));
          if (bytes) return bytes.subarray(0, 32 * id.width);
        }
        return new Uint8Array(0);
      }),
  },
});

/** Bodies that say nothing of the programme: for what concerns bytes only. */
export const plainBodies = (count: number): readonly Uint8Array[] =>
  Array.from({ length: count }, (_, index) => new TextEncoder().encode(`{"index":${index}}`));

/** The proof of one event of this ledger, as a ledger gives it out. */
export const proofOf = async (ledger: SealedLedger, index: number): Promise<string> => {
  const path = await proveInclusion(sha256, sourceOf(ledger).tiles, index, ledger.bodies.length);
  return formatProof({ index, path, checkpoint: ledger.checkpoint });
};
