/**
 * A worker as a process of its own, that a specification can kill: `node -r ./tools/register.cjs worker.process.ts <database url>
 * [<statements> [<threads>]]`. With a number of statements it kills itself (SIGKILL) right after it has sent that many to the database; those
 * of threads are not counted.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Client, Pool } from 'pg';
import { EventCodec } from '@event-store';
import { createPostgresEventStore } from '@event-store/postgres';
import { openLease, postgresOrderBook, postgresProjectionStore, postgresScratchStore } from '../postgres';
import { ProjectionRunner, ScratchRunner, type Threads } from '../running';
import { noRecord, noScratchRecord } from './read-side';
import { warehouseEvents, warehouseProjections } from './warehouse';

const main = async (url: string, statements: number, threads: number): Promise<void> => {
  const pool = new Pool({ connectionString: url, max: 6 });
  const { journal } = await createPostgresEventStore({ connectionString: url });
  const running = {
    journal,
    codec: new EventCodec(warehouseEvents),
    store: postgresProjectionStore(pool),
    openLease: () => openLease(pool),
    projections: warehouseProjections,
  };
  const orders = { book: postgresOrderBook(pool), record: noRecord };
  const runner = new ProjectionRunner({
    ...running,
    orders,
    threads: threads > 1 ? threadsOf(url, threads) : undefined,
  });
  const scratches = new ScratchRunner({ ...running, scratches: postgresScratchStore(pool), record: noScratchRecord });
  dieAfter(statements);
  await runner.start();
  scratches.start();
  const told = new Set<string>();
  // The specification waits for these lines.
  setInterval(() => {
    for (const name of runner.held.filter((one) => !told.has(one))) {
      told.add(name);
      process.stdout.write(`holds ${name}\n`);
    }
  }, 20);
};

/** They inherit how this process compiles what it runs. */
const threadsOf = (url: string, count: number): Threads => ({
  count,
  fromEvents: 0,
  open: () => new Worker(join(__dirname, 'warehouse.thread.ts'), { workerData: url }),
});

/** Between two statements of a transaction too: whether the last one takes effect is the server's to know. */
const dieAfter = (statements: number): void => {
  const { query } = Client.prototype;
  let sent = 0;
  Client.prototype.query = function (this: Client, ...given: unknown[]) {
    const answer: unknown = Reflect.apply(query, this, given);
    sent += 1;
    if (sent >= statements) process.kill(process.pid, 'SIGKILL');
    return answer;
  } as typeof query;
};

void main(process.argv[2]!, Number(process.argv[3] ?? Infinity), Number(process.argv[4] ?? 1));
