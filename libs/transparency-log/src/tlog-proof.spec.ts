import { createPrivateKey, createPublicKey, hash as hashOnce, sign, verify as verifyOnce } from 'node:crypto';
import {
  EMPTY_RANGE,
  NoteMalformed,
  ProofInvalid,
  TlogProofMalformed,
  addSignatures,
  appendLeaves,
  cosigner,
  encodeBase64,
  formatCheckpoint,
  formatProof,
  inclusionPath,
  leafHash,
  parseProof,
  rootOf,
  signNote,
  signText,
  verifierKey,
  verifyProof,
  type Algorithm,
  type Policy,
  type SignatureCheck,
  type TlogProof,
} from '.';

const sha256 = (bytes: Uint8Array): Uint8Array => hashOnce('sha256', bytes, 'buffer');
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const [derOfPublic, derOfSecret] = ['302a300506032b6570032100', '302e020100300506032b657004220420'].map((hex) =>
  Buffer.from(hex, 'hex'),
) as [Buffer, Buffer];
const verify: SignatureCheck = (publicKey, message, signature) =>
  verifyOnce(
    null,
    message,
    createPublicKey({ key: Buffer.concat([derOfPublic, publicKey]), format: 'der', type: 'spki' }),
    signature,
  );
const pairOf = (name: string, algorithm: Algorithm) => {
  const key = Buffer.concat([derOfSecret, sha256(utf8(name))]);
  const secret = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(derOfPublic.length);
  return {
    key: verifierKey(sha256, { name, algorithm, publicKey }),
    sign: (message: Uint8Array): Uint8Array => sign(null, message, secret),
  };
};
const log = pairOf('log.example', 'ed25519');
const other = pairOf('other.example', 'ed25519');
const witness = pairOf('witness.example', 'cosignature');

const SIZE = 11;
const INDEX = 6;
const bodies = Array.from({ length: SIZE }, (_, at) => utf8(`event ${at}`));
const leaves = bodies.map((body) => leafHash(sha256, body));
const rangeOf = (from: number, to: number) => appendLeaves(sha256, EMPTY_RANGE, leaves.slice(from, to));
const root = rootOf(sha256, rangeOf(0, SIZE));
const text = formatCheckpoint({ origin: 'log.example', size: SIZE, root });
const TIME = 1_700_000_000;
const cosignatureOf = (signed: string) =>
  signText(
    signed,
    cosigner(sha256, { name: witness.key.name, publicKey: witness.key.publicKey, timestamp: TIME, sign: witness.sign }),
  );
const noteOf = (signed: string, pair = log): string => signNote(signed, [{ ...pair.key, sign: pair.sign }]);
const proof: TlogProof = {
  index: INDEX,
  path: inclusionPath(INDEX, SIZE).map(({ from, to }) => rootOf(sha256, rangeOf(from, to))),
  checkpoint: addSignatures(noteOf(text), [cosignatureOf(text)]),
};
const policy: Policy = {
  logs: [{ key: log.key }],
  witnesses: [{ name: 'W', key: witness.key }],
  groups: [],
  quorum: 'W',
};
const check = (changed: Partial<TlogProof> = {}, leaf = leaves[INDEX]!, trusted = policy) =>
  verifyProof(sha256, { leafHash: leaf, proof: { ...proof, ...changed }, policy: trusted, verify });

