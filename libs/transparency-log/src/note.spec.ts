import { createPrivateKey, createPublicKey, hash as hashOnce, sign, verify as verifyOnce } from 'node:crypto';
import fc from 'fast-check';
import {
  CosignatureMalformed,
  KeyMalformed,
  MAX_SIGNATURES,
  NoteMalformed,
  ProofInvalid,
  addSignatures,
  cosigner,
  decodeBase64,
  ed25519KeyHash,
  encodeBase64,
  formatVerifierKey,
  openNote,
  parseCosignature,
  parseNote,
  parseSignatures,
  parseVerifierKey,
  signNote,
  signText,
  verifierKey,
  type NoteSigner,
  type SignatureCheck,
  type VerifierKey,
} from '.';

const sha256 = (bytes: Uint8Array): Uint8Array => hashOnce('sha256', bytes, 'buffer');
const derOfPublic = Buffer.from('302a300506032b6570032100', 'hex');
const derOfSecret = Buffer.from('302e020100300506032b657004220420', 'hex');
const verify: SignatureCheck = (publicKey, message, signature) =>
  verifyOnce(
    null,
    message,
    createPublicKey({ key: Buffer.concat([derOfPublic, publicKey]), format: 'der', type: 'spki' }),
    signature,
  );
const pairOf = (name: string, algorithm: 'ed25519' | 'cosignature' = 'ed25519', seed = name) => {
  const secret = createPrivateKey({
    key: Buffer.concat([derOfSecret, sha256(new TextEncoder().encode(seed))]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = new Uint8Array(
    createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(derOfPublic.length),
  );
  const key = verifierKey(sha256, { name, publicKey, algorithm });
  return { key, publicKey, sign: (message: Uint8Array): Uint8Array => sign(null, message, secret) };
};
const log = pairOf('log.example');
const signerOf = ({ key, sign: signing }: typeof log): NoteSigner => ({
  name: key.name,
  keyHash: key.keyHash,
  sign: signing,
});
const TEXT = 'Sổ Sóng\n\nhai dòng\n';
const open = (note: string, keys: readonly VerifierKey[]) => openNote(note, keys, verify);

describe('the examples of C2SP', () => {
  it('signed-note: its key opens its note', async () => {
    const text = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
    const key = parseVerifierKey(sha256, text);
    expect(key).toEqual(expect.objectContaining({ name: 'example.com/foo', algorithm: 'ed25519' }));
    expect(formatVerifierKey(sha256, key)).toBe(text);
    const opened = await open(
      'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n',
      [key],
    );
    expect(opened).toEqual({ text: 'This is an example message.\n', signatures: [{ key }] });
  });

  it('signed-note: a text with blank lines and letters beyond ASCII ends at the last blank line', () => {
    const text = 'Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n';
    const line =
      '— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n';
    const note = parseNote(`${text}\n${line}`);
    expect(note.text).toBe(text);
    expect(note.signatures.map(({ name, bytes }) => [name, bytes.length])).toEqual([
      ['quasimodo.example/salvatore', 64],
    ]);
  });

  it('tlog-cosignature: the witness signed at 1679315147', () => {
    const [signature] = parseSignatures(
      '— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n',
    );
    expect(parseCosignature(signature!.bytes).timestamp).toBe(1_679_315_147);
  });
});

describe('a note', () => {
  it('is opened by the key that signed it', async () => {
    const note = signNote(TEXT, [signerOf(log)]);
    expect(await open(note, [log.key])).toEqual({ text: TEXT, signatures: [{ key: log.key }] });
  });

  it('is opened where the signature is checked later, as a browser does', async () => {
    const later: SignatureCheck = (...all) => Promise.resolve(verify(...all));
    const note = signNote(TEXT, [signerOf(log)]);
    expect((await openNote(note, [log.key], later)).signatures).toHaveLength(1);
    const never: SignatureCheck = () => Promise.resolve(false);
    await expect(openNote(note, [log.key], never)).rejects.toThrow(ProofInvalid);
  });

  it('passes over signatures of others, also under a known name', async () => {
    const [other, namesake] = [pairOf('other.example'), pairOf('log.example', 'ed25519', 'another seed')];
    const note = signNote(TEXT, [signerOf(other), signerOf(namesake), signerOf(log)]);
    expect((await open(note, [log.key])).signatures).toEqual([{ key: log.key }]);
  });

  it('without a signature by a known key is refused', () =>
    expect(open(signNote(TEXT, [signerOf(log)]), [pairOf('other.example').key])).rejects.toThrow(
      expect.objectContaining({ code: 'SIGNATURE_MISSING', step: 'signatures' }),
    ));

  it('with a false signature by a known key is refused, though another one is true', () => {
    const other = pairOf('other.example');
    const note = signNote(TEXT, [signerOf(log), { ...signerOf(other), sign: () => new Uint8Array(64) }]);
    return expect(open(note, [log.key, other.key])).rejects.toThrow(
      expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
    );
  });

  it('counts a key once', async () => {
    const note = signNote(TEXT, [signerOf(log), signerOf(log)]);
    expect((await open(note, [log.key, log.key])).signatures).toHaveLength(1);
  });

  it('is refused where two keys have one name and one hash', () => {
    const twin = { ...pairOf('other.example').key, name: log.key.name, keyHash: log.key.keyHash };
    return expect(open(signNote(TEXT, [signerOf(log)]), [log.key, twin])).rejects.toThrow(
      expect.objectContaining({ code: 'KEY_AMBIGUOUS' }),
    );
  });

  it('with a character changed anywhere is not opened', async () => {
    const note = signNote('text\n', [signerOf(log)]);
    for (let at = 0; at < note.length; at += 1) {
      const changed = `${note.slice(0, at)}${note[at] === 'x' ? 'y' : 'x'}${note.slice(at + 1)}`;
      await expect(open(changed, [log.key])).rejects.toThrow();
    }
  });

  const line = signNote('a\n', [signerOf(log)]).slice(3);
  it.each([
    ['NOTE_UNSIGNED', ''],
    ['NOTE_UNSIGNED', 'text\n'],
    ['NOTE_UNSIGNED', 'text\n\n'],
    ['NOTE_CHARACTERS', `te\rxt\n\n${line}`],
    ['NOTE_CHARACTERS', `te\txt\n\n${line}`],
    ['NOTE_CHARACTERS', `te\ud800xt\n\n${line}`],
    ['SIGNATURE_LINE', `text\n\n${line.slice(0, -1)}`],
    ['SIGNATURE_LINE', `text\n\n-${line.slice(1)}`],
    ['SIGNATURE_LINE', `text\n\n${line}text\n`],
    ['SIGNATURE_LINE', `text\n\n${line.replace('log.example', 'log+example')}`],
    ['SIGNATURE_LINE', `text\n\n${line.replace('log.example', 'log\u00a0example')}`],
    ['SIGNATURE_LINE', `text\n\n${line.replace('log.example', '')}`],
    ['SIGNATURE_BASE64', `text\n\n${line.replace('=\n', '\n')}`],
    ['SIGNATURE_BASE64', `text\n\n— log.example QUJDRH==\n`],
    ['SIGNATURE_LENGTH', `text\n\n— log.example QUJDRA==\n`],
    ['SIGNATURE_COUNT', `text\n\n${line.repeat(MAX_SIGNATURES + 1)}`],
    ['NOTE_LENGTH', `${'text\n'.repeat(200_001)}\n${line}`],
  ])('%s is what is wrong with the form', (code, note) => {
    expect(() => parseNote(note)).toThrow(NoteMalformed);
    expect(() => parseNote(note)).toThrow(expect.objectContaining({ code }));
  });

  it('is not made of a text that can be none, and nothing is signed then', () => {
    let signed = 0;
    const counting: NoteSigner = { ...signerOf(log), sign: () => new Uint8Array(64).fill((signed += 1)) };
    for (const text of ['', 'text', 'te\u0000xt\n', 'te\ud800xt\n'])
      expect(() => signNote(text, [counting])).toThrow(NoteMalformed);
    expect(signed).toBe(0);
    expect(() => signNote(TEXT, [])).toThrow(expect.objectContaining({ code: 'NOTE_UNSIGNED' }));
    expect(() => signNote(TEXT, [{ ...signerOf(log), name: 'a b' }])).toThrow(NoteMalformed);
  });
});

describe('a cosignature', () => {
  const witness = pairOf('witness.example', 'cosignature');
  const cosigned = (text: string, timestamp: number): string =>
    addSignatures(signNote(text, [signerOf(log)]), [
      signText(text, cosigner(sha256, { name: witness.key.name, timestamp, ...witness })),
    ]);

  it('is opened with its time', async () => {
    const { signatures } = await open(cosigned(TEXT, 2 ** 40 + 1), [log.key, witness.key]);
    expect(signatures).toEqual([{ key: log.key }, { key: witness.key, timestamp: 2 ** 40 + 1 }]);
  });

  it('is of its time: with another one it is false', async () => {
    const note = parseNote(cosigned(TEXT, 1_700_000_000));
    const bytes = note.signatures[1]!.bytes.slice();
    bytes[7]! += 1;
    const moved = addSignatures(signNote(TEXT, [signerOf(log)]), [{ ...note.signatures[1]!, bytes }]);
    await expect(open(moved, [log.key, witness.key])).rejects.toThrow(
      expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
    );
  });

  it('of another length is none', async () => {
    const short = { name: witness.key.name, keyHash: witness.key.keyHash, bytes: new Uint8Array(64) };
    const note = addSignatures(signNote(TEXT, [signerOf(log)]), [short]);
    await expect(open(note, [witness.key])).rejects.toThrow(expect.objectContaining({ code: 'SIGNATURE_INVALID' }));
    expect(() => parseCosignature(short.bytes)).toThrow(CosignatureMalformed);
    expect(() => parseCosignature(new Uint8Array(72).fill(0xff))).toThrow(
      expect.objectContaining({ code: 'COSIGNATURE_TIME' }),
    );
  });

  it.each([-1, 0.5, 2 ** 53, NaN])('is not made at %d', (timestamp) =>
    expect(() => cosigned(TEXT, timestamp)).toThrow(CosignatureMalformed),
  );
});

describe('a verifier key', () => {
  const text = formatVerifierKey(sha256, log.key);

  it('comes back from its text, for a log and for a witness', () => {
    expect(parseVerifierKey(sha256, text)).toEqual(log.key);
    const witness = pairOf('witness.example', 'cosignature').key;
    expect(parseVerifierKey(sha256, formatVerifierKey(sha256, witness))).toEqual(witness);
    expect(witness.keyHash).not.toEqual(ed25519KeyHash(sha256, witness.name, witness.publicKey));
  });

  const [name, keyHash, key] = text.split(/\+(.{8})\+/) as [string, string, string];
  it.each([
    ['KEY_FORM', `${name}+${keyHash}`],
    ['KEY_FORM', `${name}+${keyHash.toUpperCase()}x+${key}`],
    ['KEY_FORM', ` ${name}\n+${keyHash}+${key}\n`],
    ['KEY_NAME', `+${keyHash}+${key}`],
    ['KEY_NAME', `a b+${keyHash}+${key}`],
    ['KEY_BASE64', `${name}+${keyHash}+${key.slice(0, -1)}`],
    ['KEY_ALGORITHM', `${name}+${keyHash}+${encodeBase64(new Uint8Array(33).fill(2))}`],
    ['KEY_LENGTH', `${name}+${keyHash}+${encodeBase64(new Uint8Array(32).fill(1))}`],
    ['KEY_HASH', `${name}x+${keyHash}+${key}`],
    ['KEY_HASH', `${name}+00000000+${key}`],
  ])('%s is what is wrong with %s', (code, wrong) => {
    expect(() => parseVerifierKey(sha256, wrong)).toThrow(KeyMalformed);
    expect(() => parseVerifierKey(sha256, wrong)).toThrow(expect.objectContaining({ code }));
  });
});

describe('base64', () => {
  it('is that of everybody', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
      }),
    ));

  it('has one text for each sequence of bytes', () =>
    fc.assert(
      fc.property(fc.base64String({ maxLength: 40 }), (text) => {
        const bytes = decodeBase64(text);
        expect(bytes === undefined ? undefined : encodeBase64(bytes)).toBe(
          Buffer.from(text, 'base64').toString('base64') === text ? text : undefined,
        );
      }),
    ));

  it.each(['QQ', 'QQ=', 'QR==', 'QUJ=', 'QUJD\n', 'QU-_', '=', '====', 'Q===', 'QQ==QQ==', 'QUé=', ' QQ='])(
    'is not %j',
    (text) => expect(decodeBase64(text)).toBeUndefined(),
  );
});
