import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { inScope } from '@access';
import {
  Clock,
  type CommandContext,
  Ledger,
  type Outcome,
  type Receipt,
  refusal,
  wholeCommand,
} from '@command-handling';
import { type Enrolled, type PersonalKey, Vault } from '@vault';
import { vietnamDay } from '@programme/shared';
import { parseMsisdn } from '@programme/data-grant/domain';
import { organisation } from '@programme/organisation/domain';
import {
  type BeneficiaryCommand,
  beneficiary,
  isPersonalId,
  namesakeKey,
  needsOwnConsent,
  personFlags,
} from '../domain';
import type { RegisterNeedBody } from './beneficiary.requests';

export class RegisterNeed extends Command<Outcome> {
  constructor(
    readonly data: RegisterNeedBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

type PersonalFields = Readonly<Record<string, string>>;
type Prepared =
  | {
      readonly kind: 'person';
      readonly fields: PersonalFields;
      readonly keys: readonly PersonalKey[];
      /** Held by the first of its kind, and no bar to the second. */
      readonly namesake: PersonalKey;
    }
  | ReturnType<typeof refusal>;

/** Personal data goes to the vault first; the event has the subject's random id and commitments. */
@CommandHandler(RegisterNeed)
export class RegisterNeedHandler implements ICommandHandler<RegisterNeed> {
  constructor(
    private readonly ledger: Ledger,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  async execute({ data, context }: RegisterNeed): Promise<Outcome> {
    const { schoolCode, registeredOn } = data;
    if (!inScope(context.actor, { organisation: schoolCode })) return refusal('NOT_FOUND');
    const { registered: school } = (await this.ledger.load(organisation, schoolCode)).state;
    if (school?.kind !== 'SCHOOL') return refusal('SCHOOL_UNKNOWN', { schoolCode });
    // Before anything is in the vault: a refusal should leave nothing behind.
    if (registeredOn > vietnamDay(this.clock.now())) return refusal('FUTURE', { occurredAt: registeredOn });
    const person = personOf(data);
    if (person.kind === 'refused') return person;
    const enrolled = await this.enrol(person, context);
    if (enrolled.kind === 'command-reused') return refusal('IDEMPOTENCY_KEY_REUSED');
    if (enrolled.kind === 'key-taken') return this.known(enrolled.subjectId, data, person, context, school);
    return this.register(enrolled, data, context, school);
  }

  /** A namesake's key stays with who has it; another enrolment without it says the same of the person. */
  private async enrol({ fields, keys, namesake }: Person, { commandId }: CommandContext): Promise<Enrolled> {
    const first = await this.vault.enrol({ commandId, kind: 'PUPIL', fields, keys: [...keys, namesake] });
    const isNamesake = first.kind === 'key-taken' && first.key === namesake.kind;
    // Seen again, a registration that went without the key looks like another command.
    return isNamesake || first.kind === 'command-reused'
      ? this.vault.enrol({ commandId, kind: 'PUPIL', fields, keys })
      : first;
  }

  /** Rows 24 and 25: the same pupil again changes nothing; another person's key, or other data, is refused. */
  private async known(
    subjectId: string,
    data: RegisterNeedBody,
    { fields, keys }: Person,
    context: CommandContext,
    school: School,
  ): Promise<Outcome> {
    const [holder] = await this.vault.find(keys.slice(0, 1));
    const { state, revision } = await this.ledger.load(beneficiary, subjectId);
    const stored = (await this.vault.reveal([subjectId], Object.keys(fields))).get(subjectId) ?? {};
    const same = Object.entries(fields).every(([field, value]) => stored[field] === value);
    if (holder !== subjectId || !same) return refusal('DUPLICATE_DIFFERENT', { schoolCode: data.schoolCode });
    if (state.status !== 'unknown') return unchanged(subjectId, revision, context);
    // Its first registration was cut off between the vault and the ledger: the person is there, the need is not.
    const { commandId } = context;
    const enrolled = await this.vault.enrol({ commandId, kind: 'PUPIL', fields, keys: [], subjectId });
    return enrolled.kind === 'enrolled'
      ? this.register(enrolled, data, context, school)
      : refusal('IDEMPOTENCY_KEY_REUSED');
  }

  private async register(
    { subjectId, commitments }: Extract<Enrolled, { kind: 'enrolled' }>,
    data: RegisterNeedBody,
    context: CommandContext,
    { provinceCode, unitCode }: School,
  ): Promise<Outcome> {
    const { schoolCode, level, grade, devicePossession, registeredOn, legalBasis, dateOfBirth } = data;
    const flags = personFlags(data, registeredOn);
    const command: Extract<BeneficiaryCommand, { type: 'RegisterNeed' }> = {
      type: 'RegisterNeed',
      data: {
        subjectId,
        schoolCode,
        provinceCode,
        unitCode,
        level,
        ...(grade === undefined ? {} : { grade }),
        devicePossession,
        registeredOn,
        ownConsentRequired: needsOwnConsent(dateOfBirth, registeredOn),
        ...(legalBasis ? { legalBasis: { ...legalBasis } } : {}),
        commitments: commitments as unknown as Extract<
          BeneficiaryCommand,
          { type: 'RegisterNeed' }
        >['data']['commitments'],
        ...(flags.length > 0 ? { flags: [...flags] } : {}),
      },
    };
    // Whom the pupil may be is found, not asked: the hash is that of what was asked, so a repeat stays the same command.
    const whole = wholeCommand(command, subjectId, { ...context, occurredAt: registeredOn });
    const [holder] = await this.vault.find([namesakeOf(data)]);
    const possibleDuplicate = holder && holder !== subjectId ? { possibleDuplicateOf: holder } : {};
    const found: BeneficiaryCommand = { type: 'RegisterNeed', data: { ...command.data, ...possibleDuplicate } };
    return this.ledger.decide(beneficiary, subjectId, found, whole);
  }
}

type Person = Extract<Prepared, { readonly kind: 'person' }>;

interface School {
  readonly provinceCode: string;
  readonly unitCode: string;
}

const personOf = (data: RegisterNeedBody): Prepared => {
  const { schoolCode, studentCode, fullName, dateOfBirth, sex, personalId, guardianName, guardianPhone } = data;
  if (personalId !== undefined && !isPersonalId(personalId)) return refusal('PERSONAL_ID');
  const phone = guardianPhone === undefined ? null : parseMsisdn(guardianPhone);
  if (phone?.kind === 'refused') return refusal('MSISDN');
  const given = { fullName, dateOfBirth, studentCode, personalId, sex, guardianName, guardianPhone: phone?.value };
  const fields = Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const ofSchool: PersonalKey = { kind: 'SCHOOL_STUDENT', value: `${schoolCode}/${studentCode}` };
  const ofPerson: readonly PersonalKey[] = personalId === undefined ? [] : [{ kind: 'PERSONAL_ID', value: personalId }];
  return { kind: 'person', fields, keys: [ofSchool, ...ofPerson], namesake: namesakeOf(data) };
};

const namesakeOf = (data: RegisterNeedBody): PersonalKey => ({
  kind: 'PUPIL_NAME',
  value: namesakeKey(data, data.schoolCode),
});

const unchanged = (subjectId: string, revision: number, { commandId }: CommandContext): Receipt => ({
  kind: 'receipt',
  commandId,
  resource: { type: beneficiary.noun, id: subjectId },
  stream: beneficiary.streamOf(subjectId),
  firstRevision: null,
  lastRevision: revision,
  eventIds: [],
  position: null,
  repeated: true,
  warnings: [],
});
