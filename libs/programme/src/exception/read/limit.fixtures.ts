/** The tables of other slices, as far as limits read them, kept from the same events. For specifications. */
import type { EventDefinition } from '@kernel';
import { type Positioned, type Projection, type Row, defineState } from '@projections';
import { deviceEvents } from '@programme/device/domain';
import { grantEvents } from '@programme/data-grant/domain';
import { donationEvents } from '@programme/donation/domain';
import { organisationEvents } from '@programme/organisation/domain';

type Data = Readonly<Record<string, unknown>>;

const table = (
  [name, tableName, prefix, key]: readonly [name: string, table: string, prefix: string, key: string],
  columns: Readonly<Record<string, 'text' | 'day' | 'bigint' | 'boolean' | 'json'>>,
  events: readonly EventDefinition[],
  change: (row: Row, type: string, data: Data) => Row,
): Projection =>
  defineState<readonly EventDefinition[], Row>({
    name,
    version: 1,
    events,
    table: { kind: 'state', name: tableName, key: { [key]: key === 'grant_id' ? 'uuid' : 'text' }, columns },
    keys: ({ stream }) => (stream.startsWith(prefix) ? [stream.slice(prefix.length)] : []),
    evolve: (row, event: Positioned, id) => {
      const empty = Object.fromEntries(Object.keys(columns).map((column) => [column, null]));
      return change(row ?? { [key]: id, ...empty }, event.type, event.data as Data);
    },
  });

const grants = table(
  ['grant', 'data_grant', 'grant-', 'grant_id'],
  { carrier: 'text', entitled_on: 'day', status: 'text' },
  grantEvents,
  (row, type, data) => {
    if (type === 'GrantEntitled')
      return { ...row, carrier: data.carrier, entitled_on: data.entitledOn, status: 'ENTITLED' };
    return type === 'GrantEnded' ? { ...row, status: data.reason } : row;
  },
);

const organisations = table(
  ['organisation', 'organisation', 'org-', 'code'],
  { province_code: 'text', unit_code: 'text', terms: 'json' },
  organisationEvents,
  (row, type, data) => {
    const terms = (row.terms as readonly Data[] | null) ?? [];
    if (type === 'CarrierTermsAgreed') return { ...row, terms: [...terms, data] };
    return { ...row, terms, province_code: data.provinceCode, unit_code: data.unitCode };
  },
);

const donations = table(
  ['donation', 'donation', 'donation-', 'code'],
  {
    donor_code: 'text',
    kind: 'text',
    umbrella: 'boolean',
    umbrella_code: 'text',
    earmark_province: 'text',
    promised: 'bigint',
    received: 'bigint',
    last_received_on: 'day',
    lots: 'json',
  },
  donationEvents,
  (row, type, data) => {
    const lots = (row.lots as readonly Data[] | null) ?? [];
    switch (type) {
      case 'DonationPledged':
        return {
          ...row,
          donor_code: data.donorCode,
          kind: data.kind,
          umbrella: data.umbrella ?? false,
          umbrella_code: data.umbrellaCode ?? null,
          promised: data.amountVnd ?? data.quantity,
          received: 0,
          lots,
        };
      case 'CashReceived':
        return { ...row, received: Number(row.received) + Number(data.amountVnd), last_received_on: data.valueDate };
      case 'DeviceLotReceived':
        return {
          ...row,
          received: Number(row.received) + Number(data.accepted),
          last_received_on: data.receivedOn,
          lots: [...lots, data],
        };
      default:
        return row;
    }
  },
);

const devices = table(
  ['device', 'device', 'device-', 'tag'],
  { donation_code: 'text', lot_no: 'text', allocated: 'json' },
  deviceEvents,
  (row, type, data) => {
    if (type === 'DeviceReceived') return { ...row, donation_code: data.donationCode, lot_no: data.lotNo };
    return type === 'CustodyReleased' ? { ...row, allocated: { at: '31-TEST-001', on: '2021-11-20' } } : row;
  },
);

export const limitTables: readonly Projection[] = [grants, organisations, donations, devices];
export const limitEvents: readonly EventDefinition[] = [
  ...new Set<EventDefinition>([...grantEvents, ...organisationEvents, ...donationEvents, ...deviceEvents]),
];
