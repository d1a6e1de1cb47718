import { on, projectionSpec } from '@projections/testing/projection-spec';
import * as a from '../domain/donation.fixtures';
import { lotProjection } from '.';

const lot = 'lot-UH-TEST-02-L-01';

describe('lots', () => {
  const projection = projectionSpec(lotProjection);

  it('are a manifest, which may come in parts, against a count', async () => {
    await projection.given(on(lot, a.lotManifested(), a.lotManifested({ expected: 5 }), a.lotCounted({ short: 5 })));
    expect(await projection.now()).toMatchObject([
      { lot_id: 'UH-TEST-02-L-01', lot_no: 'L-01', expected: 105, counted: 100, short: 5, exception: null },
    ]);
    expect(await projection.at(1)).toMatchObject([{ expected: 100, counted: null, counted_on: null }]);
  });

  it('show whether a discrepancy still waits for a second person, and what was let in', async () => {
    const over = a.lotCounted({ counted: 105, accepted: 105, rejected: 0, over: 5, flags: ['DISCREPANCY'] });
    await projection.given(on(lot, a.lotManifested(), over));
    const [waiting] = await projection.now();
    expect(waiting).toMatchObject({ exception: 'OPEN', over: 5, surplus_accepted: 0 });
    const accepted = a.exceptionResolved({ eventId: String(waiting!.counted_by), code: 'DISCREPANCY' });
    await projection.given(on(lot, a.lotManifested(), over, accepted, a.lotSurplusAccepted()));
    expect(await projection.now()).toMatchObject([{ exception: 'ACCEPTED', surplus_accepted: 5 }]);
  });

  it('take a surplus and an answer without the count that they are of', async () => {
    await projection.given(on(lot, a.lotSurplusAccepted(), a.exceptionResolved()));
    expect(await projection.now()).toMatchObject([{ surplus_accepted: 5, exception: null, counted: null }]);
  });
});
