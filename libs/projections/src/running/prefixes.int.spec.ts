import * as fc from 'fast-check';
import type { Positioned } from '../projection';
import { projectionSpec } from '../testing/projection-spec';
import { boxProjection, type BoxRow } from '../testing/warehouse';
import { put, taken } from '../testing/warehouse-facts';

const box = fc.constantFrom('a', 'b', 'c', 'd');
const fact = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(box, fc.constantFrom('east', 'west'), fc.nat(3)).map(([...values]) => put(...values)),
  },
  { weight: 1, arbitrary: box.map(taken) },
);

/** The boxes after these facts, by folding them one by one. */
const folded = (facts: readonly { readonly type: string; readonly data: unknown }[]): readonly BoxRow[] => {
  const rows = new Map<string, BoxRow | undefined>();
  for (const event of facts as readonly Positioned[]) {
    const key = (event.data as { readonly box: string }).box;
    rows.set(key, boxProjection.evolve(rows.get(key), event as never, key));
  }
  return [...rows.values()].filter((row) => row !== undefined).toSorted((one, other) => (one.box < other.box ? -1 : 1));
};

describe('as of any size', () => {
  const projection = projectionSpec(boxProjection);

  it('rows and totals are those of the prefix, whatever the batches were', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fact, { minLength: 1, maxLength: 40 }), async (facts) => {
        await projection.given(facts);
        for (let size = 0; size <= facts.length; size += 1) {
          const expected = folded(facts.slice(0, size));
          const rows = await projection.at(size);
          expect(rows.map(({ from_position: _, to_position: __, ...row }) => row)).toEqual(expected);
          const totals: Record<string, number> = {};
          for (const { hall, weight } of expected) {
            totals[`${hall}/boxes`] = (totals[`${hall}/boxes`] ?? 0) + 1;
            if (weight > 0) totals[`${hall}/weight`] = (totals[`${hall}/weight`] ?? 0) + weight;
          }
          expect(await projection.totals('HALL', size)).toEqual(totals);
        }
      }),
      { numRuns: 5 },
    ));
});
