import { StoreUnavailable } from '../event-store';
import { appendOf, eventStoreContract, followConcurrentWriters, followUntil, type OpenedStore } from '../testing';
import { NotDurable } from './durability';
import { createPostgresEventStore } from './postgres-event-store';
import { JournalDamaged } from './postgres-journal';
import { connected, createPostgresLedger, postgresCapabilities, type PostgresLedger } from './testing/postgres-ledger';

eventStoreContract('postgres', createPostgresLedger, postgresCapabilities);

describe('the postgres adapter', () => {
  let ledger: PostgresLedger;
  let opened: OpenedStore[];
  beforeEach(async () => {
    ledger = await createPostgresLedger();
    opened = [];
  });
  afterEach(async () => {
    for (const instance of opened) await instance.close();
    await ledger.drop();
  });
  const open = async (): Promise<OpenedStore> => {
    const instance = await ledger.open();
    opened.push(instance);
    return instance;
  };
  const query = async (url: string, sql: string): Promise<readonly Record<string, unknown>[]> => {
    const client = await connected(url);
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it('would order appends wrongly if it took the lock and read in one statement: the contract finds it', async () => {
    const { ownerUrl } = ledger.database;
    const [{ source }] = (await query(ownerUrl, `select pg_get_functiondef('append_check'::regproc) as source`)) as [
      { source: string },
    ];
    const lock = /perform (pg_advisory_xact_lock\(\d+\));/.exec(source)!;
    const inOneStatement = source
      .replace(lock[0], '')
      .replace('into next_position from event;', `into next_position from ${lock[1]} cross join event;`);
    expect(inOneStatement).toContain(`from ${lock[1]} cross join event;`);
    await query(ownerUrl, inOneStatement);
    const report = await followConcurrentWriters(await open(), await open(), await open());
    expect(report.failed.length + report.faults.length + report.missed).toBeGreaterThan(0);
    expect(report.failed.join()).toContain('event_pkey');
  });

  it.each([
    ['update', `update event set body = '{}'`],
    ['delete', 'delete from event'],
    ['truncate', 'truncate event cascade'],
  ])('keeps the application from %s by its rights, and the owner by a trigger', async (_, sql) => {
    const { store, journal } = await open();
    await store.append(appendOf('device-a'));
    await expect(query(ledger.database.applicationUrl, sql)).rejects.toThrow('permission denied for table event');
    await expect(query(ledger.database.ownerUrl, sql)).rejects.toThrow('events are never changed or removed');
    expect(await journal.size()).toBe(1);
  });

  it('keeps the application from changing the schema', async () => {
    for (const sql of ['drop table event', 'alter table event disable trigger all', 'create table event_too (a int)']) {
      await expect(query(ledger.database.applicationUrl, sql)).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  it('does not start where the server acknowledges before a commit is durable', async () => {
    const { ownerUrl, applicationUrl, applicationRole } = ledger.database;
    await query(process.env.TEST_DATABASE_URL!, `alter role ${applicationRole} set synchronous_commit = off`);
    await expect(createPostgresEventStore({ connectionString: applicationUrl })).rejects.toThrow(NotDurable);
    await (await createPostgresEventStore({ connectionString: ownerUrl })).close();
  });

  it('does not append where a statement would not see what was committed before it', async () => {
    const role = ledger.database.applicationRole;
    await query(
      process.env.TEST_DATABASE_URL!,
      `alter role ${role} set default_transaction_isolation = 'repeatable read'`,
    );
    const { store, journal } = await open();
    await expect(store.append(appendOf('device-a'))).rejects.toThrow('READ COMMITTED');
    await expect(store.appendMany([appendOf('device-a')])).rejects.toThrow('READ COMMITTED');
    expect(await journal.size()).toBe(0);
  });

  it('throws STORE_UNAVAILABLE while the server is away, and goes on when it is back', async () => {
    const { store, journal } = await open();
    await store.append(appendOf('device-a'));
    const database = new URL(ledger.database.ownerUrl).pathname.slice(1);
    const allow = (allowed: boolean) =>
      query(process.env.TEST_DATABASE_URL!, `alter database ${database} connection limit ${allowed ? -1 : 0}`);
    await allow(false);
    await query(
      process.env.TEST_DATABASE_URL!,
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${database}'`,
    );
    await expect(store.append(appendOf('device-b'))).rejects.toThrow(StoreUnavailable);
    await expect(store.appendMany([appendOf('device-b')])).rejects.toThrow(StoreUnavailable);
    await expect(journal.size()).rejects.toThrow(StoreUnavailable);
    await allow(true);
    expect(await store.append(appendOf('device-b'))).toMatchObject({ kind: 'appended', position: 1 });
  });

  it('is told of appends by other processes, also after the connection that listens was lost', async () => {
    const [here, there] = [await open(), await open()];
    const following = followUntil(here.journal, 20);
    for (let index = 0; index < 20; index += 1) {
      await there.store.append(appendOf(`device-${index}`));
      if (index !== 10) continue;
      await query(
        process.env.TEST_DATABASE_URL!,
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity where query like 'listen event_appended%'`,
      );
    }
    expect((await following).map(({ position }) => position)).toEqual([...Array(20).keys()]);
  });

  it('stops a reader at a position that is missing, and does not read past it', async () => {
    const { store, journal } = await open();
    await store.appendMany(Array.from({ length: 5 }, (_, index) => appendOf(`device-${index}`)));
    await query(
      ledger.database.ownerUrl,
      'alter table event disable trigger event_is_append_only; delete from event where position = 2',
    );
    await expect(journal.page(0, 10)).rejects.toThrow(new JournalDamaged('no event at position 2'));
    await expect(followUntil(journal, 5)).rejects.toThrow(JournalDamaged);
  });
});
