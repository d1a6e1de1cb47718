/** Vietnam days (UTC+7, no daylight saving) and the three calendar months of a grant, written again here: who checks does not trust who wrote. */
const MILLISECONDS_PER_DAY = 86_400_000;
const VIETNAM_OFFSET_MILLISECONDS = 7 * 3_600_000;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const DAYS_KEPT = 10_000;
/** Answers about texts that come again in every other event. */
const remembering = <T>(answer: (text: string) => T): ((text: string) => T) => {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= DAYS_KEPT) known.clear();
    const value = answer(text);
    known.set(text, value);
    return value;
  };
};

const utcDay = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

export const isInstant = remembering((text) => {
  if (!INSTANT.test(text)) return false;
  const milliseconds = Date.parse(text);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString() === text;
});

export const isDay = remembering((text) => {
  if (!DAY.test(text)) return false;
  const milliseconds = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(milliseconds) && utcDay(milliseconds) === text;
});

export const vietnamDay = remembering((instantOrDay) =>
  instantOrDay.length === 10 ? instantOrDay : utcDay(Date.parse(instantOrDay) + VIETNAM_OFFSET_MILLISECONDS),
);

/** The corresponding day `count` months on, clamped to the month's end (rule N1). */
export const addMonths = (day: string, count: number): string => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const months = year * 12 + (month - 1) + count;
  const lastOfMonth = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate();
  return utcDay(Date.UTC(Math.floor(months / 12), months % 12, Math.min(date, lastOfMonth)));
};

const daysSinceEpoch = remembering((day) => Date.parse(`${day}T00:00:00.000Z`) / MILLISECONDS_PER_DAY);

export const daysBetween = (from: string, to: string): number => daysSinceEpoch(to) - daysSinceEpoch(from);
