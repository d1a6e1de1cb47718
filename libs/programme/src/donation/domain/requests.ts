import type { Static, TSchema } from 'typebox';
import type { ResolveException } from '../../shared';
import type {
  AcknowledgementIssued,
  CashReceived,
  DeviceLotReceived,
  DonationPledged,
  EarmarkReleased,
  LotManifested,
  PledgeRevised,
} from './donation.events';

/** What a request says of its fact; where it came from is added by whoever sends it. */
type Said<D extends { readonly schema: TSchema }> = Omit<
  Static<D['schema']>,
  'channel' | 'import' | 'evidence' | 'flags'
>;

export type DonationCommand =
  | { readonly type: 'PledgeDonation'; readonly data: Said<typeof DonationPledged> & { readonly flags?: string[] } }
  | { readonly type: 'RevisePledge'; readonly data: Said<typeof PledgeRevised> }
  | { readonly type: 'CommitPledge'; readonly data: { readonly documentNo: string } }
  | { readonly type: 'ReceiveCash'; readonly data: Said<typeof CashReceived> }
  | { readonly type: 'RecordLotReceived'; readonly data: Said<typeof DeviceLotReceived> }
  | { readonly type: 'IssueAcknowledgement'; readonly data: Said<typeof AcknowledgementIssued> }
  | { readonly type: 'WithdrawDonation'; readonly data: { readonly reason: string } }
  | { readonly type: 'RemindOfPledge'; readonly data: { readonly dueOn: string; readonly days: number } }
  | { readonly type: 'LapseDonation'; readonly data: { readonly dueOn: string } }
  | { readonly type: 'ReleaseEarmark'; readonly data: Said<typeof EarmarkReleased> }
  | ResolveException;

export type DonationRefusal =
  | 'DONATION_EXISTS'
  | 'DONATION_UNKNOWN'
  | 'DONATION_WITHDRAWN'
  | 'KIND_MISMATCH'
  | 'UMBRELLA_NESTED'
  | 'UMBRELLA_NOT_COUNTED'
  | 'PLEDGE_BELOW_RECEIVED'
  | 'NOTHING_RECEIVED'
  | 'EARMARK_UNKNOWN'
  | 'SEPARATION_OF_DUTIES'
  | 'EXCEPTION_OPEN'
  | 'EXCEPTION_RESOLVED'
  | 'EXCEPTION_UNKNOWN';

export type LotCommand =
  | { readonly type: 'ManifestLot'; readonly data: Said<typeof LotManifested> }
  | {
      readonly type: 'CountLot';
      readonly data: {
        readonly counted: number;
        readonly accepted: number;
        readonly rejected: number;
        readonly countedOn: string;
      };
    }
  | ResolveException;

export type LotRefusal =
  | 'LOT_UNKNOWN'
  | 'LOT_COUNTED'
  | 'LOT_WAREHOUSE'
  | 'COUNT_MISMATCH'
  | 'EXCEPTION_RESOLVED'
  | 'EXCEPTION_UNKNOWN'
  | 'SEPARATION_OF_DUTIES';
