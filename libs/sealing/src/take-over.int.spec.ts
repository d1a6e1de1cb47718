import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import {
  createPostgresEventStore,
  eventStoreMigrations,
  migrate,
  type PostgresEventStore,
} from '@event-store/postgres';
import { appendOf } from '@event-store/testing';
import { formatCheckpoint, signNote } from '@transparency-log';
import { createTestDatabase, type TestDatabase } from '../../../tools/testing/test-database';
import { postgresSealStore, postgresSealedLog, sealingMigrations } from './postgres';
import {
  LastSigned,
  generateSigningKey,
  parseSigningKeys,
  takeOverLog,
  type SignedCheckpoint,
  type TakeOver,
} from './signing';
import { LogOfJournal } from './testing';

jest.setTimeout(60_000);

/** A full tile and a part of one. */
const SIZE = 300;
const keys = parseSigningKeys(generateSigningKey('log.example/moved'));
let folder: string;
let database: TestDatabase;
let pool: Pool;
let events: PostgresEventStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'take-over-'));
  database = await createTestDatabase();
  await migrate(database.ownerUrl, [...eventStoreMigrations, ...sealingMigrations], {
    applicationRole: database.applicationRole,
  });
  pool = new Pool({ connectionString: database.applicationUrl });
  events = await createPostgresEventStore({ connectionString: database.applicationUrl });
  await events.store.appendMany(Array.from({ length: SIZE }, (_, index) => appendOf(`device-${index}`)));
});
afterEach(async () => {
  await events.close();
  await pool.end();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const lastSigned = (): LastSigned => new LastSigned(join(folder, 'log.signed'));
const signed = (root: Uint8Array, size = SIZE): SignedCheckpoint => {
  const checkpoint = { origin: keys[0].name, size, root };
  return { ...checkpoint, note: signNote(formatCheckpoint(checkpoint), keys) };
};
const rootNow = (size = SIZE): Promise<Uint8Array> => new LogOfJournal(events.journal).root(size);
const taken = (checkpoint: SignedCheckpoint, more: Partial<TakeOver> = {}): Promise<boolean> =>
  takeOverLog({
    journal: events.journal,
    store: postgresSealStore(pool),
    log: postgresSealedLog(pool),
    keys,
    lastSigned: lastSigned(),
    checkpoint,
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...more,
  });

describe('a log that goes on in another database', () => {
  it('has its tree, its last checkpoint as it was, and what was signed last beside the key; and twice is once', async () => {
    const checkpoint = signed(await rootNow());
    expect(await taken(checkpoint)).toBe(true);
    expect(await taken(checkpoint)).toBe(true);
    const log = postgresSealedLog(pool);
    expect(await log.latest()).toMatchObject({ origin: keys[0].name, size: SIZE, note: checkpoint.note });
    expect(Buffer.from(await log.root(256))).toEqual(Buffer.from(await rootNow(256)));
    expect(lastSigned().read()).toMatchObject({ origin: keys[0].name, size: SIZE });
  });

  it('goes on where it was cut off', async () => {
    const checkpoint = signed(await rootNow());
    const stop = new AbortController();
    expect(await taken(checkpoint, { onProgress: () => stop.abort(), signal: stop.signal })).toBe(false);
    expect(lastSigned().read()).toBeNull();
    expect(await taken(checkpoint)).toBe(true);
  });

  it('is refused where what is stored does not have the root that was signed: nothing is published or kept', async () => {
    await expect(taken(signed(Buffer.alloc(32, 1)))).rejects.toMatchObject({ code: 'LOG_FORKED' });
    await expect(taken(signed(await rootNow(), SIZE + 1))).rejects.toMatchObject({ code: 'LOG_ROLLED_BACK' });
    expect(await postgresSealedLog(pool).latest()).toBeNull();
    expect(lastSigned().read()).toBeNull();
  });

  it('is refused where another history was signed with this key', async () => {
    lastSigned().write({ origin: keys[0].name, size: 10, root: Buffer.alloc(32, 1) });
    await expect(taken(signed(await rootNow()))).rejects.toMatchObject({ code: 'LOG_FORKED' });
    lastSigned().write({ origin: 'log.example/another', size: 10, root: await rootNow(10) });
    await expect(taken(signed(await rootNow()))).rejects.toMatchObject({ code: 'LOG_ORIGIN_CHANGED' });
  });
});
