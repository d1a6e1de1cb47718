import { randomUUID } from 'node:crypto';
import { Client, Pool } from 'pg';
import { openLease, postgresProjectionStore } from '../postgres';
import { createReadSide, eventually, type ReadSide } from '../testing/read-side';
import { traffic } from '../testing/warehouse-facts';
import { boxProjection, moveProjection, warehouseEvents, warehouseProjections } from '../testing/warehouse';

jest.setTimeout(60_000);
const names = warehouseProjections.map(({ name }) => name);
const EVENTS = 9_000;

describe('who runs a projection', () => {
  let read: ReadSide;
  let superuser: Client;
  beforeEach(async () => {
    read = await createReadSide(warehouseEvents);
    superuser = new Client({ connectionString: process.env.TEST_DATABASE_URL });
    await superuser.connect();
  });
  afterEach(async () => {
    await superuser.end();
    await read.drop();
  });

  const settled = (size: number) => read.sizes(warehouseProjections).waitForSize(names, size, 30_000);
  const digests = () => Promise.all(warehouseProjections.map((projection) => read.store.digest(projection, EVENTS)));

  /** A worker with connections of its own, and what `kill -9` of its process does: its sessions are gone, whatever they were at. */
  const workerThatIsKilled = () => {
    const name = `worker ${randomUUID()}`;
    const pool = new Pool({ connectionString: read.database.applicationUrl, application_name: name });
    pool.on('error', () => undefined);
    return {
      pool,
      store: postgresProjectionStore(pool),
      openLease: () => openLease(pool),
      kill: async (): Promise<number> => {
        const { rowCount } = await superuser.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
          [name],
        );
        return rowCount ?? 0;
      },
    };
  };

  it('is one process: the second waits, and takes over when the first ends', async () => {
    const [first, second] = [read.runner(warehouseProjections), read.runner(warehouseProjections)];
    await first.start();
    await eventually('the first holds all', () => first.held.length === names.length);
    await second.start();
    await read.append(traffic(200));
    await settled(200);
    expect(second.held).toEqual([]);
    await first.stop();
    await eventually('the second holds all', () => second.held.length === names.length);
    await read.append(traffic(100));
    await settled(300);
  });

  it('is whoever got there first, projection by projection', async () => {
    const [boxes, rest] = [read.runner([boxProjection]), read.runner(warehouseProjections)];
    await boxes.start();
    await eventually('the boxes are held', () => boxes.held.length === 1);
    await rest.start();
    await eventually('the rest is held', () => rest.held.length === 2);
    expect([boxes.held, [...rest.held].sort()]).toEqual([['box'], ['move', 'paint']]);
    await read.append(traffic(50));
    await settled(50);
  });

  it('goes on after its sessions were killed in the middle, and no event is applied twice', async () => {
    await read.append(traffic(EVENTS));
    const clean = read.runner(warehouseProjections, { suspicious: false });
    await clean.start();
    await settled(EVENTS);
    const expected = await digests();
    await clean.stop();

    // As if nothing had ever run.
    await read.pool.query('delete from projections.checkpoint');
    const { rows } = await read.pool.query<{ name: string }>(
      `select 'read_tables.' || quote_ident(tablename) as name from pg_tables where schemaname = 'read_tables'`,
    );
    await read.pool.query(`drop table ${rows.map(({ name }) => name).join(', ')} cascade`);
    const { pool, kill, ...connections } = workerThatIsKilled();
    const worker = read.runner(warehouseProjections, { ...connections, suspicious: false });
    await worker.start();
    const sizes = read.sizes(warehouseProjections);
    let kills = 0;
    // Pages of 2,000: between them, and within them.
    for (const part of [0, 0.1, 0.4, 0.8]) {
      await eventually(`${part} is applied`, async () => {
        const { projections } = await sizes.read();
        return (projections.get('box')?.size ?? 0) >= EVENTS * part;
      });
      kills += await kill();
    }
    await settled(EVENTS);
    expect(kills).toBeGreaterThan(3);
    expect(await digests()).toEqual(expected);
    await worker.stop();
    await pool.end();
  });

  it('ends with the session that holds the lease', async () => {
    const { pool, kill } = workerThatIsKilled();
    const lease = await openLease(pool);
    expect(await lease.take(names)).toEqual(names);
    const other = await openLease(read.pool);
    expect(await other.take(names)).toEqual([]);
    expect(await kill()).toBe(1);
    await eventually('the lease is lost', () => lease.lost.aborted);
    lease.release();
    other.release();
    await pool.end();
    const next = await openLease(read.pool);
    await eventually('it is free', async () => (await next.take([moveProjection.name])).length === 1);
    next.release();
  });
});
