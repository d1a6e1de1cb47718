import type { Role } from './roles';

/**
 * Who may send which command (contract 4), by the command's name. A command that isn't here can't be sent over HTTP; what only policies
 * and the ledger itself do is therefore left out. The actor's role is the first held role in the order of the list.
 */
export const commandsByRole = {
  RegisterOrganisation: ['DATA_ENTRY'],
  AgreeCarrierTerms: ['DATA_ENTRY'],
  DeclareLocalityMeasure: ['DATA_ENTRY'],
  EndLocalityMeasure: ['DATA_ENTRY'],

  RegisterDonor: ['DATA_ENTRY'],
  PledgeDonation: ['DATA_ENTRY'],
  RevisePledge: ['DATA_ENTRY'],
  CommitPledge: ['DATA_ENTRY'],
  ReceiveCash: ['DATA_ENTRY'],
  IssueAcknowledgement: ['DATA_ENTRY'],
  /** Not a command: the code that opens the donor's trace, for those to whom contract 3 gives it. */
  ReadTraceCode: ['DATA_ENTRY', 'DONOR_VIEWER'],
  WithdrawDonation: ['DATA_ENTRY'],
  ReleaseEarmark: ['APPROVER_1', 'APPROVER_2'],

  ManifestLot: ['DATA_ENTRY'],
  CountLot: ['DATA_ENTRY'],
  ReceiveDevice: ['DATA_ENTRY'],
  InspectDevice: ['DATA_ENTRY'],
  ReleaseCustody: ['PROVINCE_ALLOCATOR'],
  SendBackDevice: ['SCHOOL_OFFICER'],
  TakeCustody: ['SCHOOL_OFFICER'],
  /** Who enters what is in the warehouses speaks for them: inspection, custody, and what becomes of a device that no school has. */
  TakeBackDevice: ['DATA_ENTRY'],
  ReportDeviceLost: ['SCHOOL_OFFICER', 'DATA_ENTRY'],
  ReportDeviceFaulty: ['SCHOOL_OFFICER', 'DATA_ENTRY'],
  RecoverDevice: ['SCHOOL_OFFICER', 'DATA_ENTRY'],
  RepairDevice: ['SCHOOL_OFFICER', 'DATA_ENTRY'],
  ReturnDevice: ['SCHOOL_OFFICER'],
  QuarantineDevice: ['DATA_ENTRY'],
  WithdrawDevice: ['APPROVER_1', 'APPROVER_2'],

  RegisterNeed: ['SCHOOL_OFFICER'],
  RecordConsent: ['SCHOOL_OFFICER'],
  WithdrawConsent: ['SCHOOL_OFFICER'],
  AttestCategory: ['SCHOOL_OFFICER'],
  DeclareDevicePossession: ['SCHOOL_OFFICER'],
  TransferBeneficiary: ['SCHOOL_OFFICER'],
  LapseNeed: ['SCHOOL_OFFICER'],
  EvaluateEligibility: ['PROVINCE_ALLOCATOR'],
  ProposeAssignment: ['PROVINCE_ALLOCATOR'],
  ApproveAssignment: ['APPROVER_1', 'APPROVER_2'],
  RejectProposal: ['APPROVER_1', 'APPROVER_2'],
  ReportDuplicate: ['APPROVER_1', 'APPROVER_2'],

  RecordHandover: ['SCHOOL_OFFICER'],
  AcceptHandover: ['SCHOOL_OFFICER'],
  DeclineHandover: ['SCHOOL_OFFICER'],
  ReportWrongRecipient: ['SCHOOL_OFFICER'],

  IssueSim: ['CARRIER_AGENT'],
  ActivateSim: ['CARRIER_AGENT'],
  ReplaceSim: ['CARRIER_AGENT'],
  AttachSim: ['CARRIER_AGENT'],
  SuspendGrant: ['CARRIER_AGENT'],
  ResumeGrant: ['CARRIER_AGENT'],
  EndGrant: ['APPROVER_1', 'APPROVER_2'],
  ReorderGrant: ['APPROVER_1', 'APPROVER_2'],
  NotifyPostGrantTerms: ['CARRIER_AGENT'],
  CloseCarrierDay: ['APPROVER_1', 'APPROVER_2'],
  ReopenCarrierDay: ['APPROVER_1', 'APPROVER_2'],

  ImportF4: ['DATA_ENTRY'],
  ImportF6: ['SCHOOL_OFFICER'],
  ImportF7: ['CARRIER_AGENT'],
  ImportF8: ['CARRIER_AGENT'],
  ImportF10: ['CARRIER_AGENT'],
  /** See the imports that one's role may send; which of them is the engine's matter. */
  ReadImport: ['DATA_ENTRY', 'SCHOOL_OFFICER', 'CARRIER_AGENT', 'APPROVER_1', 'APPROVER_2', 'AUDITOR', 'ADMIN'],
  /** A held file is let go on, or ended, by another person than its uploader. */
  ReleaseImport: ['DATA_ENTRY', 'SCHOOL_OFFICER', 'CARRIER_AGENT', 'APPROVER_1', 'APPROVER_2'],
  /** A flagged fact is accepted or refused by another person than its author. */
  ResolveException: ['APPROVER_1', 'APPROVER_2'],

  RebuildProjection: ['ADMIN'],
  /** Watch how far the projections are. */
  ReadProjections: ['ADMIN', 'AUDITOR'],
  /** One proposes, another one approves. */
  SkipProjectionEvent: ['ADMIN'],
  RetryParkedKey: ['ADMIN'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type CommandName = keyof typeof commandsByRole;

const APPROVERS: readonly Role[] = ['APPROVER_1', 'APPROVER_2'];

/** What only an approver may send: whoever runs the machines never does (row 39), whatever else is asked of their roles. */
export const isApproval = (command: CommandName): boolean =>
  commandsByRole[command].every((role) => APPROVERS.includes(role));

/** The role under which the holder of these roles may send the command; null where none of them permits it. */
export const permittingRole = (command: CommandName, held: readonly Role[]): Role | null =>
  held.find((role) => (commandsByRole[command] as readonly Role[]).includes(role)) ?? null;
