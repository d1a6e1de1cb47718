import type { Positioned, Row } from '../projection';
import { dayFolder } from './by-day';

/** A row that remembers which letters were added to it. */
const letterOf = (event: Positioned): string => (event.data as { readonly letter: string }).letter;
const nextRow = (row: Row | undefined, event: Positioned): Row | undefined =>
  letterOf(event) === '-' ? undefined : { text: `${String(row?.text ?? '')}${letterOf(event)}` };

const folded = (...given: readonly (readonly [day: string, letter: string])[]) => {
  const folder = dayFolder(new Map(), nextRow);
  let now: Row | undefined;
  for (const [position, [occurredAt, letter]] of given.entries()) {
    const event = { position, occurredAt, data: { letter } } as unknown as Positioned;
    const after = nextRow(now, event);
    const step = folder.step(event, 'k', { before: now, after });
    if (step) folder.take('k', step);
    now = after;
  }
  return folder.changes();
};

describe('rows by days', () => {
  it('are one for each day, the last one being the row of now', () =>
    expect(folded(['2021-11-01', 'a'], ['2021-11-01', 'b'], ['2021-11-03', 'c'])).toEqual({
      inserted: [
        { row: { text: 'ab', from_day: '2021-11-01' }, from: 1 },
        { row: { text: 'abc', from_day: '2021-11-03' }, from: 2 },
      ],
      updated: [],
      deleted: [],
      closed: [{ row: { text: 'a', from_day: '2021-11-01' }, from: 0, to: 1 }],
    }));

  it('take what is backdated into its own day and the later ones, in ledger order', () => {
    const { inserted, closed } = folded(['2021-11-01', 'a'], ['2021-11-05', 'b'], ['2021-11-03', 'c']);
    expect(inserted).toEqual([
      { row: { text: 'a', from_day: '2021-11-01' }, from: 0 },
      { row: { text: 'ac', from_day: '2021-11-03' }, from: 2 },
      { row: { text: 'abc', from_day: '2021-11-05' }, from: 2 },
    ]);
    expect(closed).toEqual([{ row: { text: 'ab', from_day: '2021-11-05' }, from: 1, to: 2 }]);
  });

  it('begin before the first one that was known', () =>
    expect(folded(['2021-11-05', 'a'], ['2021-11-01', 'b']).inserted.map(({ row }) => row)).toEqual([
      { text: 'b', from_day: '2021-11-01' },
      { text: 'ab', from_day: '2021-11-05' },
    ]));

  it('don’t end', () => expect(() => folded(['2021-11-01', 'a'], ['2021-11-02', '-'])).toThrow('ended'));
});
