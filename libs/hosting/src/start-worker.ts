import { ImportEngine } from '@imports';
import type { RunningLedger } from './serve';
import { Worker } from './worker';

/** A ledger in earnest: opened as such where it is empty, then followed; its days begin, and its vault is swept. */
export const startWorker = async ({ app }: Pick<RunningLedger, 'app'>): Promise<void> => {
  const worker = app.get(Worker);
  await worker.openForProduction();
  await worker.follow();
  await worker.beginDays();
  worker.sweepTheVault();
};

/** Files that a process left behind go on. */
export const resumeImports = ({ app }: Pick<RunningLedger, 'app'>): Promise<void> => app.get(ImportEngine).resume();
