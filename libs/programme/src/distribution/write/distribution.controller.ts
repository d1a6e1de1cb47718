import { Body, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Permits } from '@access';
import type { CommandContext, Outcome } from '@command-handling';
import { ApiCommand, Context, RestController, UuidParam } from '@command-handling/rest';
import { ApproveAssignment, ProposeAssignment, RejectProposal } from './assignment.commands';
import {
  AcceptHandoverBody,
  ApproveAssignmentBody,
  DeclineHandoverBody,
  ProposeAssignmentBody,
  RecordHandoverBody,
  RejectProposalBody,
  ReportWrongRecipientBody,
} from './distribution.requests';
import { AcceptHandover, DeclineHandover, RecordHandover, ReportWrongRecipient } from './handover.commands';

@RestController('assignments')
export class AssignmentController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Permits('ProposeAssignment')
  @ApiCommand({
    summary: 'Propose a device for an eligible pupil. Approval is by another person.',
    refusals: [
      'NOT_FOUND',
      'DEVICE_UNKNOWN',
      'NOT_REPLACEABLE',
      'ASSIGNMENT_OPEN',
      'NEED_LAPSED',
      'ALREADY_SERVED',
      'REPLACEMENT_USED',
      'EXCEPTION_OPEN',
      'NOT_ELIGIBLE',
    ],
  })
  propose(@Body() data: ProposeAssignmentBody, @Context() context: CommandContext): Promise<Outcome> {
    return this.commands.execute(new ProposeAssignment(data, context));
  }

  @Post(':id/approve')
  @Permits('ApproveAssignment')
  @ApiCommand({
    summary: 'Approve: the device is promised to the pupil, decided at once.',
    refusals: [
      'NEED_UNKNOWN',
      'PROPOSAL_UNKNOWN',
      'SEPARATION_OF_DUTIES',
      'NEED_LAPSED',
      'ALREADY_SERVED',
      'REPLACEMENT_USED',
      'EXCEPTION_OPEN',
      'NOT_ELIGIBLE',
      'PROPOSAL_CLOSED',
    ],
  })
  approve(
    @Param('id', UuidParam) id: string,
    @Body() { subjectId }: ApproveAssignmentBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new ApproveAssignment(id, subjectId, context));
  }

  @Post(':id/reject')
  @Permits('RejectProposal')
  @ApiCommand({ summary: 'Say no to a proposal.', refusals: ['NEED_UNKNOWN', 'PROPOSAL_UNKNOWN', 'PROPOSAL_CLOSED'] })
  reject(
    @Param('id', UuidParam) id: string,
    @Body() { subjectId, reason }: RejectProposalBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new RejectProposal(id, subjectId, reason, context));
  }
}

@RestController('handovers')
export class HandoverController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Permits('RecordHandover')
  @ApiCommand({
    summary: 'Record that the school handed an approved device to the pupil’s side.',
    refusals: [
      'NOT_FOUND',
      'DEVICE_UNKNOWN',
      'ICCID',
      'SIM_UNKNOWN',
      'SIM_REPLACED',
      'SIM_ATTACHED',
      'HANDOVER_STATE',
      'RECIPIENT_MISMATCH',
      'SEPARATION_OF_DUTIES',
    ],
  })
  record(@Body() data: RecordHandoverBody, @Context() context: CommandContext): Promise<Outcome> {
    return this.commands.execute(new RecordHandover(data, context));
  }

  @Post(':id/accept')
  @Permits('AcceptHandover')
  @ApiCommand({
    summary: 'Record that the pupil’s side accepted; silence is not acceptance. `id`: the assignment.',
    refusals: ['NOT_FOUND', 'HANDOVER_STATE', 'ACCEPTED_TOO_EARLY'],
  })
  accept(
    @Param('id', UuidParam) id: string,
    @Body() data: AcceptHandoverBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new AcceptHandover(id, data, context));
  }

  @Post(':id/decline')
  @Permits('DeclineHandover')
  @ApiCommand({
    summary: 'Record that the pupil’s side declined. `id`: the assignment.',
    refusals: ['NOT_FOUND', 'HANDOVER_STATE'],
  })
  decline(
    @Param('id', UuidParam) id: string,
    @Body() data: DeclineHandoverBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new DeclineHandover(id, data, context));
  }

  @Post(':id/report-wrong-recipient')
  @Permits('ReportWrongRecipient')
  @ApiCommand({
    summary:
      'Record that another child than the listed one got it: voids the assignment and its grant. `id`: the assignment.',
    refusals: ['NOT_FOUND', 'HANDOVER_STATE', 'RECIPIENT_MISMATCH'],
  })
  reportWrongRecipient(
    @Param('id', UuidParam) id: string,
    @Body() data: ReportWrongRecipientBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new ReportWrongRecipient(id, data, context));
  }
}
