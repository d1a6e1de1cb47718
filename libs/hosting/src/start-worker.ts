import { ImportEngine } from '@imports';
import type { RunningLedger } from './serve';
import { Worker } from './worker';

/**
 * A ledger in earnest: opened as such where it is empty, then followed; its days begin, and its vault is swept. One that has moved to another store
 * is only read.
 */
export const startWorker = async ({ app, resources }: Pick<RunningLedger, 'app' | 'resources'>): Promise<void> => {
  const worker = app.get(Worker);
  if ((await resources.gate.state()).closedFor !== null) return worker.followToRead();
  await worker.openForProduction();
  await worker.follow();
  await worker.beginDays();
  worker.sweepTheVault();
};

/** Files that a process left behind go on, unless the ledger has moved to another store. */
export const resumeImports = async ({ app, resources }: Pick<RunningLedger, 'app' | 'resources'>): Promise<void> => {
  if ((await resources.gate.state()).closedFor === null) await app.get(ImportEngine).resume();
};
