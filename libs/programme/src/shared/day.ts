/**
 * Days are Vietnam local days (UTC+7, no daylight saving), written `YYYY-MM-DD`; instants are UTC, `YYYY-MM-DDTHH:MM:SS.sssZ`.
 * Both sort as text. Arithmetic is on the civil calendar and never on the machine's clock or zone.
 */
const MILLISECONDS_PER_DAY = 86_400_000;
const VIETNAM_OFFSET_MILLISECONDS = 7 * 3_600_000;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

const daysSinceEpoch = (day: string): number => {
  const parts = DAY.exec(day);
  if (!parts) throw new Error('not a day');
  return Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])) / MILLISECONDS_PER_DAY;
};

const dayOf = (days: number): string => new Date(days * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);

/** A real day of the calendar: `2022-02-31` is not. */
export const isDay = (text: string): boolean => DAY.test(text) && dayOf(daysSinceEpoch(text)) === text;

export const addDays = (day: string, count: number): string => dayOf(daysSinceEpoch(day) + count);

/** Days from the first to the second; 0 for the same day. */
export const daysBetween = (from: string, to: string): number => daysSinceEpoch(to) - daysSinceEpoch(from);

/** The corresponding day `count` months on, clamped to the month's end: 2021-11-30 + 3 months = 2022-02-28 (rule N1). */
export const addMonths = (day: string, count: number): string => {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const months = year * 12 + (month - 1) + count;
  const lastOfMonth = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate();
  return new Date(Date.UTC(Math.floor(months / 12), months % 12, Math.min(date, lastOfMonth)))
    .toISOString()
    .slice(0, 10);
};

/** The Vietnam day of a UTC instant; a day is its own day. The Vietnam day starts at 17:00Z of the day before. */
export const vietnamDay = (instantOrDay: string): string =>
  instantOrDay.length === 10
    ? instantOrDay
    : new Date(Date.parse(instantOrDay) + VIETNAM_OFFSET_MILLISECONDS).toISOString().slice(0, 10);

/** The first instant of a Vietnam day. */
export const startOfDay = (day: string): string =>
  new Date(daysSinceEpoch(day) * MILLISECONDS_PER_DAY - VIETNAM_OFFSET_MILLISECONDS).toISOString();

/** The instant, that many milliseconds later. */
export const addMilliseconds = (instant: string, milliseconds: number): string =>
  new Date(Date.parse(instant) + milliseconds).toISOString();

export const later = (one: string, other: string): string => (one > other ? one : other);
export const earlier = (one: string, other: string): string => (one < other ? one : other);

/** The programme was launched on 2021-09-12; a fact before this day needs the flag HISTORICAL (domain 4.0). */
export const FIRST_DAY = '2021-09-01';
/** A fact recorded more than this many days after it happened is flagged LATE (domain 4.0). */
export const LATE_AFTER_DAYS = 7;
/** How far a clock may run ahead of ours before a fact is refused as FUTURE (domain 4.0). */
export const CLOCK_SKEW_MILLISECONDS = 5 * 60_000;
