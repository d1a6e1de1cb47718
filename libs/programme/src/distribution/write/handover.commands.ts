import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { inScope } from '@access';
import { holdersOf } from '@claims';
import { type CommandContext, Ledger, type Outcome, refusal } from '@command-handling';
import { Vault } from '@vault';
import type { Carrier } from '@programme/shared';
import { simOfTagKey } from '@programme/claim/domain';
import { parseIccid, sim } from '@programme/data-grant/domain';
import { type Device, type DeviceCommand, device } from '@programme/device/domain';
import type {
  AcceptHandoverBody,
  DeclineHandoverBody,
  RecordHandoverBody,
  ReportWrongRecipientBody,
} from './distribution.requests';

export class RecordHandover extends Command<Outcome> {
  constructor(
    readonly data: RecordHandoverBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

abstract class AboutHandover<D> extends Command<Outcome> {
  constructor(
    readonly assignmentId: string,
    readonly data: D,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export class AcceptHandover extends AboutHandover<AcceptHandoverBody> {}
export class DeclineHandover extends AboutHandover<DeclineHandoverBody> {}
export class ReportWrongRecipient extends AboutHandover<ReportWrongRecipientBody> {}

/** A handover is of one assignment, and known by its id. */
const asHandover = (outcome: Outcome, assignmentId: string): Outcome =>
  outcome.kind === 'receipt' ? { ...outcome, resource: { type: 'handover', id: assignmentId } } : outcome;

interface Box {
  readonly simId?: string;
  readonly carrier?: Carrier;
}

/** The SIM in the box has to be there, and free; the ledger holds its id, never its number. */
export const boxOf = async (
  ledger: Ledger,
  vault: Pick<Vault, 'find'>,
  iccidText: string,
  { assignment }: Device,
  assignmentId: string,
): Promise<Box | ReturnType<typeof refusal>> => {
  const iccid = parseIccid(iccidText);
  if (iccid === null) return refusal('ICCID');
  const [simId] = await vault.find([{ kind: 'ICCID', value: iccid }]);
  if (!simId) return refusal('SIM_UNKNOWN');
  const { state } = await ledger.load(sim, simId);
  if (state.status === 'unknown') return refusal('SIM_UNKNOWN');
  const isRepeat = assignment?.assignmentId === assignmentId && assignment.simId === simId;
  if (!isRepeat && state.status === 'replaced') return refusal('SIM_REPLACED');
  if (!isRepeat && state.attachment && state.attachment.assignmentId !== assignmentId) return refusal('SIM_ATTACHED');
  return { simId, ...(state.carrier ? { carrier: state.carrier } : {}) };
};

/** Nobody wrote a number down: the SIM that was issued for this device (F7), where it is there and free. */
export const boxOfTag = async (
  ledger: Ledger,
  tag: string,
  { assignment }: Device,
  assignmentId: string,
): Promise<Box> => {
  // The same paper again says what it said, whatever was issued since.
  if (assignment?.assignmentId === assignmentId && assignment.handedOn) {
    const { simId, carrier } = assignment;
    return { ...(simId ? { simId } : {}), ...(carrier ? { carrier } : {}) };
  }
  const [simId] = await holdersOf(ledger, [simOfTagKey(tag)]);
  if (!simId) return {};
  const { state } = await ledger.load(sim, simId);
  const isFree = !state.attachment || state.attachment.assignmentId === assignmentId;
  if (!isFree || state.status === 'unknown' || state.status === 'replaced') return {};
  return { simId, ...(state.carrier ? { carrier: state.carrier } : {}) };
};

@CommandHandler(RecordHandover)
export class RecordHandoverHandler implements ICommandHandler<RecordHandover> {
  constructor(
    private readonly ledger: Ledger,
    private readonly vault: Vault,
  ) {}

  async execute({ data, context }: RecordHandover): Promise<Outcome> {
    const { tag, assignmentId, subjectId, schoolCode, handedOn, relation, receivedByName, iccid } = data;
    if (!inScope(context.actor, { organisation: schoolCode })) return refusal('NOT_FOUND');
    const { state } = await this.ledger.load(device, tag);
    if (!state.received) return refusal('DEVICE_UNKNOWN', { tag });
    const box =
      iccid === undefined
        ? await boxOfTag(this.ledger, tag, state, assignmentId)
        : await boxOf(this.ledger, this.vault, iccid, state, assignmentId);
    if ('kind' in box) return box;
    const receivedBy = await this.received(receivedByName, context);
    if (receivedBy === null) return refusal('IDEMPOTENCY_KEY_REUSED');
    const { signatureType, evidenceSha256, termsVersion, conditionCode } = data;
    const command: DeviceCommand = {
      type: 'RecordHandover',
      data: {
        assignmentId,
        subjectId,
        schoolCode,
        handedOn,
        relation,
        signatureType,
        termsVersion,
        ...(evidenceSha256 ? { evidenceSha256 } : {}),
        ...(conditionCode ? { conditionCode } : {}),
        ...(receivedBy ? { commitments: { receivedBy } } : {}),
        ...box,
      },
    };
    const outcome = await this.ledger.decide(device, tag, command, { ...context, occurredAt: handedOn });
    return asHandover(outcome, assignmentId);
  }

  /** Commitment of the recipient's name; undefined without a name, null where the key was used for another one. */
  private async received(name: string | undefined, { commandId }: CommandContext): Promise<string | null | undefined> {
    if (name === undefined) return undefined;
    const enrolled = await this.vault.enrol({ commandId, kind: 'HANDOVER', fields: { receivedBy: name }, keys: [] });
    return enrolled.kind === 'enrolled' ? enrolled.commitments.receivedBy! : null;
  }
}

abstract class HandoverHandler {
  constructor(protected readonly ledger: Ledger) {}

  /** Decides on the device's stream, where the school of its open assignment is the actor's. */
  protected async decide(
    tag: string,
    assignmentId: string,
    command: DeviceCommand,
    context: CommandContext,
    occurredAt: string,
  ): Promise<Outcome> {
    const { state } = await this.ledger.load(device, tag);
    const organisation = state.assignment?.schoolCode;
    if (!state.received || !inScope(context.actor, { organisation })) return refusal('NOT_FOUND');
    return asHandover(await this.ledger.decide(device, tag, command, { ...context, occurredAt }), assignmentId);
  }
}

@CommandHandler(AcceptHandover)
export class AcceptHandoverHandler extends HandoverHandler implements ICommandHandler<AcceptHandover> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  execute({ assignmentId, data: { tag, acceptedOn, acceptedBy }, context }: AcceptHandover): Promise<Outcome> {
    const command = { type: 'AcceptHandover', data: { assignmentId, acceptedOn, acceptedBy } } as const;
    return this.decide(tag, assignmentId, command, context, acceptedOn);
  }
}

@CommandHandler(DeclineHandover)
export class DeclineHandoverHandler extends HandoverHandler implements ICommandHandler<DeclineHandover> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  execute({ assignmentId, data: { tag, reason, declinedOn }, context }: DeclineHandover): Promise<Outcome> {
    const command = { type: 'DeclineHandover', data: { assignmentId, reason } } as const;
    return this.decide(tag, assignmentId, command, context, declinedOn);
  }
}

@CommandHandler(ReportWrongRecipient)
export class ReportWrongRecipientHandler extends HandoverHandler implements ICommandHandler<ReportWrongRecipient> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  execute({ assignmentId, data, context }: ReportWrongRecipient): Promise<Outcome> {
    const { tag, reportedOn, actualSubjectId, documentNo } = data;
    const actual = actualSubjectId ? { actualSubjectId } : {};
    const report = { assignmentId, reportedOn, documentNo, ...actual };
    return this.decide(tag, assignmentId, { type: 'ReportWrongRecipient', data: report }, context, reportedOn);
  }
}
