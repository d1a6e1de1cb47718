import { by, person, recorded, specification, type Given } from '@kernel/testing';
import { type DeviceEvent, device, statusClassOf } from '.';
import * as a from './device.fixtures';

const given = specification(device, (actual, expected) => expect(actual).toEqual(expected));
const after = (...facts: readonly Given<DeviceEvent>[]) =>
  facts.map(recorded<DeviceEvent>).reduce(device.evolve, device.initial);

const CLERK = person('00000000-0000-4000-8000-00000000000a');
const APPROVER = person('00000000-0000-4000-8000-00000000000b');

const received = [a.deviceReceived()] as const;
const available = [...received, a.deviceInspected()] as const;
const reserved = [...available, a.custodyReleased(), a.custodyTaken(), a.deviceAssigned()] as const;
const inUse = [...reserved, a.handoverRecorded(), a.handoverAccepted()] as const;
const lost = [...inUse, by(CLERK, a.deviceReportedLost())] as const;
const quarantined = [...received, a.deviceQuarantined()] as const;

describe('a device that is not safe to give out', () => {
  it('is kept from everybody, wherever we have it', () => {
    given(...received)
      .when(a.quarantineDevice())
      .then(a.deviceQuarantined());
    expect(after(...quarantined)).toMatchObject({ status: 'QUARANTINED', custodian: a.WAREHOUSE, cleared: false });
    given(...quarantined)
      .when(a.releaseCustody())
      .thenRefused('DEVICE_STATE');
    given(...quarantined)
      .when(a.quarantineDevice())
      .thenRefused('DEVICE_STATE');
  });
  it('is free again by an inspection', () => {
    given(...quarantined)
      .when(a.inspectDevice())
      .then(a.deviceInspected());
    expect(after(...quarantined, a.deviceInspected()).status).toBe('AVAILABLE');
  });
  it.each([
    ['on its way', [...available, a.custodyReleased()]],
    ['promised to a pupil', reserved],
    ['with a pupil', inUse],
    ['missing', lost],
  ])('is none that is %s', (_, facts) => {
    given(...facts)
      .when(a.quarantineDevice())
      .thenRefused('DEVICE_STATE');
  });
});

describe('taking a device out of the programme', () => {
  const returned = a.withdrawDevice({ outcome: 'RETURNED_TO_DONOR' });
  it.each(['RETURNED_TO_DONOR', 'DONATED_ON', 'SCRAPPED'] as const)('ends its life: %s', (outcome) => {
    given(...available)
      .when(a.withdrawDevice({ outcome }))
      .then(a.deviceWithdrawn({ outcome }));
    const { status } = after(...available, a.deviceWithdrawn({ outcome }));
    expect([status, statusClassOf(status)]).toEqual([outcome, 'ARCHIVED']);
    for (const later of [a.inspectDevice(), a.reportLost(), a.reportFaulty(), a.recoverDevice(), returned])
      given(...available, a.deviceWithdrawn({ outcome }))
        .when(later)
        .thenRefused('DEVICE_STATE');
  });
  it('gives nobody what may hold data of somebody else (V6); scrap is nobody’s', () => {
    const used = a.deviceReceived({ condition: 'USED' });
    given(used).when(returned).thenRefused('WIPE_REQUIRED');
    given(used)
      .when(a.withdrawDevice({ outcome: 'SCRAPPED' }))
      .then(a.deviceWithdrawn({ outcome: 'SCRAPPED' }));
  });
  it.each([
    ['on its way', [...available, a.custodyReleased()]],
    ['promised to a pupil', reserved],
    ['with a pupil', inUse],
    ['missing', lost],
  ])('is not for one that is %s', (_, facts) => {
    given(...facts)
      .when(returned)
      .thenRefused('DEVICE_STATE');
  });
});

describe('writing off', () => {
  it('is for what has been missing for 30 days, and stays so', () => {
    given(...lost)
      .when(a.withdrawDevice({ withdrawnOn: '2021-12-24' }), { actor: APPROVER })
      .thenRefused('WRITTEN_OFF_TOO_EARLY');
    given(...lost)
      .when(a.withdrawDevice(), { actor: APPROVER })
      .then(a.deviceWithdrawn());
    given(...lost, a.deviceWithdrawn())
      .when(a.recoverDevice())
      .thenRefused('DEVICE_STATE');
  });
  it('is said by another person than the one who reported the loss', () => {
    given(...lost)
      .when(a.withdrawDevice(), { actor: CLERK })
      .thenRefused('SEPARATION_OF_DUTIES');
  });
  it('is not for what is there, or was found again', () => {
    for (const facts of [available, inUse, [...lost, a.deviceRecovered()]])
      given(...facts)
        .when(a.withdrawDevice(), { actor: APPROVER })
        .thenRefused('DEVICE_STATE');
  });
});
