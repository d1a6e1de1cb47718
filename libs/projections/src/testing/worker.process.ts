/** A worker as a process of its own, that a specification can kill: `node -r ./tools/register.cjs worker.process.ts <database url>`. */
import { Pool } from 'pg';
import { EventCodec } from '@event-store';
import { createPostgresEventStore } from '@event-store/postgres';
import { openLease, postgresOrderBook, postgresProjectionStore } from '../postgres';
import { ProjectionRunner } from '../running';
import { warehouseEvents, warehouseProjections } from './warehouse';

const main = async (url: string): Promise<void> => {
  const pool = new Pool({ connectionString: url, max: 6 });
  const { journal } = await createPostgresEventStore({ connectionString: url });
  const runner = new ProjectionRunner({
    journal,
    codec: new EventCodec(warehouseEvents),
    store: postgresProjectionStore(pool),
    openLease: () => openLease(pool),
    projections: warehouseProjections,
    orders: { book: postgresOrderBook(pool), record: async () => undefined },
  });
  await runner.start();
  const told = new Set<string>();
  // The specification waits for these lines.
  setInterval(() => {
    for (const name of runner.held.filter((one) => !told.has(one))) {
      told.add(name);
      process.stdout.write(`holds ${name}\n`);
    }
  }, 20);
};

void main(process.argv[2]!);
