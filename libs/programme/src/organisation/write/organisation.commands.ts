import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock, type CommandContext, Ledger, type Outcome, refusal } from '@command-handling';
import { vietnamDay } from '@programme/shared';
import { V2021_LAST_DAY, isInProvince, repairProvinceCode, unitOn } from '@programme/locality/domain';
import { organisation } from '../domain';
import type { AgreeCarrierTermsBody, RegisterOrganisationBody } from './organisation.requests';

export class RegisterOrganisation extends Command<Outcome> {
  constructor(
    readonly data: RegisterOrganisationBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export class AgreeCarrierTerms extends Command<Outcome> {
  constructor(
    readonly code: string,
    readonly data: AgreeCarrierTermsBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** The codes have to be those of the day on which it is registered (rows 16, 18). */
@CommandHandler(RegisterOrganisation)
export class RegisterOrganisationHandler implements ICommandHandler<RegisterOrganisation> {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  async execute({ data, context }: RegisterOrganisation): Promise<Outcome> {
    const { code, kind, name, unitCode, carrier } = data;
    const province = repairProvinceCode(data.provinceCode);
    if (!province) return refusal('UNIT_UNKNOWN', { unitCode: data.provinceCode });
    const { code: provinceCode, repaired } = province;
    const day = vietnamDay(context.occurredAt ?? this.clock.now());
    for (const unit of [provinceCode, unitCode]) {
      const reading = unitOn(unit, day);
      if (reading.kind === 'unknown') return refusal('UNIT_UNKNOWN', { unitCode: unit });
      // The programme began in the units of 2021, and whoever took part keeps the codes of that time (row 16 is about facts of a day).
      if (reading.kind === 'not-valid' && unitOn(unit, V2021_LAST_DAY).kind !== 'unit')
        return refusal('ADMIN_NOT_VALID_ON_DATE', reading.successor ? { successor: reading.successor } : {});
    }
    if (!isInProvince(unitCode, provinceCode)) return refusal('ADMIN_PARENT', { unitCode, provinceCode });
    const registration = { code, kind, name, provinceCode, unitCode, ...(carrier ? { carrier } : {}) };
    const command = { type: 'RegisterOrganisation', data: registration } as const;
    const outcome = await this.ledger.decide(organisation, code, command, context);
    if (outcome.kind === 'refused' || !repaired) return outcome;
    return { ...outcome, warnings: [...outcome.warnings, { code: 'LEADING_ZERO', field: 'provinceCode' }] };
  }
}

@CommandHandler(AgreeCarrierTerms)
export class AgreeCarrierTermsHandler implements ICommandHandler<AgreeCarrierTerms> {
  constructor(private readonly ledger: Ledger) {}

  execute({ code, data, context }: AgreeCarrierTerms): Promise<Outcome> {
    const { carrier, validFrom, validTo, unitBase, periodMode, termPolicy, pledgedGrants, documentNo } = data;
    const terms = { carrier, validFrom, unitBase, periodMode, termPolicy, pledgedGrants, documentNo };
    const agreed = { ...terms, ...(validTo ? { validTo } : {}) };
    return this.ledger.decide(organisation, code, { type: 'AgreeCarrierTerms', data: agreed }, context);
  }
}
