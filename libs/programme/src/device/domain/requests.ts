import type { Static, TSchema } from 'typebox';
import type { Custodian, ResolveException, Tenure } from '../../shared';
import type {
  DeviceInspected,
  DeviceReceived,
  DeviceRepaired,
  DeviceWithdrawn,
  HandoverRecorded,
} from './device.events';

/** What a request says of its fact; where it came from is added by whoever sends it. */
type Said<D extends { readonly schema: TSchema }> = Omit<Static<D['schema']>, 'channel' | 'import' | 'evidence'>;

export type DeviceCommand =
  | { readonly type: 'ReceiveDevice'; readonly data: Said<typeof DeviceReceived> }
  | { readonly type: 'InspectDevice'; readonly data: Omit<Said<typeof DeviceInspected>, 'flags'> }
  | { readonly type: 'ReleaseCustody'; readonly data: { readonly transferId: string; readonly to: Custodian } }
  | { readonly type: 'TakeCustody'; readonly data: { readonly transferId: string; readonly by: Custodian } }
  | {
      readonly type: 'AssignDevice';
      readonly data: {
        readonly assignmentId: string;
        /** Id of the event DevicePromised. */
        readonly promise: string;
        readonly subjectId: string;
        readonly schoolCode: string;
        readonly tenure: Tenure;
        /** Actor id of DevicePromised: who approved may not confirm the handover (G3). */
        readonly approvedBy: string;
      };
    }
  | { readonly type: 'RecordHandover'; readonly data: Omit<Said<typeof HandoverRecorded>, 'flags'> }
  | {
      readonly type: 'AcceptHandover';
      readonly data: {
        readonly assignmentId: string;
        readonly acceptedOn: string;
        readonly acceptedBy: 'PUPIL' | 'GUARDIAN';
      };
    }
  | { readonly type: 'DeclineHandover'; readonly data: { readonly assignmentId: string; readonly reason: string } }
  | { readonly type: 'MarkAcceptanceOverdue'; readonly data: { readonly assignmentId: string } }
  | {
      readonly type: 'MarkTransferOverdue';
      readonly data: { readonly transferId: string; readonly releasedOn: string };
    }
  | { readonly type: 'UnassignDevice'; readonly data: { readonly assignmentId: string; readonly reason: string } }
  | {
      readonly type: 'ReportLost';
      readonly data: { readonly kind: 'LOST' | 'STOLEN'; readonly lostOn: string; readonly reportRef: string };
    }
  | { readonly type: 'ReportFaulty'; readonly data: { readonly faultCode: string; readonly reportedOn: string } }
  | { readonly type: 'RepairDevice'; readonly data: Omit<Said<typeof DeviceRepaired>, 'flags'> }
  | {
      readonly type: 'ReturnDevice';
      readonly data: { readonly returnedOn: string; readonly to: Custodian; readonly reason: string };
    }
  | { readonly type: 'RecoverDevice'; readonly data: { readonly recoveredOn: string; readonly custodian: Custodian } }
  | { readonly type: 'QuarantineDevice'; readonly data: { readonly foundOn: string; readonly reason: string } }
  | { readonly type: 'WithdrawDevice'; readonly data: Omit<Said<typeof DeviceWithdrawn>, 'flags'> }
  | {
      readonly type: 'ReportWrongRecipient';
      readonly data: {
        readonly assignmentId: string;
        readonly reportedOn: string;
        readonly actualSubjectId?: string;
        readonly documentNo: string;
      };
    }
  | ResolveException;

export type DeviceRefusal =
  | 'DEVICE_EXISTS'
  | 'DEVICE_UNKNOWN'
  | 'DEVICE_ID'
  | 'PLACEHOLDER'
  | 'IMEI'
  | 'EXCEPTION_OPEN'
  | 'DEVICE_STATE'
  | 'WIPE_REQUIRED'
  | 'SAME_CUSTODIAN'
  | 'TRANSFER_UNKNOWN'
  | 'NOT_ADDRESSEE'
  | 'HANDOVER_STATE'
  | 'RECIPIENT_MISMATCH'
  | 'SEPARATION_OF_DUTIES'
  | 'ACCEPTED_TOO_EARLY'
  | 'REPAIR_OUTCOME'
  | 'INSPECTION_REQUIRED'
  | 'WRITTEN_OFF_TOO_EARLY'
  | 'EXCEPTION_RESOLVED'
  | 'EXCEPTION_UNKNOWN';
