import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { masterKeyOf } from './master-key';
import { readSettings } from './settings';

describe('the master key', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'so-song-key-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  const settings = (more: Record<string, string> = {}) => readSettings({ LEDGER_DATA_DIR: dataDir, ...more });
  const fresh = { embedded: true, isNew: true };

  it('is made once beside a new embedded database, for its owner only', () => {
    const first = masterKeyOf(settings(), fresh);
    const again = masterKeyOf(settings(), { embedded: true, isNew: false });
    expect(again.bytes).toEqual(first.bytes);
    expect(statSync(join(dataDir, 'master.key')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['an embedded database that has lost it', { embedded: true, isNew: false }],
    ['a database of somebody else', { embedded: false, isNew: true }],
  ])('is not made anew for %s', (_, database) =>
    expect(() => masterKeyOf(settings(), database)).toThrow('MASTER_KEY_MISSING'),
  );

  it('is taken from the environment first, and leaves no file then', () => {
    const bytes = Buffer.alloc(32, 7);
    expect(masterKeyOf(settings({ LEDGER_MASTER_KEY: bytes.toString('base64') }), fresh).bytes).toEqual(bytes);
    expect(() => readFileSync(join(dataDir, 'master.key'))).toThrow('ENOENT');
  });

  it('is refused where its file holds something else', () => {
    writeFileSync(join(dataDir, 'master.key'), 'short');
    expect(() => masterKeyOf(settings(), fresh)).toThrow('MASTER_KEY_INVALID');
  });

  it('gives each purpose a key of its own, always the same', () => {
    const key = masterKeyOf(settings(), fresh);
    expect(key.derive('vault')).toEqual(key.derive('vault'));
    expect(key.derive('vault')).not.toEqual(key.derive('spool'));
  });
});
