import type { Static, TSchema } from 'typebox';
import type { Carrier, Tenure } from '../../shared';
import type { CategoryAttested, NeedRegistered } from './beneficiary.events';
import type { EndReason, LegalBasis } from './beneficiary.state';
import type { DevicePossession } from './rule-set';

/** What a request says of its fact; where it came from is added by whoever sends it. */
type Said<D extends { readonly schema: TSchema }> = Omit<Static<D['schema']>, 'channel' | 'import' | 'evidence'>;

export type BeneficiaryCommand =
  | { readonly type: 'RegisterNeed'; readonly data: Said<typeof NeedRegistered> }
  | { readonly type: 'AttestCategory'; readonly data: Said<typeof CategoryAttested> }
  | {
      readonly type: 'DeclareDevicePossession';
      readonly data: { readonly devicePossession: DevicePossession; readonly declaredOn: string };
    }
  | { readonly type: 'RecordConsent'; readonly data: { readonly legalBasis: LegalBasis } }
  | { readonly type: 'WithdrawConsent'; readonly data: { readonly withdrawnOn: string } }
  | {
      readonly type: 'EvaluateEligibility';
      readonly data: { readonly evaluatedOn: string; readonly priorityLocality: boolean };
    }
  | {
      readonly type: 'ProposeAssignment';
      readonly data: {
        readonly assignmentId: string;
        readonly tag: string;
        readonly schoolCode: string;
        readonly tenure: Tenure;
        readonly replaces?: string;
      };
    }
  | { readonly type: 'RejectProposal'; readonly data: { readonly assignmentId: string; readonly reason: string } }
  | { readonly type: 'ApproveAssignment'; readonly data: { readonly assignmentId: string } }
  | { readonly type: 'ConfirmPromise'; readonly data: { readonly assignmentId: string } }
  | { readonly type: 'ReleasePromise'; readonly data: { readonly assignmentId: string; readonly reason: string } }
  | {
      readonly type: 'RecordServed';
      readonly data: {
        readonly assignmentId: string;
        readonly handedOn: string;
        readonly servedOn: string;
        readonly schoolCode: string;
        readonly simId?: string;
        readonly carrier?: Carrier;
      };
    }
  | {
      readonly type: 'EndAssignment';
      readonly data: { readonly assignmentId: string; readonly reason: EndReason; readonly endedOn: string };
    }
  | {
      readonly type: 'Transfer';
      readonly data: {
        readonly toSchoolCode: string;
        readonly provinceCode: string;
        readonly unitCode: string;
        readonly movedOn: string;
      };
    }
  | {
      readonly type: 'LapseNeed';
      readonly data: {
        readonly reason: 'HAS_DEVICE' | 'RETURNED_TO_SCHOOL' | 'GRADUATED' | 'MOVED' | 'DECEASED' | 'DECLINED';
        readonly lapsedOn: string;
      };
    }
  | {
      readonly type: 'ReportDuplicate';
      readonly data: { readonly survivorSubjectId: string; readonly reportedOn: string; readonly documentNo: string };
    }
  | {
      readonly type: 'ResolveException';
      readonly data: { readonly eventId: string; readonly outcome: 'ACCEPTED' | 'REFUSED'; readonly reason: string };
    };

export type BeneficiaryRefusal =
  | 'ALREADY_REGISTERED'
  | 'NEED_UNKNOWN'
  | 'NEED_LAPSED'
  | 'EXCEPTION_OPEN'
  | 'NOT_REPLACEABLE'
  | 'REPLACEMENT_USED'
  | 'ASSIGNMENT_OPEN'
  | 'PROPOSAL_UNKNOWN'
  | 'PROPOSAL_CLOSED'
  | 'SEPARATION_OF_DUTIES'
  | 'ALREADY_SERVED'
  | 'NOT_ELIGIBLE'
  | 'ASSIGNMENT_UNKNOWN'
  | 'DUPLICATE_OF_ITSELF'
  | 'EXCEPTION_UNKNOWN'
  | 'EXCEPTION_RESOLVED';
