import { addDays, addMonths, daysBetween, later } from '../../shared';

/** Rule N1: three calendar months, whatever a carrier's contract says; what it delivers less is a shortfall, not a shorter promise. */
export const GRANT_MONTHS = 3;

/** Rule N6: a SIM that is not switched on for this long after the handover ends the grant. */
export const UNACTIVATED_DAYS = 90;

/** Rule N6: one that is not switched on for this long after the handover is looked after. */
export const REMINDER_DAYS = 30;

/** Rule N2: the term of a FIXED_90_DAYS contract. */
export const FIXED_TERM_DAYS = 90;

export interface GrantWindow {
  readonly firstDay: string;
  /** Exclusive: the first day without data. */
  readonly endDay: string;
  readonly days: number;
}

/** [A, A + 3 months), A the later of activation and handover; 89 to 92 days. */
export const windowOf = (activatedOn: string, handedOn: string): GrantWindow => {
  const firstDay = later(activatedOn, handedOn);
  const endDay = addMonths(firstDay, GRANT_MONTHS);
  return { firstDay, endDay, days: daysBetween(firstDay, endDay) };
};

/** A time in which the grant gives no data although its window runs; `to` is exclusive, null while it lasts. */
export interface Inactive {
  readonly from: string;
  readonly to: string | null;
}

/** Suspended, ended or voided on a day: no data from the day after on (4.H: what counts is the state at 00:00). */
export const paused = (periods: readonly Inactive[], on: string): readonly Inactive[] =>
  periods.some(({ to }) => to === null) ? periods : [...periods, { from: addDays(on, 1), to: null }];

/** Resumed on a day: data again from the day after on. A pause that no midnight saw is none. */
export const resumed = (periods: readonly Inactive[], on: string): readonly Inactive[] =>
  periods
    .map((period) => (period.to === null ? { from: period.from, to: addDays(on, 1) } : period))
    .filter(({ from, to }) => to === null || from < to);

/** 4.H: active on d iff firstDay ≤ d < endDay and not suspended, ended or voided at 00:00 of d. */
export const isActiveOn = (
  grant: { readonly firstDay: string | null; readonly endDay: string | null; readonly inactive: readonly Inactive[] },
  day: string,
): boolean =>
  grant.firstDay !== null &&
  grant.endDay !== null &&
  grant.firstDay <= day &&
  day < grant.endDay &&
  !grant.inactive.some(({ from, to }) => from <= day && (to === null || day < to));
