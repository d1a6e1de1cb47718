import { Body, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Permits } from '@access';
import type { CommandContext, Outcome } from '@command-handling';
import { ApiCommand, Context, RestController, UuidParam } from '@command-handling/rest';
import {
  ActivateSimBody,
  AttachSimBody,
  EndGrantBody,
  FailSimActivationBody,
  IssueSimBody,
  NotifyPostGrantTermsBody,
  ReorderGrantBody,
  ReplaceSimBody,
  ResumeGrantBody,
  SuspendGrantBody,
} from './data-grant.requests';
import { EndGrant, NotifyPostGrantTerms, ReorderGrant, ResumeGrant, SuspendGrant } from './grant.commands';
import { ActivateSim, AttachSim, FailSimActivation, IssueSim, ReplaceSim } from './sim.commands';

@RestController('sims')
export class SimController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Permits('IssueSim')
  @ApiCommand({
    summary: 'Issue a SIM for the programme.',
    refusals: ['NOT_FOUND', 'ICCID', 'MSISDN', 'MSISDN_IN_USE', 'ICCID_IN_USE', 'SIM_EXISTS'],
  })
  issue(@Body() data: IssueSimBody, @Context() context: CommandContext): Promise<Outcome> {
    return this.commands.execute(new IssueSim(data, context));
  }

  @Post(':id/activate')
  @Permits('ActivateSim')
  @ApiCommand({
    summary: 'Record that the carrier switched the SIM on.',
    refusals: ['NOT_FOUND', 'SIM_REPLACED', 'SIM_ALREADY_ACTIVE'],
  })
  activate(
    @Param('id', UuidParam) id: string,
    @Body() data: ActivateSimBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new ActivateSim(id, data, context));
  }

  @Post(':id/fail-activation')
  @Permits('ActivateSim')
  @ApiCommand({ summary: 'Record that the carrier could not switch the SIM on.', refusals: ['NOT_FOUND'] })
  failActivation(
    @Param('id', UuidParam) id: string,
    @Body() data: FailSimActivationBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new FailSimActivation(id, data, context));
  }

  @Post(':id/replace')
  @Permits('ReplaceSim')
  @ApiCommand({
    summary: 'Put another SIM in its place; the grant keeps its id and its window.',
    refusals: ['NOT_FOUND', 'SIM_UNKNOWN', 'SIM_REPLACED', 'SIM_REPLACED_BY_ITSELF'],
  })
  replace(
    @Param('id', UuidParam) id: string,
    @Body() data: ReplaceSimBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new ReplaceSim(id, data, context));
  }

  @Post(':id/attach')
  @Permits('AttachSim')
  @ApiCommand({
    summary: 'Give a grant that has no SIM this one, which is not switched on yet.',
    refusals: [
      'NOT_FOUND',
      'GRANT_UNKNOWN',
      'GRANT_ENDED',
      'GRANT_HAS_SIM',
      'SIM_REPLACED',
      'SIM_ATTACHED',
      'SIM_ALREADY_ACTIVE',
    ],
  })
  attach(
    @Param('id', UuidParam) id: string,
    @Body() data: AttachSimBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new AttachSim(id, data, context));
  }
}

@RestController('grants')
export class GrantController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/suspend')
  @Permits('SuspendGrant')
  @ApiCommand({ summary: 'No data from the day after on; the term is not extended.', refusals: ['NOT_FOUND'] })
  suspend(
    @Param('id', UuidParam) id: string,
    @Body() data: SuspendGrantBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new SuspendGrant(id, data, context));
  }

  @Post(':id/resume')
  @Permits('ResumeGrant')
  @ApiCommand({
    summary: 'Data again from the day after on, for the remaining days.',
    refusals: ['NOT_FOUND', 'RESUMED_TOO_EARLY'],
  })
  resume(
    @Param('id', UuidParam) id: string,
    @Body() data: ResumeGrantBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new ResumeGrant(id, data, context));
  }

  @Post(':id/end')
  @Permits('EndGrant')
  @ApiCommand({ summary: 'End the grant before its window does.', refusals: ['NOT_FOUND'] })
  end(
    @Param('id', UuidParam) id: string,
    @Body() data: EndGrantBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new EndGrant(id, data, context));
  }

  @Post(':id/reorder')
  @Permits('ReorderGrant')
  @ApiCommand({
    summary: 'Ask the carrier once more for a grant that expired unactivated; it waits another 90 days.',
    refusals: ['NOT_FOUND', 'NOT_ENTITLED', 'GRANT_REORDERED', 'GRANT_STATE'],
  })
  reorder(
    @Param('id', UuidParam) id: string,
    @Body() data: ReorderGrantBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new ReorderGrant(id, data, context));
  }

  @Post(':id/notify-terms')
  @Permits('NotifyPostGrantTerms')
  @ApiCommand({
    summary: 'Record that the pupil’s side was told what the SIM costs once its free days are over.',
    refusals: ['NOT_FOUND', 'AUTO_CHARGE', 'GRANT_STATE'],
  })
  notifyTerms(
    @Param('id', UuidParam) id: string,
    @Body() data: NotifyPostGrantTermsBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new NotifyPostGrantTerms(id, data, context));
  }
}
