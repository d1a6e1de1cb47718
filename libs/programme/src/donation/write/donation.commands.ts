import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Taken, claimKeys } from '@claims';
import { Clock, type CommandContext, Ledger, type Outcome, refusal, wholeCommand } from '@command-handling';
import { sha256Hex, uuidV5 } from '@event-store';
import type { Refused } from '@kernel';
import { Vault } from '@vault';
import { crockfordOfUuid, vietnamDay } from '@programme/shared';
import { claim, claimId, pledgeKey } from '@programme/claim/domain';
import { donor } from '@programme/donor/domain';
import { repairProvinceCode, unitOn } from '@programme/locality/domain';
import { organisation } from '@programme/organisation/domain';
import { type DonationCommand, donation, isSamePledge, traceCode } from '../domain';
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
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  async execute({ data: given, context }: PledgeDonation): Promise<Outcome> {
    const { data, repaired } = withProvince(given);
    const unknown = await this.unknownReference(data);
    if (unknown) return unknown;
    const code = data.code ?? donationCodeOfCommand(context.commandId);
    const command = { type: 'PledgeDonation', data: pledgeOf(code, data) } as const;
    const outcome = await this.pledge(code, command, on(context, data.pledgedOn));
    if (outcome.kind === 'refused' || !repaired) return outcome;
    return { ...outcome, warnings: [...outcome.warnings, { code: 'LEADING_ZERO', field: 'earmark.provinceCode' }] };
  }

  /**
   * Row 72: the letter of the donor, of the umbrella and of the province may tell of one gift. What was promised is claimed first, so that of two
   * letters that come at the same moment one is seen to be the second; the pledge itself is recorded all the same, and waits.
   */
  private async pledge(code: string, command: PledgeCommand, given: CommandContext): Promise<Outcome> {
    const now = this.clock.now();
    const occurredAt = given.occurredAt ?? now;
    const { state } = await this.ledger.load(donation, code);
    if (state.pledge) return this.ledger.decide(donation, code, command, given);
    // What is refused claims nothing.
    const decision = donation.decide({ ...command, actor: given.actor, occurredAt, now }, state);
    if (decision.kind === 'refused') return decision;
    if (occurredAt.slice(0, 10) > vietnamDay(now)) return refusal('FUTURE', { occurredAt });
    // Whether it is flagged depends on other pledges; what the command says does not.
    const context = wholeCommand(command, code, given);
    const unclaimed = await this.claim(code, command.data, vietnamDay(occurredAt), context);
    if (unclaimed?.kind === 'refused') return unclaimed;
    const data = unclaimed ? { ...command.data, flags: ['PLEDGE_DUPLICATE'] } : command.data;
    return this.ledger.decide(donation, code, { ...command, data }, context);
  }

  private async claim(
    code: string,
    { donorCode, kind, amountVnd, quantity }: PledgeCommand['data'],
    day: string,
    context: CommandContext,
  ): Promise<Taken | Refused | null> {
    const key = pledgeKey(donorCode, kind, amountVnd ?? quantity!);
    const claiming = { keys: [key], stream: donation.streamOf(code), id: code, context: () => context };
    const unclaimed = await claimKeys(this.ledger, claiming);
    if (unclaimed?.kind !== 'taken' || !unclaimed.holderExists) return unclaimed;
    const { state: holder } = await this.ledger.load(donation, unclaimed.holder);
    if (isSamePledge(holder, day)) return unclaimed;
    // The same promise in another season, or one that does not stand any more: from now on this pledge is the one to compare with.
    const release = { ...context, commandId: uuidV5(context.commandId, 'release-pledge') };
    const released = await this.ledger.decide(
      claim,
      claimId(key, sha256Hex),
      { type: 'ReleaseKey', data: { kind: key.kind, reason: 'NOT_THE_SAME_PLEDGE' } },
      release,
    );
    return released.kind === 'refused' ? released : claimKeys(this.ledger, claiming);
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

type PledgeCommand = Extract<DonationCommand, { type: 'PledgeDonation' }>;
type Pledged = PledgeCommand['data'];

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
