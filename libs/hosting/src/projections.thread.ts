/** A thread of the worker that folds projections: nothing but `projection-threads.ts` starts it. */
import { parentPort, workerData } from 'node:worker_threads';
import { EventCodec } from '@event-store';
import { allEvents } from '@programme/catalogue';
import { serveThread, WRITERS } from '@projections';
import { postgresProjectionStore } from '@projections/postgres';
import { openPool } from './postgres';
import { projections } from './slices';

export interface ThreadData {
  readonly connectionString: string;
}

const { connectionString } = workerData as ThreadData;
serveThread(parentPort!, {
  projections,
  codec: new EventCodec(allEvents),
  store: postgresProjectionStore(openPool(connectionString, WRITERS)),
});
