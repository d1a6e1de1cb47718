import fc from 'fast-check';
import { MIN_DEVICES_OF_A_DISTRICT, type TracedDonation, nextStep, placesOf } from './trace.queries';
import type { TraceStageEnum } from './trace.objects';

const place = (province: string | null, unit: string | null, n: number) => ({ province, unit, n });

describe('the places of a gift', () => {
  it('are districts where enough of it is, and else the rest of the province', () =>
    expect(
      placesOf([
        place('31', '303', 6),
        place('31', '303', 4),
        place('31', '304', 9),
        place('31', '31', 20),
        place('01', '01', 3),
        place(null, null, 2),
      ]),
    ).toEqual([
      { provinceCode: null, provinceName: null, districtCode: null, districtName: null, count: 2 },
      { provinceCode: '01', provinceName: 'Hà Nội', districtCode: null, districtName: null, count: 3 },
      { provinceCode: '31', provinceName: 'Hải Phòng', districtCode: null, districtName: null, count: 29 },
      expect.objectContaining({ provinceCode: '31', districtCode: '303', count: 10 }),
    ]));

  it('add up to all of it, and name no district of fewer', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('303', '304', '305', '31'), fc.integer({ min: 1, max: 12 }))),
        (found) => {
          const places = placesOf(found.map(([unit, n]) => place('31', unit, n)));
          const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
          expect(sum(places.map(({ count }) => count))).toBe(sum(found.map(([, n]) => n)));
          for (const { districtCode, count } of places)
            if (districtCode !== null) expect(count).toBeGreaterThanOrEqual(MIN_DEVICES_OF_A_DISTRICT);
        },
      ),
    ));
});

describe('what has to happen next', () => {
  type Counts = Partial<Record<keyof typeof TraceStageEnum, number>>;
  const things = {
    code: 'UH-TEST-02',
    kind: 'DEVICE',
    committed_on: '2021-10-01',
    promised: 10,
    received: 10,
    bought: 0,
  };
  const step = (change: Partial<TracedDonation>, counts: Counts = {}) =>
    nextStep({ ...things, ...change } as TracedDonation, (stage) => counts[stage] ?? 0);
  const all = {
    RECEIVED: 10,
    ACCEPTED: 10,
    DISPATCHED: 10,
    AT_SCHOOL: 10,
    ASSIGNED: 10,
    HANDED_OVER: 10,
    DELIVERED: 10,
  };

  it.each([
    ['COMMITMENT', { committed_on: null, received: 0 }, {}],
    ['RECEIPT', { received: 9 }, all],
    ['PURCHASE', { kind: 'CASH_VND' }, {}],
    ['INSPECTION', {}, { ...all, ACCEPTED: 9 }],
    ['DISPATCH', {}, { ...all, DISPATCHED: 9 }],
    ['ARRIVAL', {}, { ...all, AT_SCHOOL: 9 }],
    ['ASSIGNMENT', {}, { ...all, ASSIGNED: 9 }],
    ['HANDOVER', {}, { ...all, HANDED_OVER: 9 }],
    ['ACCEPTANCE', {}, { ...all, DELIVERED: 9 }],
    ['NONE', {}, all],
  ])('is %s', (expected, change, counts) => expect(step(change, counts)).toBe(expected));
});
