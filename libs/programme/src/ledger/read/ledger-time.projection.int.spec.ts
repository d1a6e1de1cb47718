import { on, projectionSpec } from '@projections/testing/projection-spec';
import { ledgerTimeProjection, sizeAtInstant } from '.';

const day = (recordedAt: string) => ({ type: 'DayBegan', data: { day: '2021-11-16' }, recordedAt });
const at = (second: string): string => `2021-11-16T00:00:${second}Z`;

describe('the size of the ledger at an instant', () => {
  const projection = projectionSpec(ledgerTimeProjection);
  const sizeAt = (second: string, head = 5) => sizeAtInstant(projection.tables, at(second), head);

  beforeAll(() =>
    projection.given(
      on('clock', ...['01.000', '03.000', '02.000', '03.000', '05.000'].map((second) => day(at(second)))),
    ),
  );

  it('is the first position that was recorded later', async () => {
    expect(await sizeAt('00.999')).toBe(0);
    expect(await sizeAt('01.000')).toBe(1);
    expect(await sizeAt('03.000')).toBe(4);
    expect(await sizeAt('04.999')).toBe(4);
  });

  it('does not end where an event was recorded earlier than the one before it', async () =>
    expect(await sizeAt('02.500')).toBe(1));

  it('is the whole ledger from the last event on, and never beyond the size that is asked about', async () => {
    expect(await sizeAt('05.000')).toBe(5);
    expect(await sizeAt('59.000')).toBe(5);
    expect(await sizeAt('04.999', 3)).toBe(3);
  });

  it('keeps a version for each new maximum', async () => {
    expect(await projection.now()).toEqual([{ clock: 'ledger', recorded_max: at('05.000'), from_position: 4 }]);
    expect((await projection.history()).map(({ from_position, to_position }) => [from_position, to_position])).toEqual([
      [0, 1],
      [1, 4],
    ]);
  });
});
