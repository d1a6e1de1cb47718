import type { ProjectionScratches, Scratch } from '@projections';
import { assertMay } from './access';
import { graphqlError } from './errors';
import type { Viewer } from './viewer';

/** `Ledger-Scratch: <id>`: the request is answered from these tables instead of the live ones. */
const HEADER = 'ledger-scratch';

interface Headers {
  get(name: string): string | null;
}

/** The scratch that the request names; null where it names none. Only who reads everything may: a scratch is for checking the ledger. */
export const scratchOf = async (
  scratches: ProjectionScratches,
  headers: Headers,
  viewer: Viewer,
): Promise<Scratch | null> => {
  const id = headers.get(HEADER);
  if (id === null) return null;
  assertMay(viewer, { kind: 'ROLE', roles: ['AUDITOR', 'ADMIN'] }, false);
  return readable(id, await scratches.find(id));
};

/** Asked once more when the answer is made: a scratch that was dropped meanwhile may have left its place to another one. */
export const assertReadable = async (scratches: ProjectionScratches, { id }: Scratch): Promise<void> => {
  readable(id, await scratches.find(id));
};

const readable = (id: string, scratch: Scratch | null): Scratch => {
  if (!scratch) throw graphqlError('NOT_FOUND', 'there is no scratch of this id');
  const { state, fits } = scratch;
  if (state === 'DROPPING' || state === 'DROPPED')
    throw graphqlError('SCRATCH_DROPPED', `the scratch ${id} is dropped`);
  if (state !== 'READY') throw graphqlError('SCRATCH_NOT_READY', `the scratch ${id} is ${state}`, { state });
  if (!fits)
    throw graphqlError('SCRATCH_NOT_READY', `another version of the software built the scratch ${id}: order it again`, {
      state,
    });
  return scratch;
};
