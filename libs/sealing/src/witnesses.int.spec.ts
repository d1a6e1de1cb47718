import { randomUUID } from 'node:crypto';
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
import { openCheckpoint, parsePolicy } from '@transparency-log';
import { createTestDatabase, type TestDatabase } from '../../../tools/testing/test-database';
import { ed25519 } from './ed25519';
import { postgresSealStore, postgresSealedLog, sealingMigrations } from './postgres';
import type { SealedLog } from './sealed-log';
import { sha256 } from './sha256';
import { LastSigned, Sealer, generateSigningKey, parseSigningKeys, witnessPolicy } from './signing';
import { witnessServer, type WitnessServer } from './testing';

let folder: string;
let database: TestDatabase;
let pool: Pool;
let events: PostgresEventStore;
let log: SealedLog;
let witnesses: readonly WitnessServer[];
let sealer: Sealer | null = null;
const keys = parseSigningKeys(generateSigningKey('log.example/witnessed'));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'witnesses-'));
  database = await createTestDatabase();
  await migrate(database.ownerUrl, [...eventStoreMigrations, ...sealingMigrations], {
    applicationRole: database.applicationRole,
  });
  pool = new Pool({ connectionString: database.applicationUrl });
  events = await createPostgresEventStore({ connectionString: database.applicationUrl });
  log = postgresSealedLog(pool);
  witnesses = await Promise.all(
    ['witness.example/a', 'witness.example/b', 'witness.example/c'].map((name) =>
      witnessServer(name, keys[0].verifierKey),
    ),
  );
});
afterEach(async () => {
  await sealer?.stop();
  await Promise.all(witnesses.map((witness) => witness.close()));
  await events.close();
  await pool.end();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const policyText = (quorum: string): string =>
  [
    `log ${keys[0].verifierKey}`,
    ...witnesses.map(({ verifierKey, url }, at) => `witness w${at} ${verifierKey} ${url}`),
    'group two 2 w0 w1 w2',
    `quorum ${quorum}`,
    '',
  ].join('\n');
const seal = async (quorum: string): Promise<void> => {
  sealer = new Sealer({
    journal: events.journal,
    store: postgresSealStore(pool),
    log,
    keys,
    lastSigned: new LastSigned(join(folder, 'log.signed')),
    witnesses: witnessPolicy(parsePolicy(sha256, policyText(quorum)), ed25519),
  });
  await sealer.start();
};
const append = async (): Promise<void> => {
  await events.store.append(appendOf(`specification-${randomUUID()}`));
};
const until = async (isSo: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
};
const published = (size: number): Promise<void> => until(async () => (await log.latest())?.size === size);

describe('witnesses', () => {
  it('cosign what is published, and whoever trusts them can check that', async () => {
    await append();
    await seal('two');
    await published(1);
    await append();
    await published(2);
    const opened = await openCheckpoint((await log.latest())!.note, parsePolicy(sha256, policyText('two')), ed25519);
    expect(opened.checkpoint.size).toBe(2);
    expect(opened.witnesses.map(({ name }) => name)).toEqual(['w0', 'w1', 'w2']);
    expect(witnesses[0]!.asked).toEqual([
      { old: 0, size: 1, status: 200 },
      { old: 1, size: 2, status: 200 },
    ]);
  });

  it('are done without while the quorum is met', async () => {
    witnesses[1]!.answer(500);
    await append();
    await seal('two');
    await published(1);
    const opened = await openCheckpoint((await log.latest())!.note, parsePolicy(sha256, policyText('two')), ed25519);
    expect(opened.witnesses.map(({ name }) => name)).toEqual(['w0', 'w2']);
  });

  it('keep a checkpoint from being published until enough of them have spoken', async () => {
    await append();
    await seal('two');
    await published(1);
    witnesses[0]!.answer(500);
    witnesses[1]!.answer(500);
    await append();
    await until(() => witnesses[2]!.seen()?.size === 2);
    expect((await log.latest())!.size).toBe(1);
    witnesses[0]!.answer(null);
    await append();
    await published(3);
  });

  it('say what they have seen, and get the proof from there', async () => {
    await append();
    await seal('w0');
    await published(1);
    await sealer!.stop();
    await append();
    // This process knows nothing of what the witness has seen.
    await seal('w0');
    await published(2);
    expect(witnesses[0]!.asked.slice(1)).toEqual([
      { old: 0, size: 2, status: 409 },
      { old: 1, size: 2, status: 200 },
    ]);
  });

  it('are nobody where their signature is false', async () => {
    const policy = witnessPolicy(parsePolicy(sha256, policyText('w0')), ed25519);
    await append();
    await seal('w0');
    await published(1);
    const { note } = (await log.latest())!;
    const lines = note.split('\n').filter((line) => line.startsWith('— witness.example/a'));
    const signed = note.slice(0, note.indexOf('— witness'));
    expect(await policy.valid(signed, lines)).toEqual(lines);
    const other = signed.replace('\n1\n', '\n2\n');
    expect(await policy.valid(other, [...lines, 'no signature', ''])).toEqual([]);
    expect(await policy.satisfied(signed, [])).toBe(false);
  });
});
