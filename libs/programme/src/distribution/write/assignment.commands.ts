import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { inScope } from '@access';
import { type CommandContext, Ledger, type Outcome, refusal } from '@command-handling';
import { uuidV5 } from '@event-store';
import { type Beneficiary, beneficiary } from '@programme/beneficiary/domain';
import { device } from '@programme/device/domain';
import type { ProposeAssignmentBody } from './distribution.requests';

export class ProposeAssignment extends Command<Outcome> {
  constructor(
    readonly data: ProposeAssignmentBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export class ApproveAssignment extends Command<Outcome> {
  constructor(
    readonly assignmentId: string,
    readonly subjectId: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export class RejectProposal extends Command<Outcome> {
  constructor(
    readonly assignmentId: string,
    readonly subjectId: string,
    readonly reason: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** An assignment has no stream of its own (contract 2); to whoever asked, it is the assignment that came of it. */
const asAssignment = (outcome: Outcome, assignmentId: string): Outcome =>
  outcome.kind === 'receipt' ? { ...outcome, resource: { type: 'assignment', id: assignmentId } } : outcome;

/** Permanent: the id of the assignment that a proposal makes. */
export const assignmentIdOf = (commandId: string): string => uuidV5(commandId, 'assignment');

const isInScope = ({ schoolCode, provinceCode, status }: Beneficiary, { actor }: CommandContext): boolean =>
  status !== 'unknown' && inScope(actor, { organisation: schoolCode, provinceCode });

@CommandHandler(ProposeAssignment)
export class ProposeAssignmentHandler implements ICommandHandler<ProposeAssignment> {
  constructor(private readonly ledger: Ledger) {}

  async execute({ data, context }: ProposeAssignment): Promise<Outcome> {
    const { subjectId, tag, tenure, replaces } = data;
    const assignmentId = assignmentIdOf(context.commandId);
    const { state: pupil } = await this.ledger.load(beneficiary, subjectId);
    if (!isInScope(pupil, context)) return refusal('NOT_FOUND');
    const { state: offered } = await this.ledger.load(device, tag);
    if (!offered.received) return refusal('DEVICE_UNKNOWN', { tag });
    // What was proposed before keeps its school: a repeat must be the same command, wherever the pupil is by now.
    const schoolCode = pupil.assignments[assignmentId]?.schoolCode ?? pupil.schoolCode;
    const proposal = { assignmentId, tag, schoolCode, tenure, ...(replaces ? { replaces } : {}) };
    const outcome = await this.ledger.decide(
      beneficiary,
      subjectId,
      { type: 'ProposeAssignment', data: proposal },
      context,
    );
    return asAssignment(outcome, assignmentId);
  }
}

/** The approval is decided at once on the pupil's stream: of two at the same moment one finds the other's promise. */
@CommandHandler(ApproveAssignment)
export class ApproveAssignmentHandler implements ICommandHandler<ApproveAssignment> {
  constructor(private readonly ledger: Ledger) {}

  async execute({ assignmentId, subjectId, context }: ApproveAssignment): Promise<Outcome> {
    const command = { type: 'ApproveAssignment', data: { assignmentId } } as const;
    return asAssignment(await this.ledger.decide(beneficiary, subjectId, command, context), assignmentId);
  }
}

@CommandHandler(RejectProposal)
export class RejectProposalHandler implements ICommandHandler<RejectProposal> {
  constructor(private readonly ledger: Ledger) {}

  async execute({ assignmentId, subjectId, reason, context }: RejectProposal): Promise<Outcome> {
    const command = { type: 'RejectProposal', data: { assignmentId, reason } } as const;
    return asAssignment(await this.ledger.decide(beneficiary, subjectId, command, context), assignmentId);
  }
}
