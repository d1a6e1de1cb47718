import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { inScope } from '@access';
import { type CommandContext, Ledger, type Outcome, refusal } from '@command-handling';
import { Vault } from '@vault';
import { isPriorityLocality, locality, localityId } from '@programme/locality/domain';
import { organisation } from '@programme/organisation/domain';
import { type Beneficiary, type BeneficiaryCommand, beneficiary } from '../domain';
import type { AttestCategoryBody, EvaluateEligibilityBody, TransferBody } from './beneficiary.requests';

/** A command about a pupil that is known: everything but its registration. */
abstract class AboutPupil<D> extends Command<Outcome> {
  constructor(
    readonly subjectId: string,
    readonly data: D,
    readonly context: CommandContext,
  ) {
    super();
  }
}

type DataOf<T extends BeneficiaryCommand['type']> = Extract<BeneficiaryCommand, { type: T }>['data'];

export class AttestCategory extends AboutPupil<AttestCategoryBody> {}
export class DeclareDevicePossession extends AboutPupil<DataOf<'DeclareDevicePossession'>> {}
export class RecordConsent extends AboutPupil<DataOf<'RecordConsent'>> {}
export class WithdrawConsent extends AboutPupil<DataOf<'WithdrawConsent'>> {}
export class EvaluateEligibility extends AboutPupil<EvaluateEligibilityBody> {}
export class TransferBeneficiary extends AboutPupil<TransferBody> {}
export class LapseNeed extends AboutPupil<DataOf<'LapseNeed'>> {}
export class ReportDuplicate extends AboutPupil<DataOf<'ReportDuplicate'>> {}

/** The pupil, if there is one and it is the actor's to touch; out of scope is as if it weren't there (contract 4). */
export const pupilInScope = async (
  ledger: Ledger,
  subjectId: string,
  { actor }: CommandContext,
): Promise<Beneficiary | null> => {
  const { state } = await ledger.load(beneficiary, subjectId);
  if (state.status === 'unknown') return null;
  return inScope(actor, { organisation: state.schoolCode, provinceCode: state.provinceCode }) ? state : null;
};

abstract class PupilHandler {
  constructor(protected readonly ledger: Ledger) {}

  /** Decides on the pupil's stream, where the pupil is in scope. */
  protected async decide(
    subjectId: string,
    command: BeneficiaryCommand,
    context: CommandContext,
    occurredAt?: string,
  ): Promise<Outcome> {
    if (!(await pupilInScope(this.ledger, subjectId, context))) return refusal('NOT_FOUND');
    return this.ledger.decide(beneficiary, subjectId, command, occurredAt ? { ...context, occurredAt } : context);
  }
}

@CommandHandler(AttestCategory)
export class AttestCategoryHandler extends PupilHandler implements ICommandHandler<AttestCategory> {
  constructor(
    ledger: Ledger,
    private readonly vault: Vault,
  ) {
    super(ledger);
  }

  async execute({ subjectId, data, context }: AttestCategory): Promise<Outcome> {
    const { category, validYear, issuedBy, certificateNo, attestedOn } = data;
    if (!(await pupilInScope(this.ledger, subjectId, context))) return refusal('NOT_FOUND');
    const attestation = { category, validYear, issuedBy };
    if (certificateNo === undefined)
      return this.decide(subjectId, { type: 'AttestCategory', data: attestation }, context, attestedOn);
    const { commandId } = context;
    const fields = { certificateNo };
    const enrolled = await this.vault.enrol({ commandId, kind: 'PUPIL', fields, keys: [], subjectId });
    if (enrolled.kind !== 'enrolled') return refusal('IDEMPOTENCY_KEY_REUSED');
    const commitments = { certificateNo: enrolled.commitments.certificateNo! };
    return this.decide(
      subjectId,
      { type: 'AttestCategory', data: { ...attestation, commitments } },
      context,
      attestedOn,
    );
  }
}

@CommandHandler(DeclareDevicePossession)
export class DeclareDevicePossessionHandler extends PupilHandler implements ICommandHandler<DeclareDevicePossession> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  execute({ subjectId, data, context }: DeclareDevicePossession): Promise<Outcome> {
    return this.decide(subjectId, { type: 'DeclareDevicePossession', data }, context, data.declaredOn);
  }
}

@CommandHandler(RecordConsent)
export class RecordConsentHandler extends PupilHandler implements ICommandHandler<RecordConsent> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  execute({ subjectId, data: { legalBasis }, context }: RecordConsent): Promise<Outcome> {
    return this.decide(subjectId, { type: 'RecordConsent', data: { legalBasis: { ...legalBasis } } }, context);
  }
}

@CommandHandler(WithdrawConsent)
export class WithdrawConsentHandler extends PupilHandler implements ICommandHandler<WithdrawConsent> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  execute({ subjectId, data, context }: WithdrawConsent): Promise<Outcome> {
    return this.decide(subjectId, { type: 'WithdrawConsent', data }, context, data.withdrawnOn);
  }
}

/** The locality's measures on the day of the registration are an input, not a rule: the event keeps what was read. */
@CommandHandler(EvaluateEligibility)
export class EvaluateEligibilityHandler extends PupilHandler implements ICommandHandler<EvaluateEligibility> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  async execute({ subjectId, data: { evaluatedOn }, context }: EvaluateEligibility): Promise<Outcome> {
    const pupil = await pupilInScope(this.ledger, subjectId, context);
    if (!pupil) return refusal('NOT_FOUND');
    const { provinceCode, unitCode, registeredOn } = pupil;
    const units = [...new Set([unitCode, provinceCode])];
    const measures = await Promise.all(
      units.map(async (code) => (await this.ledger.load(locality, localityId(code, registeredOn))).state.measures),
    );
    const priorityLocality = isPriorityLocality(measures.flat(), units, registeredOn);
    return this.ledger.decide(
      beneficiary,
      subjectId,
      { type: 'EvaluateEligibility', data: { evaluatedOn, priorityLocality } },
      { ...context, occurredAt: evaluatedOn },
    );
  }
}

@CommandHandler(TransferBeneficiary)
export class TransferBeneficiaryHandler extends PupilHandler implements ICommandHandler<TransferBeneficiary> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  async execute({ subjectId, data: { toSchoolCode, movedOn }, context }: TransferBeneficiary): Promise<Outcome> {
    const { registered: school } = (await this.ledger.load(organisation, toSchoolCode)).state;
    if (school?.kind !== 'SCHOOL') return refusal('SCHOOL_UNKNOWN', { schoolCode: toSchoolCode });
    const { provinceCode, unitCode } = school;
    const data = { toSchoolCode, provinceCode, unitCode, movedOn };
    return this.decide(subjectId, { type: 'Transfer', data }, context, movedOn);
  }
}

@CommandHandler(LapseNeed)
export class LapseNeedHandler extends PupilHandler implements ICommandHandler<LapseNeed> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  execute({ subjectId, data, context }: LapseNeed): Promise<Outcome> {
    return this.decide(subjectId, { type: 'LapseNeed', data }, context, data.lapsedOn);
  }
}

@CommandHandler(ReportDuplicate)
export class ReportDuplicateHandler extends PupilHandler implements ICommandHandler<ReportDuplicate> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  async execute({ subjectId, data, context }: ReportDuplicate): Promise<Outcome> {
    const survivor = await this.ledger.load(beneficiary, data.survivorSubjectId);
    if (survivor.state.status === 'unknown') return refusal('NEED_UNKNOWN');
    return this.decide(subjectId, { type: 'ReportDuplicate', data }, context, data.reportedOn);
  }
}
