import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { canonicalJson, eventIdOf, NO_STREAM, sha256Hex, type Append } from '@event-store';
import { createPostgresEventStore, eventStoreMigrations, migrate } from '@event-store/postgres';
import { concurrently, median, secondsOf, type Bench, type BenchContext } from './bench';
import { bareGroupCommit } from './bare-group-commit';

/** Events of one turn: some tenths of a second of work. */
const ROUNDS: readonly { readonly inFlight: number; readonly events: number }[] = [
  { inFlight: 1, events: 400 },
  { inFlight: 16, events: 4_000 },
  { inFlight: 64, events: 8_000 },
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
    try {
      await concurrently(2_000, 64, () => ledger.store.append(registration()).then(() => (appended += 1)));
      await concurrently(2_000, 64, () => bare.insert(registration().events[0]!.body));
      for (const { inFlight, events } of ROUNDS) {
        const floors: number[] = [];
        const values: number[] = [];
        for (let turn = 0; turn < TURNS; turn += 1) {
          const appends = Array.from({ length: events }, registration);
          const bareSeconds = await secondsOf(() =>
            concurrently(events, inFlight, (index) => bare.insert(appends[index]!.events[0]!.body)),
          );
          floors.push(events / bareSeconds);
          const seconds = await secondsOf(() =>
            concurrently(events, inFlight, async (index) => {
              const result = await ledger.store.append(appends[index]!);
              if (result.kind !== 'appended' || result.repeated) throw new Error(`not appended: ${result.kind}`);
            }),
          );
          values.push(events / seconds);
          appended += events;
        }
        report({ figure: `in flight ${inFlight}`, value: median(values), unit: 'events/s', floor: median(floors) });
      }
      if ((await ledger.journal.size()) !== appended) throw new Error('the journal does not hold what was appended');
    } finally {
      await ledger.close();
      await bare.end();
    }
  },
};

/** An event of about the usual size, to a stream of its own. */
const registration = (): Append => {
  const command = { id: randomUUID(), sha256: sha256Hex(randomUUID()) };
  const stream = `beneficiary-${command.id}`;
  const id = eventIdOf(command.id, stream, 0, command.sha256);
  const body = canonicalJson({
    id,
    stream,
    revision: 0,
    type: 'NeedRegistered',
    v: 1,
    occurredAt: '2021-11-30',
    recordedAt: '2021-11-30T03:00:00.000Z',
    actor: { id: '4f9f1c1e-6b54-4d6a-9b83-0d8d2f8a8f10', role: 'SCHOOL_OFFICER', unit: '31' },
    command,
    correlation: command.id,
    data: {
      subjectId: command.id,
      school: '31-TEST-0007',
      grade: 6,
      need: ['DEVICE', 'DATA'],
      commitments: { name: sha256Hex(command.id), birthDate: sha256Hex(id) },
      note: 'Trường THCS Thử Nghiệm, quận Lê Chân, thành phố Hải Phòng',
    },
  });
  const event = {
    id,
    stream,
    revision: 0,
    type: 'NeedRegistered',
    commandId: command.id,
    commandSha256: command.sha256,
    body,
  };
  return { stream, expectedRevision: NO_STREAM, events: [event] };
};
