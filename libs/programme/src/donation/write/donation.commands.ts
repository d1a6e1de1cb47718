import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext, Ledger, type Outcome, refusal } from '@command-handling';
import { uuidV5 } from '@event-store';
import { Vault } from '@vault';
import { crockfordOfUuid } from '@programme/shared';
import { donor } from '@programme/donor/domain';
import { repairProvinceCode, unitOn } from '@programme/locality/domain';
import { organisation } from '@programme/organisation/domain';
import { type DonationCommand, donation, traceCode } from '../domain';
import type {
  CommitPledgeBody,
  IssueAcknowledgementBody,
  PledgeDonationBody,
  ReleaseEarmarkBody,
  RevisePledgeBody,
  WithdrawDonationBody,
} from './donation.requests';

export class PledgeDonation extends Command<Outcome> {
  constructor(
    readonly data: PledgeDonationBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

abstract class AboutDonation<D> extends Command<Outcome> {
  constructor(
    readonly code: string,
    readonly data: D,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export class RevisePledge extends AboutDonation<RevisePledgeBody> {}
export class CommitPledge extends AboutDonation<CommitPledgeBody> {}
export class IssueAcknowledgement extends AboutDonation<IssueAcknowledgementBody> {}
export class WithdrawDonation extends AboutDonation<WithdrawDonationBody> {}
export class ReleaseEarmark extends AboutDonation<ReleaseEarmarkBody> {}

/** Permanent: the code of a donation that brought none. */
export const donationCodeOfCommand = (commandId: string): string =>
  `D-${crockfordOfUuid(uuidV5(commandId, 'donation'))}`;

/** When it happened: the day of the paper, or now. */
const on = (context: CommandContext, day: string | undefined): CommandContext =>
  day === undefined ? context : { ...context, occurredAt: day };

@CommandHandler(PledgeDonation)
export class PledgeDonationHandler implements ICommandHandler<PledgeDonation> {
  constructor(private readonly ledger: Ledger) {}

  async execute({ data: given, context }: PledgeDonation): Promise<Outcome> {
    const { data, repaired } = withProvince(given);
    const unknown = await this.unknownReference(data);
    if (unknown) return unknown;
    const code = data.code ?? donationCodeOfCommand(context.commandId);
    const command: DonationCommand = { type: 'PledgeDonation', data: pledgeOf(code, data) };
    const outcome = await this.ledger.decide(donation, code, command, on(context, data.pledgedOn));
    if (outcome.kind === 'refused' || !repaired) return outcome;
    return { ...outcome, warnings: [...outcome.warnings, { code: 'LEADING_ZERO', field: 'earmark.provinceCode' }] };
  }

  /** What a pledge names has to be there; which of its rules hold is the pledge's own matter. */
  private async unknownReference({ donorCode, umbrellaCode, earmark, pledgedOn }: PledgeDonationBody) {
    const { state: giver } = await this.ledger.load(donor, donorCode);
    if (!giver.registered) return refusal('DONOR_UNKNOWN', { donorCode });
    if (umbrellaCode !== undefined) {
      const { state: umbrella } = await this.ledger.load(donation, umbrellaCode);
      if (!umbrella.pledge?.umbrella) return refusal('UMBRELLA_UNKNOWN', { umbrellaCode });
    }
    if (earmark?.provinceCode !== undefined) {
      const reading = unitOn(earmark.provinceCode, pledgedOn);
      if (reading.kind === 'unknown') return refusal('UNIT_UNKNOWN', { unitCode: earmark.provinceCode });
      if (reading.kind === 'not-valid')
        return refusal('ADMIN_NOT_VALID_ON_DATE', reading.successor ? { successor: reading.successor } : {});
    }
    if (earmark?.schoolCode !== undefined) {
      const { registered: school } = (await this.ledger.load(organisation, earmark.schoolCode)).state;
      if (school?.kind !== 'SCHOOL') return refusal('SCHOOL_UNKNOWN', { schoolCode: earmark.schoolCode });
    }
    return null;
  }
}

/** Row 15: a province's leading zero is put back. A code that no province has is left for the check that refuses it. */
const withProvince = (data: PledgeDonationBody): { readonly data: PledgeDonationBody; readonly repaired: boolean } => {
  const province = data.earmark?.provinceCode === undefined ? null : repairProvinceCode(data.earmark.provinceCode);
  if (!province?.repaired) return { data, repaired: false };
  return { data: { ...data, earmark: { ...data.earmark, provinceCode: province.code } }, repaired: true };
};

type Pledged = Extract<DonationCommand, { type: 'PledgeDonation' }>['data'];

/** Absent means absent: what was not said has no place in the event. */
const pledgeOf = (code: string, data: PledgeDonationBody): Pledged => {
  const { donorCode, kind, publicity, documentNo, quantity, amountVnd, umbrella, umbrellaCode, dueOn } = data;
  const earmark = data.earmark && defined({ ...data.earmark });
  return {
    code,
    donorCode,
    kind,
    publicity,
    documentNo,
    ...(quantity === undefined ? {} : { quantity }),
    ...(amountVnd === undefined ? {} : { amountVnd }),
    ...(data.valuation ? { valuation: { basis: data.valuation.basis, unitVnd: data.valuation.unitVnd } } : {}),
    ...(earmark && Object.keys(earmark).length > 0 ? { earmark } : {}),
    ...(umbrella ? { umbrella } : {}),
    ...(umbrellaCode === undefined ? {} : { umbrellaCode }),
    ...(dueOn === undefined ? {} : { dueOn }),
  };
};

const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;

@CommandHandler(RevisePledge)
export class RevisePledgeHandler implements ICommandHandler<RevisePledge> {
  constructor(private readonly ledger: Ledger) {}

  execute({ code, data: { quantity, amountVnd, reason, documentNo, revisedOn }, context }: RevisePledge) {
    const figures = {
      ...(quantity === undefined ? {} : { quantity }),
      ...(amountVnd === undefined ? {} : { amountVnd }),
    };
    const revision = { ...figures, reason, documentNo };
    return this.ledger.decide(donation, code, { type: 'RevisePledge', data: revision }, on(context, revisedOn));
  }
}

@CommandHandler(CommitPledge)
export class CommitPledgeHandler implements ICommandHandler<CommitPledge> {
  constructor(private readonly ledger: Ledger) {}

  execute({ code, data: { documentNo, committedOn }, context }: CommitPledge): Promise<Outcome> {
    return this.ledger.decide(donation, code, { type: 'CommitPledge', data: { documentNo } }, on(context, committedOn));
  }
}

/** The trace code is in this answer and in no event: whoever has it sees what became of the gift (contract 3). */
@CommandHandler(IssueAcknowledgement)
export class IssueAcknowledgementHandler implements ICommandHandler<IssueAcknowledgement> {
  constructor(
    private readonly ledger: Ledger,
    private readonly vault: Vault,
  ) {}

  async execute({ code, data: { number, issuedOn }, context }: IssueAcknowledgement): Promise<Outcome> {
    const command: DonationCommand = { type: 'IssueAcknowledgement', data: { number, issuedOn } };
    const outcome = await this.ledger.decide(donation, code, command, on(context, issuedOn));
    if (outcome.kind === 'refused') return outcome;
    return { ...outcome, extra: { traceCode: traceCode(code, this.vault.hmac('TRACE', code)) } };
  }
}

@CommandHandler(WithdrawDonation)
export class WithdrawDonationHandler implements ICommandHandler<WithdrawDonation> {
  constructor(private readonly ledger: Ledger) {}

  execute({ code, data: { reason, withdrawnOn }, context }: WithdrawDonation): Promise<Outcome> {
    return this.ledger.decide(donation, code, { type: 'WithdrawDonation', data: { reason } }, on(context, withdrawnOn));
  }
}

@CommandHandler(ReleaseEarmark)
export class ReleaseEarmarkHandler implements ICommandHandler<ReleaseEarmark> {
  constructor(private readonly ledger: Ledger) {}

  execute({ code, data: { consentRef, reason }, context }: ReleaseEarmark): Promise<Outcome> {
    return this.ledger.decide(donation, code, { type: 'ReleaseEarmark', data: { consentRef, reason } }, context);
  }
}
