import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LastSigned, LastSignedDamaged } from './last-signed';

const folder = mkdtempSync(join(tmpdir(), 'last-signed-'));
afterAll(() => rmSync(folder, { recursive: true }));
const signed = { origin: 'log.example', size: 70_000, root: new Uint8Array(32).fill(7) };

describe('what was signed last', () => {
  it('is there again after a restart, for its owner only', () => {
    const file = join(folder, 'log.signed');
    expect(new LastSigned(file).read()).toBeNull();
    new LastSigned(file).write(signed);
    const read = new LastSigned(file).read()!;
    expect({ ...read, root: Uint8Array.from(read.root) }).toEqual(signed);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is never guessed: a file that is not whole stops the signer', () => {
    const file = join(folder, 'damaged');
    new LastSigned(file).write(signed);
    const whole = readFileSync(file, 'utf8');
    for (const text of ['', whole.slice(0, 20), whole.replace('70000', '07'), `${whole}more\n`]) {
      writeFileSync(file, text);
      expect(() => new LastSigned(file).read()).toThrow(LastSignedDamaged);
    }
  });
});
