import { on, projectionSpec } from '@projections/testing/projection-spec';
import * as a from '../domain/data-grant.fixtures';
import { simProjection } from './sim.projection';

const stream = `sim-${a.SIM}`;

describe('a SIM, as a row', () => {
  const projection = projectionSpec(simProjection);
  const after = async (...facts: Parameters<typeof on>[1][]) => {
    await projection.given(on(stream, ...facts));
    const [row] = await projection.now();
    return row!;
  };

  it('carries its grant, and keeps why the carrier could not switch it on until it could', async () => {
    const issued = [a.simIssued(), a.simAttached()];
    expect(await after(...issued, a.simActivationFailed())).toMatchObject({
      status: 'ISSUED',
      grant_id: a.GRANT,
      tag: 'SMT-00000001Y',
      failure: 'PLAN_UNKNOWN',
    });
    expect(await after(...issued, a.simActivationFailed(), a.simActivated())).toMatchObject({
      status: 'ACTIVE',
      activated_on: '2021-11-30',
      failure: null,
    });
  });

  it('is not switched on by being late', async () => {
    const row = await after(a.simIssued(), a.simAttached(), a.simActivationBecameOverdue());
    expect(row).toMatchObject({ status: 'ISSUED', activated_on: null });
    expect(await projection.history()).toHaveLength(1);
  });

  it('leads to the one that took its place', async () => {
    expect(await after(a.simIssued(), a.simActivated(), a.simReplaced())).toMatchObject({
      status: 'REPLACED',
      replaced_by: a.OTHER_SIM,
    });
  });
});
