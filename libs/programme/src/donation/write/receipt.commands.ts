import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock, type CommandContext, Ledger, type Outcome, refusal, wholeCommand } from '@command-handling';
import { claimKeys } from '@claims';
import { uuidV5 } from '@event-store';
import { vietnamDay } from '@programme/shared';
import { bankReceiptKey } from '@programme/claim/domain';
import { organisation } from '@programme/organisation/domain';
import { type DonationCommand, type LotCommand, donation, lot, lotId } from '../domain';
import type { CountLotBody, ManifestLotBody, ReceiveCashBody } from './donation.requests';

export class ReceiveCash extends Command<Outcome> {
  constructor(
    readonly code: string,
    readonly data: ReceiveCashBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export class ManifestLot extends Command<Outcome> {
  constructor(
    readonly data: ManifestLotBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export class CountLot extends Command<Outcome> {
  constructor(
    readonly id: string,
    readonly data: CountLotBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Permanent: the id of the receipt that a command records. */
export const receiptIdOf = (commandId: string): string => uuidV5(commandId, 'receipt');

/** D5: one transaction of the bank is one receipt. The transaction is claimed first, then the receipt is recorded, under one command. */
@CommandHandler(ReceiveCash)
export class ReceiveCashHandler implements ICommandHandler<ReceiveCash> {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  async execute({ code, data, context: given }: ReceiveCash): Promise<Outcome> {
    const { amountVnd, account, bankRef, valueDate } = data;
    if (!/^\d{6,20}$/.test(account)) return refusal('CODE_FORMAT', { field: 'account' });
    const now = this.clock.now();
    if (valueDate > vietnamDay(now)) return refusal('FUTURE', { occurredAt: valueDate });
    const receiptId = receiptIdOf(given.commandId);
    const command: DonationCommand = {
      type: 'ReceiveCash',
      data: { receiptId, amountVnd, account, bankRef, valueDate },
    };
    // A receipt that would be refused claims nothing.
    const { state } = await this.ledger.load(donation, code);
    const decision = donation.decide({ ...command, actor: given.actor, occurredAt: valueDate, now }, state);
    if (decision.kind === 'refused') return decision;
    const context = wholeCommand(command, code, { ...given, occurredAt: valueDate });
    const keys = [bankReceiptKey(account, bankRef, valueDate)];
    const claiming = { keys, stream: donation.streamOf(code), id: receiptId, context: () => context };
    const unclaimed = await claimKeys(this.ledger, claiming);
    if (unclaimed?.kind === 'refused') return unclaimed;
    if (unclaimed) return refusal('BANK_REF_USED', unclaimed.holderExists ? { stream: unclaimed.stream } : {});
    return this.ledger.decide(donation, code, command, context);
  }
}

@CommandHandler(ManifestLot)
export class ManifestLotHandler implements ICommandHandler<ManifestLot> {
  constructor(private readonly ledger: Ledger) {}

  async execute({ data, context }: ManifestLot): Promise<Outcome> {
    const { donationCode, lotNo, expected, warehouseCode, manifestedOn } = data;
    const { pledge } = (await this.ledger.load(donation, donationCode)).state;
    if (!pledge) return refusal('DONATION_UNKNOWN', { donationCode });
    if (pledge.umbrella) return refusal('UMBRELLA_NOT_COUNTED');
    if (pledge.kind !== 'DEVICE' && pledge.kind !== 'CASH_VND') return refusal('KIND_MISMATCH');
    const { registered: warehouse } = (await this.ledger.load(organisation, warehouseCode)).state;
    if (!warehouse) return refusal('ORGANISATION_UNKNOWN', { code: warehouseCode });
    const command: LotCommand = {
      type: 'ManifestLot',
      data: { donationCode, lotNo, expected, warehouseCode, manifestedOn },
    };
    return this.ledger.decide(lot, lotId(donationCode, lotNo), command, { ...context, occurredAt: manifestedOn });
  }
}

@CommandHandler(CountLot)
export class CountLotHandler implements ICommandHandler<CountLot> {
  constructor(private readonly ledger: Ledger) {}

  execute({ id, data: { counted, accepted, rejected, countedOn }, context }: CountLot): Promise<Outcome> {
    const command: LotCommand = { type: 'CountLot', data: { counted, accepted, rejected, countedOn } };
    return this.ledger.decide(lot, id, command, { ...context, occurredAt: countedOn });
  }
}
