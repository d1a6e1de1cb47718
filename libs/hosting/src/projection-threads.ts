import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Threads } from '@projections';
import type { ThreadData } from './projections.thread';

/** Beside this file, in the sources as in what is built of them. */
const ENTRY = join(__dirname, `projections.thread${extname(__filename)}`);

/** So many threads for the projections of the ledger; with one it is this one. */
export const projectionThreads = (count: number, workerData: ThreadData): Threads | undefined =>
  count > 1 ? { count, open: () => new Worker(ENTRY, { workerData }) } : undefined;
