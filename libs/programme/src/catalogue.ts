import type { EventDefinition } from '@kernel';
import { bookEvents, carrierDayEvents } from './carrier-book/domain';
import { beneficiaryEvents } from './beneficiary/domain';
import { claimEvents } from './claim/domain';
import { deviceEvents } from './device/domain';
import { donationEvents, lotEvents } from './donation/domain';
import { donorEvents } from './donor/domain';
import { grantEvents, simEvents } from './data-grant/domain';
import { clockEvents, ledgerEvents } from './ledger/domain';
import { localityEvents } from './locality/domain';
import { organisationEvents } from './organisation/domain';

/** Every kind of stream and the events that may stand in it (the table of contract 2). The one list; everything else is derived. */
export const streamKinds: readonly {
  readonly kind: string;
  readonly pattern: string;
  readonly events: readonly EventDefinition[];
}[] = [
  { kind: 'org', pattern: 'org-{code}', events: organisationEvents },
  { kind: 'unit', pattern: 'unit-{code}-{validFrom}', events: localityEvents },
  { kind: 'donor', pattern: 'donor-{code}', events: donorEvents },
  { kind: 'donation', pattern: 'donation-{code}', events: donationEvents },
  { kind: 'lot', pattern: 'lot-{donation}-{no}', events: lotEvents },
  { kind: 'claim', pattern: 'claim-{kind}-{32 hex}', events: claimEvents },
  { kind: 'device', pattern: 'device-{tag}', events: deviceEvents },
  { kind: 'beneficiary', pattern: 'beneficiary-{subjectId}', events: beneficiaryEvents },
  { kind: 'sim', pattern: 'sim-{id}', events: simEvents },
  { kind: 'grant', pattern: 'grant-{id}', events: grantEvents },
  { kind: 'book', pattern: 'book-{carrier}-{yyyymmdd}-{shard}', events: bookEvents },
  { kind: 'carrierday', pattern: 'carrierday-{carrier}-{yyyymmdd}', events: carrierDayEvents },
  { kind: 'ledger', pattern: 'ledger', events: ledgerEvents },
  { kind: 'clock', pattern: 'clock', events: clockEvents },
];

/** Each definition once (ExceptionResolved may stand in several kinds of stream). */
export const allEvents: readonly EventDefinition[] = [...new Set(streamKinds.flatMap(({ events }) => events))];
