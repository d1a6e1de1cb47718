import fc from 'fast-check';
import { addDays, addMilliseconds, addMonths, daysBetween, earlier, isDay, later, startOfDay, vietnamDay } from '.';

const FIRST = '2021-01-01';
const day = fc.integer({ min: 0, max: 1825 }).map((days) => addDays(FIRST, days));

describe('three months (rule N1)', () => {
  it.each([
    ['2021-11-30', '2022-02-28'],
    ['2022-01-31', '2022-04-30'],
    ['2023-11-30', '2024-02-29'],
    ['2021-12-15', '2022-03-15'],
    ['2021-10-31', '2022-01-31'],
  ])('from %s end at the corresponding day or the end of the month: %s', (from, to) =>
    expect(addMonths(from, 3)).toBe(to),
  );
  it('are 89 to 92 days, over all of 2021 to 2025', () => {
    const lengths = new Set<number>();
    for (let from = FIRST; from <= '2025-12-31'; from = addDays(from, 1))
      lengths.add(daysBetween(from, addMonths(from, 3)));
    expect([...lengths].toSorted((one, other) => one - other)).toEqual([89, 90, 91, 92]);
  });
  it('never end later for an earlier start', () =>
    fc.assert(fc.property(day, (from) => expect(addMonths(from, 3) <= addMonths(addDays(from, 1), 3)).toBe(true))));
});

describe('a day', () => {
  it('is a real one of the calendar', () => {
    expect(['2022-02-28', '2024-02-29'].map(isDay)).toEqual([true, true]);
    expect(['2022-02-31', '2021-13-01', '2022-02-29', '1/1/2022', ''].map(isDay)).toEqual(new Array(5).fill(false));
  });
  it('and so many days on and back is the same', () =>
    fc.assert(
      fc.property(day, fc.integer({ min: -400, max: 400 }), (from, count) => {
        expect(addDays(addDays(from, count), -count)).toBe(from);
        expect(daysBetween(from, addDays(from, count))).toBe(count);
      }),
    ));
  it('sorts as text', () => {
    expect(later('2021-09-30', '2021-10-01')).toBe('2021-10-01');
    expect(earlier('2021-09-30', '2021-10-01')).toBe('2021-09-30');
  });
});

describe('the Vietnam day', () => {
  it('of an instant begins at 17:00 UTC of the day before', () => {
    expect(vietnamDay('2021-11-29T16:59:59.999Z')).toBe('2021-11-29');
    expect(vietnamDay('2021-11-29T17:00:00.000Z')).toBe('2021-11-30');
    expect(vietnamDay('2021-11-30')).toBe('2021-11-30');
  });
  it('starts when it starts', () =>
    fc.assert(
      fc.property(day, (of) => {
        expect(vietnamDay(startOfDay(of))).toBe(of);
        expect(vietnamDay(addMilliseconds(startOfDay(of), -1))).toBe(addDays(of, -1));
      }),
    ));
});