describe('a tlog-proof', () => {
  it('is the text of the specification', () => {
    const lines = formatProof({ ...proof, extra: utf8('thêm') }).split('\n');
    expect(lines.slice(0, 3)).toEqual(['c2sp.org/tlog-proof@v1', `extra ${encodeBase64(utf8('thêm'))}`, 'index 6']);
    expect(lines.slice(3, 8)).toEqual([...proof.path.map(encodeBase64), '']);
    expect(lines.slice(8).join('\n')).toBe(proof.checkpoint);
  });

  it('comes back from its text, with extra data and without, and where the path is empty', () => {
    expect(parseProof(formatProof(proof))).toEqual(proof);
    const extra = { ...proof, extra: utf8('x') };
    expect(parseProof(formatProof(extra))).toEqual(extra);
    const alone = { ...proof, index: 0, path: [] };
    expect(parseProof(formatProof(alone))).toEqual(alone);
  });

  it('proves the leaf, and says by whose word', async () => {
    const proved = await verifyProof(sha256, {
      leafHash: leaves[INDEX]!,
      proof: parseProof(formatProof(proof)),
      policy,
      verify,
    });
    expect(proved.checkpoint).toEqual(expect.objectContaining({ origin: 'log.example', size: SIZE }));
    expect(proved.log).toBe(policy.logs[0]);
    expect(proved.witnesses.map(({ name, timestamp }) => [name, timestamp])).toEqual([['W', TIME]]);
  });

  const anotherText = text.replace('log.example', 'other.example');
  it.each<[string, string, () => Promise<unknown>]>([
    ['inclusion', 'ROOT_MISMATCH', () => check({}, leafHash(sha256, utf8('Event 6')))],
    ['inclusion', 'ROOT_MISMATCH', () => check({ index: 7 })],
    ['inclusion', 'ROOT_MISMATCH', () => check({ path: proof.path.toReversed() })],
    ['inclusion', 'PATH_LENGTH', () => check({ path: proof.path.slice(1) })],
    ['inclusion', 'INDEX_OUT_OF_RANGE', () => check({ index: SIZE })],
    ['signatures', 'SIGNATURE_INVALID', () => check({ checkpoint: proof.checkpoint.replace('\n11\n', '\n12\n') })],
    ['signatures', 'SIGNATURE_MISSING', () => check({ checkpoint: noteOf(anotherText, other) })],
    ['log', 'LOG_UNKNOWN', () => check({ checkpoint: noteOf(anotherText) })],
    ['log', 'LOG_UNKNOWN', () => check({ checkpoint: addSignatures(noteOf(text, other), [cosignatureOf(text)]) })],
    ['witnesses', 'QUORUM_MISSING', () => check({ checkpoint: noteOf(text) })],
  ])('is refused at the step %s: %s', async (step, code, checking) => {
    await expect(checking()).rejects.toThrow(ProofInvalid);
    await expect(checking()).rejects.toThrow(expect.objectContaining({ step, code }));
  });

  it('fails with any one character of the text changed', async () => {
    const whole = formatProof(proof);
    for (let at = 0; at < whole.length; at += 1) {
      const changed = `${whole.slice(0, at)}${whole[at] === 'Z' ? 'Y' : 'Z'}${whole.slice(at + 1)}`;
      const isRefused = await Promise.resolve()
        .then(() => verifyProof(sha256, { leafHash: leaves[INDEX]!, proof: parseProof(changed), policy, verify }))
        .then(
          () => false,
          () => true,
        );
      if (!isRefused) throw new Error(`character ${at} of ${JSON.stringify(whole)}`);
    }
  });

  const whole = formatProof({ ...proof, extra: utf8('thêm') });
  const [first] = proof.path.map(encodeBase64);
  it.each([
    ['PROOF_HEADER', whole.replace('@v1', '@v2')],
    ['PROOF_HEADER', ''],
    ['PROOF_EXTRA', whole.replace(/extra .*/, 'extra ')],
    ['PROOF_EXTRA', whole.replace(/extra .*/, 'extra QQ')],
    ['PROOF_INDEX', whole.replace('index 6\n', '')],
    ['PROOF_INDEX', whole.replace('index 6', 'index 06')],
    ['PROOF_INDEX', whole.replace('index 6', 'index -6')],
    ['PROOF_INDEX', whole.replace('index 6', 'index 9007199254740992')],
    ['PROOF_PATH', whole.replace(first!, first!.slice(0, -1))],
    ['PROOF_PATH', whole.replace(first!, 'QUJD')],
    ['PROOF_PATH', whole.replace(first!, `${first}\n`.repeat(60) + first)],
    ['PROOF_CHECKPOINT', whole.slice(0, whole.indexOf('\n\n'))],
    ['PROOF_LENGTH', whole + ' '.repeat(2_000_000)],
  ])('%s is what is wrong with the form', (code, wrong) => {
    expect(() => parseProof(wrong)).toThrow(TlogProofMalformed);
    expect(() => parseProof(wrong)).toThrow(expect.objectContaining({ code }));
  });

  it('without a note for a checkpoint is none, to read or to write', () => {
    expect(() => parseProof(whole.slice(0, whole.indexOf('\n\n') + 2))).toThrow(NoteMalformed);
    expect(() => formatProof({ ...proof, checkpoint: text })).toThrow(NoteMalformed);
    expect(() => formatProof({ ...proof, index: -1 })).toThrow(TlogProofMalformed);
    expect(() => formatProof({ ...proof, path: [new Uint8Array(31)] })).toThrow(TlogProofMalformed);
    expect(() => formatProof({ ...proof, extra: new Uint8Array(0) })).toThrow(TlogProofMalformed);
  });
});
