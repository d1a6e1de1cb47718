import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { AnyDecider } from '@kernel';
import { type CommandContext, Ledger, type Outcome, refusal } from '@command-handling';
import { Journal } from '@event-store/journal';
import { beneficiary } from '@programme/beneficiary/domain';
import { grant, sim } from '@programme/data-grant/domain';
import { device } from '@programme/device/domain';
import { donation, lot } from '@programme/donation/domain';
import type { ResolveExceptionBody } from './exception.requests';

export class ResolveException extends Command<Outcome> {
  constructor(
    readonly eventId: string,
    readonly data: ResolveExceptionBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Kinds of stream whose facts may wait for a second person. */
const RESOLVING: readonly AnyDecider[] = [beneficiary, device, sim, grant, donation, lot];

/** The event's id is the exception's: its stream says which decider resolves it. */
@CommandHandler(ResolveException)
export class ResolveExceptionHandler implements ICommandHandler<ResolveException> {
  constructor(
    private readonly ledger: Ledger,
    private readonly journal: Journal,
  ) {}

  async execute({ eventId, data: { outcome, reason }, context }: ResolveException): Promise<Outcome> {
    const [event] = await this.journal.byIds([eventId]);
    const target = event ? this.targetOf(event.stream) : null;
    if (!target) return refusal('EXCEPTION_UNKNOWN');
    const command = { type: 'ResolveException', data: { eventId, outcome, reason } };
    const answer = await this.ledger.decide(target.decider, target.id, command, context);
    return answer.kind === 'receipt' ? { ...answer, resource: { type: 'exception', id: eventId } } : answer;
  }

  private targetOf(stream: string): { readonly decider: AnyDecider; readonly id: string } | null {
    for (const decider of RESOLVING) {
      const prefix = decider.streamOf('');
      if (stream.startsWith(prefix)) return { decider, id: stream.slice(prefix.length) };
    }
    return null;
  }
}
