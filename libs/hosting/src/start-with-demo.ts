import { CommandBus } from '@nestjs/cqrs';
import { Ledger } from '@command-handling';
import { type DemoProgress, type DemoTools, recordDemo } from '@demo';
import { ImportEngine } from '@imports';
import { ledger as ledgerDecider } from '@programme/ledger/domain';
import { Vault } from '@vault';
import type { RunningLedger } from './serve';
import { resumeImports, startWorker } from './start-worker';
import { Worker } from './worker';

/** The embedded default: an empty ledger records the demo programme first, one whose demo was cut off goes on with it (contract 4). */
export const startWithDemo =
  (progress: (progress: DemoProgress) => void) =>
  async (running: Omit<RunningLedger, 'stop'>, stopping: AbortSignal): Promise<void> => {
    const { app, resources, readiness } = running;
    const { settings, database, journal, gate } = resources;
    const ledger = app.get(Ledger);
    const { state } = await ledger.load(ledgerDecider, 'ledger');
    const isNew = state.purpose === null && (await journal.size()) === 0 && settings.LEDGER_DEMO === 'on';
    const wasCutOff = state.purpose === 'DEMO' && !state.demoCompleted && (await gate.state()).closedFor === null;
    if (!database.embedded || !(isNew || wasCutOff)) {
      await startWorker(running);
      await resumeImports(running);
      return;
    }
    readiness.enter('recording-the-demo');
    await recordDemo(demoTools(running, progress, stopping));
    if (stopping.aborted) return;
    await app.get(Worker).beginDays();
    app.get(Worker).sweepTheVault();
  };

/** The process's own bus, engine and policies, for the demo to record with. */
export const demoTools = (
  running: Omit<RunningLedger, 'stop'>,
  progress: (progress: DemoProgress) => void,
  signal: AbortSignal,
): DemoTools => {
  const { app, resources } = running;
  const { journal, clock, randomness } = resources;
  const worker = app.get(Worker);
  return {
    commands: app.get(CommandBus),
    imports: app.get(ImportEngine),
    ledger: app.get(Ledger),
    // The demo asks what was appended by now, and must not go on before its consequences are there.
    journal: {
      size: async () => {
        await worker.journalCaughtUp();
        return journal.size();
      },
    },
    vault: app.get(Vault),
    follow: async () => {
      await worker.follow();
      // Under the demo's clock: a file that was cut off belongs to its days.
      await resumeImports(running);
    },
    policiesReached: (size) => worker.policies.reached(size),
    lend: (itsClock, itsRandomness, work) => clock.lend(itsClock, () => randomness.lend(itsRandomness, work)),
    progress,
    signal,
  };
};
