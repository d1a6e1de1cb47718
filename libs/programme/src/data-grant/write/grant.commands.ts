import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { inScope } from '@access';
import { type CommandContext, Ledger, type Outcome, refusal } from '@command-handling';
import { beneficiary, isStillEntitled } from '@programme/beneficiary/domain';
import { type GrantCommand, grant } from '../domain';
import type {
  EndGrantBody,
  NotifyPostGrantTermsBody,
  ReorderGrantBody,
  ResumeGrantBody,
  SuspendGrantBody,
} from './data-grant.requests';

abstract class AboutGrant<D> extends Command<Outcome> {
  constructor(
    readonly grantId: string,
    readonly data: D,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export class SuspendGrant extends AboutGrant<SuspendGrantBody> {}
export class ResumeGrant extends AboutGrant<ResumeGrantBody> {}
export class EndGrant extends AboutGrant<EndGrantBody> {}
/** A grant that nobody switched on is asked of the carrier once more (N6). */
export class ReorderGrant extends AboutGrant<ReorderGrantBody> {}
/** The pupil's side was told what comes after the free days (N10). */
export class NotifyPostGrantTerms extends AboutGrant<NotifyPostGrantTermsBody> {}

abstract class GrantHandler {
  constructor(protected readonly ledger: Ledger) {}

  /** Decides on the grant's stream, where the grant is the actor's carrier's. */
  protected async decide(
    grantId: string,
    command: GrantCommand,
    context: CommandContext,
    occurredAt: string,
  ): Promise<Outcome> {
    const { state } = await this.ledger.load(grant, grantId);
    if (state.status === 'unknown' || !inScope(context.actor, { carrier: state.carrier ?? undefined }))
      return refusal('NOT_FOUND');
    return this.ledger.decide(grant, grantId, command, { ...context, occurredAt });
  }
}

@CommandHandler(SuspendGrant)
export class SuspendGrantHandler extends GrantHandler implements ICommandHandler<SuspendGrant> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  execute({ grantId, data: { suspendedOn, reason }, context }: SuspendGrant): Promise<Outcome> {
    return this.decide(grantId, { type: 'SuspendGrant', data: { suspendedOn, reason } }, context, suspendedOn);
  }
}

@CommandHandler(ResumeGrant)
export class ResumeGrantHandler extends GrantHandler implements ICommandHandler<ResumeGrant> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  execute({ grantId, data: { resumedOn, reason }, context }: ResumeGrant): Promise<Outcome> {
    return this.decide(grantId, { type: 'ResumeGrant', data: { resumedOn, reason } }, context, resumedOn);
  }
}

@CommandHandler(EndGrant)
export class EndGrantHandler extends GrantHandler implements ICommandHandler<EndGrant> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  execute({ grantId, data: { endedOn, reason, cause }, context }: EndGrant): Promise<Outcome> {
    return this.decide(grantId, { type: 'EndGrant', data: { endedOn, reason, cause } }, context, endedOn);
  }
}

@CommandHandler(ReorderGrant)
export class ReorderGrantHandler extends GrantHandler implements ICommandHandler<ReorderGrant> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  /** The pupil's own stream says whether the computer that entitled to it is still theirs. */
  async execute({ grantId, data: { reorderedOn }, context }: ReorderGrant): Promise<Outcome> {
    const { subjectId, assignmentId, status } = (await this.ledger.load(grant, grantId)).state;
    if (status === 'unknown') return refusal('NOT_FOUND');
    const pupil = (await this.ledger.load(beneficiary, subjectId)).state;
    if (!isStillEntitled(pupil, assignmentId)) return refusal('NOT_ENTITLED');
    return this.decide(grantId, { type: 'ReorderGrant', data: { reorderedOn } }, context, reorderedOn);
  }
}

@CommandHandler(NotifyPostGrantTerms)
export class NotifyPostGrantTermsHandler extends GrantHandler implements ICommandHandler<NotifyPostGrantTerms> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  execute({ grantId, data, context }: NotifyPostGrantTerms): Promise<Outcome> {
    const { notifiedOn, termsVersion, priceVnd, periodDays, autoCharge } = data;
    const told = { notifiedOn, termsVersion, priceVnd, periodDays, autoCharge };
    return this.decide(grantId, { type: 'NotifyPostGrantTerms', data: told }, context, notifiedOn);
  }
}
