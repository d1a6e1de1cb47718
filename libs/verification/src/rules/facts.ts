import type { Body, Data } from './body';
import type { Hashes } from './ids';
import type { RuleId } from './rule-table';
import { type WordSet, createWordSet } from './word-set';

/** One event under the rules of its stream. */
export interface Checking {
  readonly position: number;
  readonly event: Body;
  readonly data: Data;
  /** The stream's name behind its kind: a tag, a subject id, a code. */
  readonly name: string;
  /** Number of events that stood in the stream before. */
  readonly earlier: number;
  /** What the stream's rules keep of it. */
  state: unknown;
  /** Says what is wrong unless it holds; true where it holds. */
  must(rule: RuleId, holds: boolean, detail: () => string): boolean;
}

export type StreamRules = (check: Checking, facts: Facts) => void;

export interface Facts extends KnownFacts {
  readonly hashes: Hashes;
  /** Number of events in a stream; 0 where there is none. */
  lengthOf(stream: string): number;
  /** Has an event of this id stood before? */
  isKnown(eventId: string): boolean;
}

/** What rules of one stream must know of another: little, and bounded by the number of things, not of events. */
export interface KnownFacts {
  /** The last Vietnam day that began. */
  today: string;
  readonly promises: Map<string, PromiseFacts>;
  readonly assignments: Map<string, AssignmentFacts>;
  readonly claims: Map<string, { readonly stream: string; readonly id: string; readonly at: string } | null>;
  readonly receipts: Set<string>;
  readonly lots: Map<string, LotFacts>;
  readonly grants: Map<string, GrantFacts>;
  readonly grantsOfPupil: Map<string, string[]>;
  readonly sims: Map<string, { activatedOn: string; grantId: string }>;
  readonly carrierFiles: Set<string>;
  readonly carrierDays: Map<string, { shards: number }>;
  /** A number for each grant that a carrier spoke of. */
  readonly grantNumbers: Map<string, number>;
  /** Grant and carrier's day of each statement: eight bytes, so ten months of a province fit in memory. */
  readonly statements: WordSet;
}

export interface PromiseFacts {
  readonly assignmentId: string;
  readonly subjectId: string;
  readonly tag: string;
  readonly schoolCode: string;
  readonly tenure: string;
  readonly approver: string;
  answered: boolean;
}

/** What device and pupil said of one assignment. */
export interface AssignmentFacts {
  readonly subjectId: string;
  readonly tag: string;
  assigned: boolean;
  declined: string;
  acceptedOn: string;
  handedOn: string;
  servedOn: string;
  replaces: string;
  voided: boolean;
  /** Reasons for an end that the device's stream holds. */
  readonly causes: Set<string>;
}

export interface LotFacts {
  expected: number;
  counted: boolean;
  surplus: number;
}

export interface GrantFacts {
  readonly assignmentId: string;
  ended: boolean;
}

export const noFacts = (): KnownFacts => ({
  today: '',
  promises: new Map(),
  assignments: new Map(),
  claims: new Map(),
  receipts: new Set(),
  lots: new Map(),
  grants: new Map(),
  grantsOfPupil: new Map(),
  sims: new Map(),
  carrierFiles: new Set(),
  carrierDays: new Map(),
  grantNumbers: new Map(),
  statements: createWordSet(2),
});

/** A text of the data; empty where there is none. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
export const integer = (value: unknown): number => (Number.isSafeInteger(value) ? (value as number) : Number.NaN);
export const record = (value: unknown): Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Data) : {};

const flagsOf = (data: Data): readonly string[] => (Array.isArray(data.flags) ? (data.flags as string[]) : []);

/** Flags that only mark a fact; every other one withholds its effect until a second person resolves it (contract 4, Q). */
const MARKS: ReadonlySet<string> = new Set([
  'LATE',
  'LATE_FILE',
  'ACTIVATED_EARLY',
  'PORTED_OR_WRONG_CARRIER',
  'OVER_RECEIPT',
  'PLEDGE_OVERDUE',
  'ACCEPTANCE_OVERDUE',
  'CUSTODY_GAP',
  'FRAUD_SUSPECTED',
  'SIM_NOT_ACTIVATED',
  'ACTIVATION_OVERDUE',
]);

export const withholding = (data: Data): readonly string[] => flagsOf(data).filter((flag) => !MARKS.has(flag));
/** Flags that somebody may resolve: all but the one that only says when a fact came. */
export const exceptional = (data: Data): readonly string[] => flagsOf(data).filter((flag) => flag !== 'LATE');

/** Facts of one stream that wait for a second person. */
export type Waiting = Map<string, Body>;

export const isFlagged = (data: Data, flag: string): boolean => flagsOf(data).includes(flag);

/** The fact that this resolution lets take its effect; null where it is refused or where there is none. */
export const resolved = (check: Checking, waiting: Waiting): Body | null => {
  const { event, data, must } = check;
  const eventId = text(data.eventId);
  const fact = waiting.get(eventId);
  if (!must('FOUR_EYES_EXCEPTION', fact !== undefined, () => `resolves ${eventId}, which does not wait in this stream`))
    return null;
  must(
    'FOUR_EYES_EXCEPTION',
    fact!.actor.id !== event.actor.id,
    () => `${event.actor.id} resolves a fact of their own`,
  );
  waiting.delete(eventId);
  return data.outcome === 'ACCEPTED' ? fact! : null;
};
