import type { Clock } from '@command-handling';
import { addDays, daysBetween, startOfDay } from '@programme/shared';
import { clock as clockDecider } from '@programme/ledger/domain';
import { beginToday, completeDemo, openLedger } from '@programme/ledger/write';
import { planOf } from './assignments';
import { DemoRandomness } from './demo-randomness';
import { FIRST_DAY, LAST_DAY, SCHOOLS } from './plan';
import { DemoRefused, type DemoTools, Recorder } from './recorder';
import { storyOf } from './story';

export const DEMO_SEED = 'hai-phong-2021';

/** People work from eight o'clock, Vietnam time; what comes later in the same day is recorded later. */
const OFFICE_OPENS_MILLISECONDS = 8 * 3_600_000;

/**
 * Records the demo programme day by day. A demo that was cut off goes on: its commands and files have ids that derive from the seed, so
 * what is there already repeats; days before the last one that began are whole and are passed over. A demo up to an earlier `lastDay` is
 * not complete; nor is one of fewer `schools`, which ends before December: what goes wrong then needs them all.
 */
export const recordDemo = async (
  tools: DemoTools,
  { seed = DEMO_SEED, lastDay = LAST_DAY, schools = SCHOOLS } = {},
): Promise<void> => {
  const random = new DemoRandomness(seed);
  const time = new DemoClock();
  await tools.lend(time, random, async () => {
    const plan = planOf(random, schools);
    const recorder = new Recorder(tools, random, plan);
    const opened = await openLedger(tools.ledger, { purpose: 'DEMO', seed });
    if (opened.kind === 'refused') throw new DemoRefused(`the ledger is not a demo: ${opened.code}`);
    await tools.follow();
    // Every policy has its starting position before the first fact that it could react to.
    await tools.policiesReached(1);
    const { state } = await tools.ledger.load(clockDecider, 'clock');
    const story = storyOf(plan, recorder);
    const total = daysBetween(FIRST_DAY, lastDay) + 1;
    for (let done = 0; done < total; done += 1) {
      const day = addDays(FIRST_DAY, done);
      if (tools.signal.aborted) return;
      if (state.day !== null && day < state.day) continue;
      time.set(day);
      await beginToday(tools.ledger, time);
      for (const chapter of story) await chapter(day);
      await recorder.settled();
      tools.progress({ day, done: done + 1, total, events: await tools.journal.size() });
    }
    if (lastDay === LAST_DAY) await completeDemo(tools.ledger, await tools.journal.size());
  });
};

/** Stands still until it is set: the same instants in every run. */
class DemoClock implements Clock {
  private instant = startOfDay(FIRST_DAY);

  now(): string {
    return this.instant;
  }

  set(day: string): void {
    this.instant = new Date(Date.parse(startOfDay(day)) + OFFICE_OPENS_MILLISECONDS).toISOString();
  }
}
