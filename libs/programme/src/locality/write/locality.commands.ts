import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext, Ledger, type Outcome, refusal } from '@command-handling';
import { uuidV5 } from '@event-store';
import { V2021_LAST_DAY, V2025_FROM, locality, localityId } from '../domain';
import type { DeclareLocalityMeasureBody, EndLocalityMeasureBody } from './locality.requests';

export class DeclareLocalityMeasure extends Command<Outcome> {
  constructor(
    readonly unitCode: string,
    readonly data: DeclareLocalityMeasureBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export class EndLocalityMeasure extends Command<Outcome> {
  constructor(
    readonly unitCode: string,
    readonly data: EndLocalityMeasureBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Permanent: the id of the measure that a command declares. */
export const measureIdOf = (commandId: string): string => uuidV5(commandId, 'measure');

@CommandHandler(DeclareLocalityMeasure)
export class DeclareLocalityMeasureHandler implements ICommandHandler<DeclareLocalityMeasure> {
  constructor(private readonly ledger: Ledger) {}

  execute({ unitCode, data: { kind, from, to, documentNo }, context }: DeclareLocalityMeasure): Promise<Outcome> {
    const period = { from, ...(to ? { to } : {}) };
    const measure = { measureId: measureIdOf(context.commandId), unitCode, kind, ...period, documentNo };
    return this.ledger.decide(locality, localityId(unitCode, from), { type: 'DeclareMeasure', data: measure }, context);
  }
}

/** The same code is another unit after 2025-06-30: the measure is in the one that declared it. */
@CommandHandler(EndLocalityMeasure)
export class EndLocalityMeasureHandler implements ICommandHandler<EndLocalityMeasure> {
  constructor(private readonly ledger: Ledger) {}

  async execute({ unitCode, data, context }: EndLocalityMeasure): Promise<Outcome> {
    const { measureId, lastDay, documentNo } = data;
    for (const day of [V2021_LAST_DAY, V2025_FROM]) {
      const id = localityId(unitCode, day);
      const { state } = await this.ledger.load(locality, id);
      if (!state.measures.some((measure) => measure.measureId === measureId)) continue;
      const end = { measureId, lastDay, ...(documentNo ? { documentNo } : {}) };
      return this.ledger.decide(locality, id, { type: 'EndMeasure', data: end }, context);
    }
    return refusal('MEASURE_UNKNOWN');
  }
}
