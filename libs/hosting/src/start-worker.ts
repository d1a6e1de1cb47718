import { ImportEngine } from '@imports';
import type { RunningLedger } from './serve';
import { Worker } from './worker';

/** A ledger in earnest: opened as such where it is empty, then followed, and its days begin. */
export const startWorker = async ({ app }: Pick<RunningLedger, 'app'>): Promise<void> => {
  const worker = app.get(Worker);
  await worker.openForProduction();
  await worker.follow();
  await worker.beginDays();
};

/** Files that a process left behind go on. */
export const resumeImports = ({ app }: Pick<RunningLedger, 'app'>): Promise<void> => app.get(ImportEngine).resume();
