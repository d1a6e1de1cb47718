import type { Journal } from '@event-store/journal';
import { setTimeout as wait } from 'node:timers/promises';
import { badInput, graphqlError } from './errors';
import { WAIT_MILLISECONDS } from '@projections';

const ASK_AGAIN_MILLISECONDS = 20;
const POSITION = /^(0|[1-9]\d{0,15})$/;
const REVISION = /^(.{1,200})@(0|[1-9]\d{0,9})$/;

interface Headers {
  get(name: string): string | null;
}

/** How many events the answer must be made of, so that the client sees its own write (contract 3). */
export const minimumSize = async (journal: Journal, headers: Headers): Promise<number> => {
  const position = headers.get('ledger-min-position');
  const revision = headers.get('ledger-min-revision');
  return Math.max(
    position === null ? 0 : afterPosition(position),
    revision === null ? 0 : await afterRevision(journal, revision),
  );
};

const afterPosition = (header: string): number => {
  if (!POSITION.test(header)) throw badInput('Ledger-Min-Position is a position');
  return Number(header) + 1;
};

/** A store may not know a receipt's position; the stream and the revision are always known, and the journal finds them. */
const afterRevision = async (journal: Journal, header: string): Promise<number> => {
  const parts = REVISION.exec(header);
  if (!parts) throw badInput('Ledger-Min-Revision is a stream and a revision, as device-SMT…@4');
  const [stream, revision] = [parts[1]!, Number(parts[2])];
  const deadline = performance.now() + WAIT_MILLISECONDS;
  for (;;) {
    const event = (await journal.stream(stream)).find((each) => each.revision === revision);
    if (event) return event.position + 1;
    if (performance.now() >= deadline)
      throw graphqlError('PROJECTION_STALE', `the journal has no ${header} within ${WAIT_MILLISECONDS / 1000} s`);
    await wait(ASK_AGAIN_MILLISECONDS);
  }
};
