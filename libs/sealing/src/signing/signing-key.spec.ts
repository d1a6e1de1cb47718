import { formatCheckpoint, openNote, parseVerifierKey, signNote } from '@transparency-log';
import { ed25519 } from '../ed25519';
import { sha256 } from '../sha256';
import { SigningKeyMalformed, generateSigningKey, parseSigningKeys } from './signing-key';

const text = formatCheckpoint({ origin: 'log.example/2021', size: 5, root: new Uint8Array(32) });

describe('a signing key', () => {
  it('signs notes that its verifier key opens', async () => {
    const [key] = parseSigningKeys(generateSigningKey('log.example/2021'));
    const opened = await openNote(signNote(text, [key]), [parseVerifierKey(sha256, key.verifierKey)], ed25519);
    expect(opened.text).toBe(text);
    expect(key.verifierKey).toMatch(/^log\.example\/2021\+[0-9a-f]{8}\+A/);
  });

  it('signs together with the one that it replaces, so that who knows either can check', async () => {
    const [old, next] = [generateSigningKey('log.example'), generateSigningKey('log.example')];
    const keys = parseSigningKeys(`# in use since 2021-11-30\n${next}\n${old}\n`);
    expect(keys).toHaveLength(2);
    const note = signNote(text, keys);
    for (const { verifierKey } of keys)
      expect((await openNote(note, [parseVerifierKey(sha256, verifierKey)], ed25519)).signatures).toHaveLength(1);
  });

  it('is refused where a part of it is another one, without being told', () => {
    const line = generateSigningKey('log.example');
    // Base64 may hold plus signs too.
    const secret = line.split('+').slice(4).join('+');
    const wrong = [
      '',
      line.replace('PRIVATE', 'PUBLIC'),
      line.replace('log.example', 'log.other'),
      line.slice(0, -4),
      `${line}\n${generateSigningKey('log.other')}`,
    ];
    for (const each of wrong) {
      expect(() => parseSigningKeys(each)).toThrow(SigningKeyMalformed);
      expect(() => parseSigningKeys(each)).not.toThrow(secret);
    }
    expect(() => generateSigningKey('a name')).toThrow(SigningKeyMalformed);
  });
});
