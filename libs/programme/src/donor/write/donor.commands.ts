import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandContext, Ledger, type Outcome, refusal } from '@command-handling';
import { uuidV5 } from '@event-store';
import { Vault } from '@vault';
import { crockfordOfUuid } from '@programme/shared';
import { donor } from '../domain';
import type { RegisterDonorBody } from './donor.requests';

export class RegisterDonor extends Command<Outcome> {
  constructor(
    readonly data: RegisterDonorBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Permanent: the code of a donor who brought none. */
export const donorCodeOf = (commandId: string): string => `DN-${crockfordOfUuid(uuidV5(commandId, 'donor'))}`;

const TAX_CODE = /^\d{10}(-\d{3})?$/;

/** An organisation's name is public. A person's goes to the vault first; the event has the subject's random id and commitments. */
@CommandHandler(RegisterDonor)
export class RegisterDonorHandler implements ICommandHandler<RegisterDonor> {
  constructor(
    private readonly ledger: Ledger,
    private readonly vault: Vault,
  ) {}

  async execute({ data, context }: RegisterDonor): Promise<Outcome> {
    const { kind, name, taxCode, publicity } = data;
    if (taxCode !== undefined && !TAX_CODE.test(taxCode)) return refusal('CODE_FORMAT', { field: 'taxCode' });
    const code = data.code ?? donorCodeOf(context.commandId);
    const said = { code, kind, publicity };
    if (kind !== 'PERSON') {
      const registration = { ...said, name, ...(taxCode ? { taxCode } : {}) };
      return this.ledger.decide(donor, code, { type: 'RegisterDonor', data: registration }, context);
    }
    const identity = await this.enrol(data, context);
    if ('code' in identity) return identity;
    return this.ledger.decide(donor, code, { type: 'RegisterDonor', data: { ...said, ...identity } }, context);
  }

  private async enrol({ name, taxCode }: RegisterDonorBody, { commandId }: CommandContext) {
    const enrolled = await this.vault.enrol({
      commandId,
      kind: 'DONOR',
      fields: { name, ...(taxCode ? { taxCode } : {}) },
      keys: taxCode ? [{ kind: 'TAX_CODE', value: taxCode }] : [],
    });
    if (enrolled.kind === 'command-reused') return refusal('IDEMPOTENCY_KEY_REUSED');
    if (enrolled.kind === 'key-taken') return refusal('DONOR_EXISTS');
    const { subjectId, commitments } = enrolled;
    const committed = { name: commitments.name!, ...(taxCode ? { taxCode: commitments.taxCode! } : {}) };
    return { subjectId, commitments: committed };
  }
}
