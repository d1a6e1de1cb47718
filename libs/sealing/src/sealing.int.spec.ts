import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Pool } from 'pg';
import {
  createPostgresEventStore,
  eventStoreMigrations,
  migrate,
  type PostgresEventStore,
} from '@event-store/postgres';
import { appendOf } from '@event-store/testing';
import {
  EMPTY_RANGE,
  appendLeaves,
  leafHash,
  openNote,
  parseCheckpoint,
  parseVerifierKey,
  proveConsistency,
  rootOf,
  verifyConsistency,
} from '@transparency-log';
import { createTestDatabase, type TestDatabase } from '../../../tools/testing/test-database';
import { ed25519 } from './ed25519';
import { postgresSealStore, postgresSealedLog, sealingMigrations } from './postgres';
import type { SealedLog } from './sealed-log';
import { sha256 } from './sha256';
import {
  EpochLost,
  LastSigned,
  Sealer,
  generateSigningKey,
  parseSigningKeys,
  type SealStore,
  type SealerOptions,
} from './signing';

let folder: string;
let database: TestDatabase;
let pool: Pool;
let events: PostgresEventStore;
let log: SealedLog;
let store: SealStore;
const keys = parseSigningKeys(generateSigningKey('log.example/test'));
const sealers: Sealer[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sealing-'));
  database = await createTestDatabase();
  await migrate(database.ownerUrl, [...eventStoreMigrations, ...sealingMigrations], {
    applicationRole: database.applicationRole,
  });
  pool = new Pool({ connectionString: database.applicationUrl });
  events = await createPostgresEventStore({ connectionString: database.applicationUrl });
  log = postgresSealedLog(pool);
  store = postgresSealStore(pool);
});
afterEach(async () => {
  await Promise.all(sealers.splice(0).map((sealer) => sealer.stop()));
  await events.close();
  await pool.end();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const lastSigned = (): LastSigned => new LastSigned(join(folder, 'log.signed'));
const sealer = (options: Partial<SealerOptions> = {}): Sealer => {
  const made = new Sealer({
    journal: events.journal,
    store,
    log,
    keys,
    lastSigned: lastSigned(),
    witnesses: null,
    ...options,
  });
  sealers.push(made);
  return made;
};
/** Appends so many events, each to a stream of its own. */
const append = async (count: number): Promise<void> => {
  const appends = Array.from({ length: count }, () => appendOf(`specification-${randomUUID()}`));
  for (const result of await events.store.appendMany(appends)) expect(result.kind).toBe('appended');
};
const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
};
const published = (size: number): Promise<void> => until(async () => (await log.latest())?.size === size);
/** The tree hash of the journal's first events, by hashing them all. */
const rootOfJournal = async (size: number): Promise<Uint8Array> => {
  const leaves = (await events.journal.page(0, size)).map(({ body }) => leafHash(sha256, Buffer.from(body)));
  return rootOf(sha256, appendLeaves(sha256, EMPTY_RANGE, leaves));
};
const superuser = async (sql: string): Promise<void> => {
  const url = new URL(process.env.TEST_DATABASE_URL!);
  url.pathname = new URL(database.ownerUrl).pathname;
  const client = new Client({ connectionString: url.toString() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};

describe('sealing', () => {
  it('publishes a signed checkpoint of what was recorded, whose root is that of the bodies', async () => {
    await append(300);
    await sealer().start();
    await published(300);
    await append(7);
    await published(307);
    const checkpoint = (await log.latest())!;
    const opened = await openNote(checkpoint.note, [parseVerifierKey(sha256, keys[0].verifierKey)], ed25519);
    const { origin, size, root } = parseCheckpoint(opened.text);
    expect({ origin, size }).toEqual({ origin: 'log.example/test', size: 307 });
    expect(Buffer.from(root)).toEqual(Buffer.from(await rootOfJournal(307)));
    expect(lastSigned().read()).toMatchObject({ size: 307 });
    expect(await log.verifierKeys()).toEqual([keys[0].verifierKey]);
  });

  it('keeps the tiles of every size: any earlier root, and a proof from it to a later one', async () => {
    await append(1_000);
    await sealer().start();
    await published(1_000);
    for (const size of [1, 2, 255, 256, 257, 511, 512, 513, 999, 1_000]) {
      const root = await log.root(size);
      expect(Buffer.from(root)).toEqual(Buffer.from(await rootOfJournal(size)));
      const path = await proveConsistency(sha256, log.tiles, size, 1_000);
      verifyConsistency(sha256, { from: size, to: 1_000, path, fromRoot: root, toRoot: await log.root(1_000) });
    }
    await expect(log.root(1_001)).rejects.toMatchObject({ code: 'SIZE_BEYOND_TREE' });
  });

  it('goes on after an end between any two of its steps, and what it published before is the beginning of what comes', async () => {
    for (const step of ['begin', 'extend', 'sign', 'publish'] as const)
      for (const when of ['before', 'after'] as const) {
        await append(10);
        const size = await events.journal.size();
        const ending = endingAt(store, step, when);
        const dying = sealer({ store: ending.store });
        await dying.start();
        await ending.reached;
        await dying.stop();
        const before = await log.latest();
        const next = sealer();
        await next.start();
        await published(size);
        if (before) {
          const path = await proveConsistency(sha256, log.tiles, before.size, size);
          const toRoot = (await log.latest())!.root;
          verifyConsistency(sha256, { from: before.size, to: size, path, fromRoot: before.root, toRoot });
        }
        await next.stop();
      }
  });

  it('is done by one worker, and by the other when that one is gone', async () => {
    const [one, other] = [sealer(), sealer()];
    await one.start();
    await other.start();
    await append(5);
    await published(5);
    await one.stop();
    await append(5);
    await published(10);
    await other.stop();
  });

  it('lets a worker of an older epoch write nothing', async () => {
    const state = await store.begin(keys[0].name, []);
    await store.begin(keys[0].name, []);
    await expect(store.extend(state.epoch, 0, { size: 0, partials: [] }, [])).rejects.toThrow(EpochLost);
    const checkpoint = { origin: keys[0].name, size: 1, root: new Uint8Array(32), note: '' };
    await expect(store.sign(state.epoch, checkpoint)).rejects.toThrow(EpochLost);
    expect((await pool.query('select * from log.checkpoint')).rows).toEqual([]);
  });

  it('refuses a database with fewer events than were signed', async () => {
    await append(20);
    const first = sealer();
    await first.start();
    await published(20);
    await first.stop();
    await superuser(`alter table event disable trigger all; delete from event where position >= 15;`);
    await expect(sealer().start()).rejects.toMatchObject({ code: 'LOG_ROLLED_BACK' });
  });

  it('refuses a database that has become as long again with other events', async () => {
    await append(20);
    const first = sealer();
    await first.start();
    await published(20);
    await first.stop();
    // As an older copy of everything would be: events, tiles and signatures of the first ten.
    await superuser(`
      alter table event disable trigger all; delete from event where position >= 10;
      delete from log.checkpoint; delete from log.sealer;`);
    await append(30);
    // At the start the tree is empty and can't tell; nothing is signed until it can.
    const second = sealer();
    await second.start();
    await until(async () => (await log.treeSize()) === 40);
    await second.stop();
    expect(await log.latest()).toBeNull();
    await expect(sealer().start()).rejects.toMatchObject({ code: 'LOG_FORKED' });
  });

  it('refuses the key of another log', async () => {
    await append(1);
    const first = sealer();
    await first.start();
    await published(1);
    await first.stop();
    const others = parseSigningKeys(generateSigningKey('log.example/other'));
    await expect(sealer({ keys: others }).start()).rejects.toMatchObject({ code: 'LOG_ORIGIN_CHANGED' });
  });

  it('changes its key in two steps, and at each somebody who knows the old or the new one can check', async () => {
    const line = generateSigningKey('log.example/test');
    const next = parseSigningKeys(line)[0];
    const opens = async (verifierKey: string): Promise<boolean> =>
      openNote((await log.latest())!.note, [parseVerifierKey(sha256, verifierKey)], ed25519).then(
        () => true,
        () => false,
      );
    const seals = async (keysNow: SealerOptions['keys']): Promise<readonly boolean[]> => {
      await append(1);
      const each = sealer({ keys: keysNow });
      await each.start();
      await published(await events.journal.size());
      await each.stop();
      return [await opens(keys[0].verifierKey), await opens(next.verifierKey)];
    };
    expect(await seals(keys)).toEqual([true, false]);
    expect(await seals([next, keys[0]])).toEqual([true, true]);
    expect(await seals([next])).toEqual([false, true]);
  });
});

type Step = 'begin' | 'extend' | 'sign' | 'publish';

/** A store whose process dies there: nothing that it is asked for afterwards happens. */
const endingAt = (real: SealStore, step: Step, when: 'before' | 'after') => {
  let dead = false;
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const at =
    <A extends readonly unknown[], R>(name: string, work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (dead) throw new Error('the process is dead');
      if (name !== step) return work(...args);
      dead = true;
      if (when === 'after') await work(...args);
      reach();
      throw new Error('the process dies here');
    };
  const store: SealStore = {
    begin: at('begin', real.begin),
    extend: at('extend', real.extend),
    sign: at('sign', real.sign),
    publish: at('publish', real.publish),
    unpublished: at('unpublished', real.unpublished),
    lease: at('lease', real.lease),
  };
  return { store, reached };
};
