import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { inScope } from '@access';
import { type Taken, claimKeys } from '@claims';
import type { Refused } from '@kernel';
import {
  Clock,
  type CommandContext,
  Ledger,
  type Outcome,
  type Receipt,
  type Warning,
  refusal,
  wholeCommand,
} from '@command-handling';
import { type PersonalKey, Vault } from '@vault';
import { simOfTagKey } from '@programme/claim/domain';
import { vietnamDay } from '@programme/shared';
import { type SimCommand, grant, newPrefix, parseIccid, parseMsisdn, portedOrWrongCarrier, sim } from '../domain';
import type {
  ActivateSimBody,
  AttachSimBody,
  FailSimActivationBody,
  IssueSimBody,
  ReplaceSimBody,
} from './data-grant.requests';

export class IssueSim extends Command<Outcome> {
  constructor(
    readonly data: IssueSimBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

abstract class AboutSim<D> extends Command<Outcome> {
  constructor(
    readonly simId: string,
    readonly data: D,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export class ActivateSim extends AboutSim<ActivateSimBody> {}
export class FailSimActivation extends AboutSim<FailSimActivationBody> {}
export class ReplaceSim extends AboutSim<ReplaceSimBody> {}
/** A SIM that was in no box: for a grant that has none. */
export class AttachSim extends AboutSim<AttachSimBody> {}

/** The SIM's id is the vault's subject: its numbers stand there and nowhere else. */
@CommandHandler(IssueSim)
export class IssueSimHandler implements ICommandHandler<IssueSim> {
  constructor(
    private readonly ledger: Ledger,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  async execute({ data, context }: IssueSim): Promise<Outcome> {
    const { carrier, issuedOn, numberFrom } = data;
    if (!inScope(context.actor, { carrier })) return refusal('NOT_FOUND');
    if (issuedOn > vietnamDay(this.clock.now())) return refusal('FUTURE', { occurredAt: issuedOn });
    const iccid = parseIccid(data.iccid);
    if (iccid === null) return refusal('ICCID');
    const msisdn = parseMsisdn(data.msisdn);
    const prefix = newPrefix(msisdn);
    if (msisdn.kind === 'refused') return refusal('MSISDN', prefix === undefined ? {} : { prefix });
    const keys: readonly PersonalKey[] = [
      { kind: 'ICCID', value: iccid },
      { kind: 'MSISDN', value: msisdn.value },
    ];
    if (numberFrom !== undefined) await this.takeNumberOver(numberFrom, keys[1]!);
    const fields = { iccid, msisdn: msisdn.value };
    const { commandId } = context;
    const enrolled = await this.vault.enrol({ commandId, kind: 'SIM', fields, keys });
    if (enrolled.kind === 'command-reused') return refusal('IDEMPOTENCY_KEY_REUSED');
    if (enrolled.kind === 'key-taken') return this.known(keys, context);
    const { tag, schoolCode } = data;
    const command: SimCommand = {
      type: 'IssueSim',
      data: {
        simId: enrolled.subjectId,
        carrier,
        issuedOn,
        ...(tag ? { tag } : {}),
        ...(schoolCode ? { schoolCode } : {}),
        commitments: { iccid: enrolled.commitments.iccid!, msisdn: enrolled.commitments.msisdn! },
      },
    };
    const whole = wholeCommand(command, enrolled.subjectId, { ...context, occurredAt: issuedOn });
    const unclaimed = tag === undefined ? null : await this.claimTag(tag, enrolled.subjectId, whole);
    if (unclaimed?.kind === 'refused') return unclaimed;
    const outcome = await this.ledger.decide(sim, enrolled.subjectId, command, whole);
    const warnings: Warning[] = [];
    if (portedOrWrongCarrier(msisdn.value, carrier))
      warnings.push({ code: 'PORTED_OR_WRONG_CARRIER', field: 'msisdn' });
    if (unclaimed) warnings.push({ code: 'TAG_HAS_SIM', field: 'tag' });
    return outcome.kind === 'receipt' ? { ...outcome, warnings: [...outcome.warnings, ...warnings] } : outcome;
  }

  /** The SIM of a device is found by its tag at the handover. A second one is issued all the same: it may be there to replace the first. */
  private claimTag(tag: string, simId: string, context: CommandContext): Promise<Taken | Refused | null> {
    const claiming = { keys: [simOfTagKey(tag)], stream: sim.streamOf(simId), id: simId, context: () => context };
    return claimKeys(this.ledger, claiming);
  }

  /** N8: a replacement keeps the number. It is free for the new SIM once the old one gives it up, and only if that one has it. */
  private async takeNumberOver(numberFrom: string, msisdn: PersonalKey): Promise<void> {
    const [holder] = await this.vault.find([msisdn]);
    if (holder === numberFrom) await this.vault.releaseKey(msisdn);
  }

  /** Both numbers are one SIM's: it was issued before. Else one of them is another SIM's (row 51). */
  private async known(keys: readonly PersonalKey[], { commandId }: CommandContext): Promise<Outcome> {
    const [ofIccid, ofMsisdn] = await this.vault.find(keys);
    if (!ofIccid || ofIccid !== ofMsisdn) return refusal(ofMsisdn ? 'MSISDN_IN_USE' : 'ICCID_IN_USE');
    const { revision } = await this.ledger.load(sim, ofIccid);
    const receipt: Receipt = {
      kind: 'receipt',
      commandId,
      resource: { type: sim.noun, id: ofIccid },
      stream: sim.streamOf(ofIccid),
      firstRevision: null,
      lastRevision: revision < 0 ? null : revision,
      eventIds: [],
      position: null,
      repeated: true,
      warnings: [],
    };
    return receipt;
  }
}

abstract class SimHandler {
  constructor(protected readonly ledger: Ledger) {}

  /** Decides on the SIM's stream, where the SIM is the actor's carrier's. */
  protected async decide(
    simId: string,
    command: SimCommand,
    context: CommandContext,
    occurredAt: string,
  ): Promise<Outcome> {
    const { state } = await this.ledger.load(sim, simId);
    if (!state.carrier || !inScope(context.actor, { carrier: state.carrier })) return refusal('NOT_FOUND');
    return this.ledger.decide(sim, simId, command, { ...context, occurredAt });
  }
}

/** A day alone is the day's first instant, Vietnam time: events of activation hold an instant. */
const instantOf = (moment: string): string =>
  moment.length === 10 ? new Date(`${moment}T00:00:00.000+07:00`).toISOString() : moment;

@CommandHandler(ActivateSim)
export class ActivateSimHandler extends SimHandler implements ICommandHandler<ActivateSim> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  execute({ simId, data: { activatedAt, planCode }, context }: ActivateSim): Promise<Outcome> {
    const instant = instantOf(activatedAt);
    const data = { activatedAt: instant, activatedOn: vietnamDay(instant), planCode };
    return this.decide(simId, { type: 'ActivateSim', data }, context, instant);
  }
}

@CommandHandler(FailSimActivation)
export class FailSimActivationHandler extends SimHandler implements ICommandHandler<FailSimActivation> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  execute({ simId, data: { attemptedAt, planCode, code }, context }: FailSimActivation): Promise<Outcome> {
    const instant = instantOf(attemptedAt);
    const data = { attemptedAt: instant, planCode, code };
    return this.decide(simId, { type: 'FailSimActivation', data }, context, instant);
  }
}

@CommandHandler(ReplaceSim)
export class ReplaceSimHandler extends SimHandler implements ICommandHandler<ReplaceSim> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  async execute({ simId, data, context }: ReplaceSim): Promise<Outcome> {
    const { newSimId, replacedOn, reason } = data;
    const { state: fresh } = await this.ledger.load(sim, newSimId);
    if (fresh.status === 'unknown') return refusal('SIM_UNKNOWN');
    const command: SimCommand = { type: 'ReplaceSim', data: { newSimId, replacedOn, reason } };
    return this.decide(simId, command, context, replacedOn);
  }
}

@CommandHandler(AttachSim)
export class AttachSimHandler extends SimHandler implements ICommandHandler<AttachSim> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  async execute({ simId, data: { grantId, attachedOn }, context }: AttachSim): Promise<Outcome> {
    const carried = (await this.ledger.load(grant, grantId)).state;
    if (carried.status === 'unknown') return refusal('GRANT_UNKNOWN');
    if (carried.status === 'ended') return refusal('GRANT_ENDED');
    if (carried.simId !== null) return refusal('GRANT_HAS_SIM');
    const { assignmentId, handedOn } = carried;
    const command: SimCommand = { type: 'AttachSim', data: { grantId, assignmentId, handedOn, attachedOn } };
    return this.decide(simId, command, context, attachedOn);
  }
}
