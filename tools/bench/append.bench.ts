import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { createPostgresEventStore, eventStoreMigrations, migrate } from '@event-store/postgres';
import { concurrently, median, secondsOf, type Bench, type BenchContext } from './bench';
import { bareGroupCommit } from './bare-group-commit';
import { commandIdV7, registration } from './registrations';

interface Round {
  readonly figure: string;
  readonly inFlight: number;
  /** Events of one turn: some tenths of a second of work. */
  readonly events: number;
  readonly commandId: () => string;
}

const ROUNDS: readonly Round[] = [
  { figure: 'in flight 1', inFlight: 1, events: 400, commandId: commandIdV7 },
  { figure: 'in flight 16', inFlight: 16, events: 4_000, commandId: commandIdV7 },
  { figure: 'in flight 64', inFlight: 64, events: 8_000, commandId: commandIdV7 },
  { figure: 'in flight 64, random command ids', inFlight: 64, events: 8_000, commandId: randomUUID },
];
/**
 * Floor and store take many short turns, so that both meet the machine in the same state; the median of the turns is
 * reported.
 */
const TURNS = 9;

/**
 * Appends with 1, 16 and 64 in flight, each event with an expected revision to its own stream.
 * Floor: the same text into a bare table (position, text), in groups of the same size, one commit for each.
 */
export const appendBench: Bench = {
  name: 'append',
  run: async ({ database, report }: BenchContext) => {
    await migrate(database.ownerUrl, eventStoreMigrations, { applicationRole: database.applicationRole });
    const bare = await bareGroupCommit(new Pool({ connectionString: database.ownerUrl, max: 2 }));
    const ledger = await createPostgresEventStore({ connectionString: database.applicationUrl });
    let appended = 0;
    const turn = async ({ inFlight, events, commandId }: Round): Promise<readonly [floor: number, value: number]> => {
      const appends = Array.from({ length: events }, () => registration(commandId()));
      const bareSeconds = await secondsOf(() =>
        concurrently(events, inFlight, (index) => bare.insert(appends[index]!.events[0]!.body)),
      );
      const seconds = await secondsOf(() =>
        concurrently(events, inFlight, async (index) => {
          const result = await ledger.store.append(appends[index]!);
          if (result.kind !== 'appended' || result.repeated) throw new Error(`not appended: ${result.kind}`);
        }),
      );
      appended += events;
      return [events / bareSeconds, events / seconds];
    };
    try {
      for (const round of ROUNDS) {
        await turn(round); // Plans are made and pages are in memory before anything is counted.
        const turns: (readonly [floor: number, value: number])[] = [];
        while (turns.length < TURNS) turns.push(await turn(round));
        report({
          figure: round.figure,
          value: median(turns.map(([, value]) => value)),
          unit: 'events/s',
          floor: median(turns.map(([floor]) => floor)),
        });
      }
      if ((await ledger.journal.size()) !== appended) throw new Error('the journal does not hold what was appended');
    } finally {
      await ledger.close();
      await bare.end();
    }
  },
};
