/** A thread that folds the warehouse's projections: `new Worker(…, { workerData: database url })`. */
import { parentPort, workerData } from 'node:worker_threads';
import { Pool } from 'pg';
import { EventCodec } from '@event-store';
import { postgresProjectionStore } from '../postgres';
import { serveThread, WRITERS } from '../running';
import { warehouseEvents, warehouseProjections } from './warehouse';

const pool = new Pool({ connectionString: workerData as string, max: WRITERS });
// The database may be dropped first.
pool.on('error', () => undefined);
serveThread(parentPort!, {
  projections: warehouseProjections,
  codec: new EventCodec(warehouseEvents),
  store: postgresProjectionStore(pool),
  suspicious: true,
});
