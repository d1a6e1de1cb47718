import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext, Ledger, type Outcome } from '@command-handling';
import { carrierDay, carrierDayOf } from '../domain';
import type { CloseCarrierDayBody } from './carrier-day.requests';

export class CloseCarrierDay extends Command<Outcome> {
  constructor(
    readonly carrierDayId: string,
    readonly data: CloseCarrierDayBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export class ReopenCarrierDay extends Command<Outcome> {
  constructor(
    readonly carrierDayId: string,
    readonly reason: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CloseCarrierDay)
export class CloseCarrierDayHandler implements ICommandHandler<CloseCarrierDay> {
  constructor(private readonly ledger: Ledger) {}

  execute({ carrierDayId, data, context }: CloseCarrierDay): Promise<Outcome> {
    const { serviceDate } = carrierDayOf(carrierDay.streamOf(carrierDayId));
    const command = { type: 'CloseCarrierDay', data: { serviceDate, ...data } } as const;
    return this.ledger.decide(carrierDay, carrierDayId, command, context);
  }
}

@CommandHandler(ReopenCarrierDay)
export class ReopenCarrierDayHandler implements ICommandHandler<ReopenCarrierDay> {
  constructor(private readonly ledger: Ledger) {}

  execute({ carrierDayId, reason, context }: ReopenCarrierDay): Promise<Outcome> {
    return this.ledger.decide(carrierDay, carrierDayId, { type: 'ReopenCarrierDay', data: { reason } }, context);
  }
}
