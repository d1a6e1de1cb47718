import { CommandBus } from '@nestjs/cqrs';
import { Ledger } from '@command-handling';
import { recordDemo } from '@demo';
import { resumeImports, type RunningLedger, startWorker, Worker } from '@hosting';
import { ImportEngine } from '@imports';
import { ledger as ledgerDecider } from '@programme/ledger/domain';
import type { Output } from './output';
import { progressLine } from './progress';

type Starting = Omit<RunningLedger, 'stop'>;

const texts = {
  vi: {
    recording: 'Sổ trống: đang ghi chương trình mẫu Hải Phòng 2021 (dữ liệu bịa ra) qua chính các lệnh và tệp của sổ …',
    demo: 'chương trình mẫu',
    events: 'sự kiện',
    recorded: (events: number, seconds: number) =>
      `Chương trình mẫu đã ghi xong: ${events} sự kiện trong ${seconds} giây.`,
  },
  en: {
    recording:
      'The ledger is empty: recording the demo, Hải Phòng 2021 (invented data), through its own commands and files …',
    demo: 'demo',
    events: 'events',
    recorded: (events: number, seconds: number) => `The demo is recorded: ${events} events in ${seconds} seconds.`,
  },
} as const;

/** Before the first request: the demo, where one is wanted and not complete; then projections, policies, files left behind, days. */
export const prepareLedger = async (ledger: Starting, stopping: AbortSignal, output: Output): Promise<void> => {
  if (await isDemoWanted(ledger)) await demo(ledger, stopping, output);
  else {
    await startWorker(ledger);
    await resumeImports(ledger);
  }
};

/** Only in the embedded default, on an empty ledger; one that was cut off goes on. */
const isDemoWanted = async ({ app, resources }: Starting): Promise<boolean> => {
  const { settings, database, journal } = resources;
  if (settings.LEDGER_DEMO === 'off' || !database.embedded) return false;
  if ((await journal.size()) === 0) return true;
  const { state } = await app.get(Ledger).load(ledgerDecider, 'ledger');
  return state.purpose === 'DEMO' && !state.demoCompleted;
};

const demo = async (ledger: Starting, stopping: AbortSignal, output: Output): Promise<void> => {
  const { app, resources, readiness } = ledger;
  const { clock, randomness, journal, vault } = resources;
  const words = texts[output.language];
  const worker = app.get(Worker);
  const progress = progressLine(output);
  const start = performance.now();
  readiness.enter('recording-the-demo');
  output.say(words.recording);
  await recordDemo({
    commands: app.get(CommandBus),
    imports: app.get(ImportEngine),
    ledger: app.get(Ledger),
    journal,
    vault,
    follow: async () => {
      await worker.follow();
      // Under the demo's clock: a file that was cut off belongs to its days.
      await resumeImports(ledger);
    },
    policiesReached: (size) => worker.policies.reached(size),
    lend: (otherClock, otherRandomness, work) => clock.lend(otherClock, () => randomness.lend(otherRandomness, work)),
    progress: ({ day, done, total, events }) =>
      progress.show(words.demo, done, total, `${day}  ${events} ${words.events}`),
    signal: stopping,
  });
  progress.end();
  if (stopping.aborted) return;
  output.say(words.recorded(await journal.size(), Math.round((performance.now() - start) / 1_000)));
  await worker.beginDays();
};
