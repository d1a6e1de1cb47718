import type { RefusalFacts, Refused } from '@kernel';

export interface Warning {
  readonly code: string;
  readonly field?: string;
  readonly message?: string;
}

/** The answer to an append. `eventIds` is empty where the command changed nothing. */
export interface Receipt {
  readonly kind: 'receipt';
  readonly commandId: string;
  readonly resource: { readonly type: string; readonly id: string };
  readonly stream: string;
  readonly firstRevision: number | null;
  readonly lastRevision: number | null;
  readonly eventIds: readonly string[];
  /** Position of the last event; null where the store doesn't know it at once, or nothing was recorded. */
  readonly position: number | null;
  /** The command was seen before (or changed nothing): 200 instead of 201. */
  readonly repeated: boolean;
  readonly warnings: readonly Warning[];
  /** What only this answer holds and no event does (a trace code). */
  readonly extra?: Readonly<Record<string, unknown>>;
}

export type Outcome = Receipt | Refused;

export const refusal = (code: string, facts: RefusalFacts = {}): Refused => ({ kind: 'refused', code, facts });
