import { bookRules, carrierDayRules } from './carrier.rules';
import { claimRules } from './claim.rules';
import { deviceRules } from './device.rules';
import { donationRules, lotRules } from './donation.rules';
import type { StreamRules } from './facts';
import { grantRules, simRules } from './grant.rules';
import { clockRules, ledgerRules, registerRules, unitRules } from './ledger.rules';
import { pupilRules } from './pupil.rules';

/** A kind of stream (contract 2): the events it may hold, with the newest version that these rules know, and the rules. */
interface StreamKind {
  readonly events: Readonly<Record<string, number>>;
  readonly rules: StreamRules;
}

const kind = (rules: StreamRules, names: string): StreamKind => ({
  rules,
  events: Object.fromEntries(names.split(' ').map((name) => [name, 1])),
});

export const streamKinds: Readonly<Record<string, StreamKind>> = {
  org: kind(registerRules('OrganisationRegistered', 'code'), 'OrganisationRegistered CarrierTermsAgreed'),
  unit: kind(unitRules, 'LocalityMeasureDeclared LocalityMeasureEnded'),
  donor: kind(registerRules('DonorRegistered', 'code'), 'DonorRegistered'),
  donation: kind(
    donationRules,
    'DonationPledged PledgeRevised PledgeCommitted CashReceived DeviceLotReceived AcknowledgementIssued DonationWithdrawn ' +
      'PledgeBecameOverdue DonationLapsed EarmarkReleased ExceptionResolved',
  ),
  lot: kind(lotRules, 'LotManifested LotCounted LotSurplusAccepted ExceptionResolved'),
  claim: kind(claimRules, 'KeyClaimed KeyReleased'),
  device: kind(
    deviceRules,
    'DeviceReceived DeviceInspected CustodyReleased CustodyTaken DeviceAssigned AssignmentDeclined HandoverRecorded HandoverAccepted ' +
      'HandoverDeclined DeviceUnassigned DeviceReportedLost DeviceRecovered DeviceReportedFaulty DeviceRepaired DeviceReturned ' +
      'DeviceQuarantined DeviceWithdrawn WrongRecipientReported AcceptanceBecameOverdue TransferBecameOverdue DeviceSeenAgain DeliveryConfirmed AssignmentEndConfirmed ExceptionResolved',
  ),
  beneficiary: kind(
    pupilRules,
    'NeedRegistered CategoryAttested DevicePossessionDeclared ConsentRecorded ConsentWithdrawn EligibilityEvaluated AssignmentProposed ' +
      'ProposalRejected DevicePromised PromiseConfirmed PromiseReleased PupilServed AssignmentEnded BeneficiaryTransferred NeedLapsed ' +
      'DuplicateReported ExceptionResolved',
  ),
  sim: kind(
    simRules,
    'SimIssued SimActivated SimActivationFailed SimActivationBecameOverdue SimAttached SimReplaced ExceptionResolved',
  ),
  grant: kind(
    grantRules,
    'GrantEntitled GrantActivated GrantSuspended GrantResumed GrantEnded GrantActivationBecameOverdue GrantReordered ' +
      'PostGrantTermsNotified ExceptionResolved',
  ),
  book: kind(bookRules, 'DailyQuotaCredited DailyQuotaFailed CreditConflictRecorded'),
  carrierday: kind(
    carrierDayRules,
    'CarrierDayOpened CarrierFileReceived CarrierFileApplied CarrierDayClosed ReconciliationReopened',
  ),
  ledger: kind(
    ledgerRules,
    'LedgerOpened DemoCompleted PolicyEnabled ProjectionRebuildOrdered ProjectionRebuilt ProjectionDifferenceAccepted ' +
      'ProjectionRebuildAborted ProjectionSkipProposed ProjectionEventSkipped ProjectionScratchOrdered ProjectionScratchDropped ' +
      'LedgerRestored LedgerMoved',
  ),
  clock: kind(clockRules, 'DayBegan'),
};

/** Types of event that the rules know in a kind of stream, with the newest version of each. */
export const judgedEvents = (kind: string): Readonly<Record<string, number>> => streamKinds[kind]?.events ?? {};
