import { createHash } from 'node:crypto';
import type { AnyEvent, Decider, DomainCommand, Recorded, Refused } from '@kernel';
import type { CommandContext, DecideRequest, Ledger } from '@command-handling';
import { type NaturalKey, claim, claimId } from '@programme/claim/domain';

/** A thing that is about to be recorded, the natural keys that are to be its own, and the command of which both come. */
export interface Claiming {
  readonly keys: readonly NaturalKey[];
  /** The thing's stream and id. Its first event names the id in its data: so it is known that the thing came about. */
  readonly stream: string;
  readonly id: string;
  /** The context of the command on the claim's stream: one id for all of a request, or one derived for each stream of a row. */
  readonly context: (claimStream: string) => CommandContext;
}

/** The key that another thing holds. */
export interface Taken {
  readonly kind: 'taken';
  readonly key: NaturalKey;
  readonly holder: string;
  readonly stream: string;
  /** The holder came about. Otherwise it may still come, and the key is held for it until the claim times out. */
  readonly holderExists: boolean;
}

const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** The events of any stream. */
const history: Decider<DomainCommand, readonly Recorded[], AnyEvent, never> = {
  noun: 'holder',
  streamOf: (stream) => stream,
  events: [],
  initial: [],
  decide: () => ({ kind: 'accepted', events: [] }),
  evolve: (events, event) => [...events, event],
};

/**
 * Claims the keys of one thing before the thing itself is recorded (contract 2); null where it got all of them. A key whose holder never
 * came about is taken over in time, so what a crash left behind doesn't block it for ever.
 */
export const claimKeys = async (ledger: Ledger, claiming: Claiming): Promise<Taken | Refused | null> => {
  const [unclaimed] = await claimEach(ledger, [claiming]);
  return unclaimed!;
};

/** The same for a file's thousand. Their command ids are derived, so a claim can't be refused but by its holder. */
export const claimAll = async (ledger: Ledger, claimings: readonly Claiming[]): Promise<readonly (Taken | null)[]> => {
  const unclaimed = await claimEach(ledger, claimings);
  return unclaimed.map((each) => {
    if (each?.kind === 'refused') throw new Error(`a claim was refused as ${each.code}`);
    return each;
  });
};

/** Who holds these keys, in order; null where nobody does. */
export const holdersOf = async (ledger: Ledger, keys: readonly NaturalKey[]): Promise<readonly (string | null)[]> =>
  Promise.all(keys.map(async (key) => (await ledger.load(claim, claimId(key, sha256Hex))).state.holder?.id ?? null));

const claimEach = async (
  ledger: Ledger,
  claimings: readonly Claiming[],
): Promise<readonly (Taken | Refused | null)[]> => {
  const wanted = claimings.flatMap((claiming, thing) => claiming.keys.map((key) => ({ thing, key, claiming })));
  const outcomes = await ledger.decideMany(wanted.map(({ key, claiming }) => requestOf(key, claiming, true)));
  const unclaimed = new Map<number, Taken | Refused>();
  for (const [index, outcome] of outcomes.entries()) {
    const { thing, key, claiming } = wanted[index]!;
    if (outcome.kind !== 'refused' || unclaimed.has(thing)) continue;
    const answer = outcome.code === 'KEY_TAKEN' ? await takeOver(ledger, key, claiming, outcome) : outcome;
    if (answer) unclaimed.set(thing, answer);
  }
  return claimings.map((_, thing) => unclaimed.get(thing) ?? null);
};

/** Null where the key is now the claiming thing's. That the time is over is the claim's own rule. */
const takeOver = async (
  ledger: Ledger,
  key: NaturalKey,
  claiming: Claiming,
  { facts }: Refused,
): Promise<Taken | Refused | null> => {
  const [holder, stream] = [String(facts.holder), String(facts.stream)];
  const holderExists = await exists(ledger, stream, holder);
  const taken: Taken = { kind: 'taken', key, holder, stream, holderExists };
  if (holderExists) return taken;
  const [outcome] = await ledger.decideMany([requestOf(key, claiming, false)]);
  if (outcome!.kind === 'receipt') return null;
  return outcome!.code === 'KEY_TAKEN' ? taken : outcome!;
};

/**
 * The one way to tell that the holder of a claim came about: an event of its stream names it. That the stream has events says too little:
 * a bank's receipt is one of many in the stream of its donation.
 */
const exists = async (ledger: Ledger, stream: string, id: string): Promise<boolean> =>
  (await ledger.load(history, stream)).state.some(({ data }) => Object.values(data as object).includes(id));

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
