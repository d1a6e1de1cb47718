import { createHash } from 'node:crypto';
import type { AnyEvent, Decider, DomainCommand } from '@kernel';
import type { CommandContext, DecideRequest, Ledger } from '@command-handling';
import { type NaturalKey, claim, claimId } from '@programme/claim/domain';

/** A thing that is about to be recorded, the natural keys that are to be its own, and the command of which both come. */
export interface Claiming {
  readonly keys: readonly NaturalKey[];
  /** The thing's stream and id. */
  readonly stream: string;
  readonly id: string;
  /** The context of the command on the claim's stream: one id for all of a request, or one derived for each stream of a row. */
  readonly context: (claimStream: string) => CommandContext;
}

/** The key that another thing holds. */
export interface Taken {
  readonly key: NaturalKey;
  readonly holder: string;
}

const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Counts the events of any stream. */
const existence: Decider<DomainCommand, number, AnyEvent, never> = {
  noun: 'holder',
  streamOf: (stream) => stream,
  events: [],
  initial: 0,
  decide: () => ({ kind: 'accepted', events: [] }),
  evolve: (count) => count + 1,
};

/**
 * Claims the keys of things before the things themselves are recorded (contract 2); null where a thing got all of its keys. A key whose
 * holder was never recorded is taken over in time, so what a crash left behind doesn't block it for ever.
 */
export const claimAll = async (ledger: Ledger, claimings: readonly Claiming[]): Promise<readonly (Taken | null)[]> => {
  const wanted = claimings.flatMap((claiming, thing) => claiming.keys.map((key) => ({ thing, key, claiming })));
  const outcomes = await ledger.decideMany(wanted.map(({ key, claiming }) => requestOf(key, claiming, true)));
  const taken = new Map<number, Taken>();
  for (const [index, outcome] of outcomes.entries()) {
    const { thing, key, claiming } = wanted[index]!;
    if (outcome.kind !== 'refused' || taken.has(thing)) continue;
    if (outcome.code !== 'KEY_TAKEN') throw new Error(`a claim was refused as ${outcome.code}`);
    if (await takenOver(ledger, key, claiming, String(outcome.facts.stream))) continue;
    taken.set(thing, { key, holder: String(outcome.facts.holder) });
  }
  return claimings.map((_, thing) => taken.get(thing) ?? null);
};

/** Who holds these keys, in order; null where nobody does. */
export const holdersOf = async (ledger: Ledger, keys: readonly NaturalKey[]): Promise<readonly (string | null)[]> =>
  Promise.all(keys.map(async (key) => (await ledger.load(claim, claimId(key, sha256Hex))).state.holder?.id ?? null));

const takenOver = async (ledger: Ledger, key: NaturalKey, claiming: Claiming, holder: string): Promise<boolean> => {
  const { state } = await ledger.load(existence, holder);
  if (state > 0) return false;
  const [outcome] = await ledger.decideMany([requestOf(key, claiming, false)]);
  return outcome!.kind === 'receipt';
};

const requestOf = (key: NaturalKey, { stream, id, context }: Claiming, holderExists: boolean): DecideRequest => {
  const thing = claimId(key, sha256Hex);
  const commandContext = context(claim.streamOf(thing));
  const holder = { stream, id, claimId: commandContext.commandId };
  return {
    decider: claim,
    id: thing,
    command: { type: 'ClaimKey', data: { kind: key.kind, holder, holderExists } },
    context: commandContext,
  };
};
