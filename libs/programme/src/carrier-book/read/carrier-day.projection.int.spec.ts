import { on, projectionSpec } from '@projections/testing/projection-spec';
import { carrierTermsAgreed } from '../../organisation/domain/organisation.fixtures';
import {
  FILE,
  carrierDayClosed,
  carrierDayOpened,
  carrierFileApplied,
  carrierFileReceived,
  reconciliationReopened,
} from '../domain/carrier-book.fixtures';
import { carrierDayProjection, carrierTermsProjection } from './carrier-day.projection';

const day = 'carrierday-viettel-20211115';

describe("a carrier's day", () => {
  const projection = projectionSpec(carrierDayProjection);

  it('names its carrier and day, and has the number of its books', async () => {
    await projection.given(on(day, carrierDayOpened({ shards: 4 })));
    expect(await projection.now()).toMatchObject([
      { carrier_day_id: 'viettel-20211115', carrier: 'VIETTEL', service_date: '2021-11-15', shards: 4, closed: false },
    ]);
  });

  it('keeps each file, and what came of it', async () => {
    const second = '0b0b0b0b-0000-5000-8000-000000000002';
    await projection.given(
      on(
        day,
        carrierDayOpened(),
        carrierFileReceived(),
        carrierFileReceived({ fileId: second, fileNo: 2, late: true }),
        carrierFileApplied({ rejected: 3 }),
      ),
    );
    const [row] = await projection.now();
    expect(row!.files).toMatchObject([
      { fileId: FILE, fileNo: 1, late: false, applied: { recorded: 400, repeated: 0, rejected: 3 } },
      { fileId: second, fileNo: 2, late: true, applied: null },
    ]);
  });

  it('is closed with its figures, and open again once it is reopened; both are remembered', async () => {
    await projection.given(
      on(day, carrierDayOpened(), carrierDayClosed({ shortBytes: '7' }), reconciliationReopened()),
    );
    expect(await projection.at(2)).toMatchObject([{ closed: true, closed_figures: { shortBytes: '7' } }]);
    expect(await projection.now()).toMatchObject([
      { closed: false, closed_at: null, closed_figures: null, reopened_reason: 'LATE_FILE' },
    ]);
  });
});

describe("a carrier's terms", () => {
  const projection = projectionSpec(carrierTermsProjection);

  it('are kept with their days; without a last day they are open', async () => {
    const open = carrierTermsAgreed({ validFrom: '2023-01-01', unitBase: 'DECIMAL' });
    const { validTo: _, ...data } = open.data;
    await projection.given(on('org-NM-TEST-01', carrierTermsAgreed(), { ...open, data }));
    expect(await projection.facts('carrier_terms')).toMatchObject([
      { carrier: 'VIETTEL', valid_from: '2021-10-01', valid_to: '2022-12-31', unit_base: 'BINARY' },
      { carrier: 'VIETTEL', valid_from: '2023-01-01', valid_to: null, unit_base: 'DECIMAL' },
    ]);
  });
});
