import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { inScope } from '@access';
import { type CommandContext, Ledger, type Outcome, refusal, wholeCommand } from '@command-handling';
import { uuidV5 } from '@event-store';
import type { Custodian } from '@programme/shared';
import { donation } from '@programme/donation/domain';
import { organisation } from '@programme/organisation/domain';
import { type Device, device } from '../domain';
import { AboutDevice, custodianOf, isTheirs } from './device.commands';
import type { CustodianBody, ReleaseCustodyBody, SendBackBody, TakeBackBody, TakeCustodyBody } from './device.requests';

/** To a school, or from place to place: whoever allocates says so. */
export class ReleaseCustody extends AboutDevice<ReleaseCustodyBody> {}
/** A school lets go of a device of its own. */
export class SendBackDevice extends AboutDevice<SendBackBody> {}
/** A school takes what was sent to it. */
export class TakeCustody extends AboutDevice<TakeCustodyBody> {}
/** A warehouse, an authority or a repair shop takes what was sent to it. */
export class TakeBackDevice extends AboutDevice<TakeBackBody> {}

/** Permanent: the id of the transfer that a release begins. */
export const transferIdOf = (commandId: string): string => uuidV5(commandId, 'transfer');

interface Addressee {
  readonly kind: 'addressee';
  readonly provinceCode: string;
}

abstract class ReleasingHandler {
  constructor(protected readonly ledger: Ledger) {}

  /** An organisation that is there, and a school only as a school: as anything else it would pass by the earmarks. */
  protected async addressee({ kind, id }: CustodianBody): Promise<Addressee | ReturnType<typeof refusal>> {
    const { registered } = (await this.ledger.load(organisation, id)).state;
    if (kind === 'SCHOOL' && registered && registered.kind !== 'SCHOOL')
      return refusal('SCHOOL_UNKNOWN', { schoolCode: id });
    if (!registered || (kind !== 'SCHOOL' && registered.kind === 'SCHOOL'))
      return refusal('ORGANISATION_UNKNOWN', { code: id });
    return { kind: 'addressee', provinceCode: registered.provinceCode };
  }

  protected async release(
    tag: string,
    to: CustodianBody,
    releasedOn: string | undefined,
    context: CommandContext,
  ): Promise<Outcome> {
    const transferId = transferIdOf(context.commandId);
    const outcome = await this.ledger.decide(
      device,
      tag,
      { type: 'ReleaseCustody', data: { transferId, to: custodianOf(to) } },
      releasedOn === undefined ? context : { ...context, occurredAt: releasedOn },
    );
    return outcome.kind === 'receipt' ? { ...outcome, extra: { transferId } } : outcome;
  }
}

/** The device goes on its way to an organisation that is there; a gift with an earmark goes where the donor meant it (D4). */
@CommandHandler(ReleaseCustody)
export class ReleaseCustodyHandler extends ReleasingHandler implements ICommandHandler<ReleaseCustody> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  async execute({ tag, data: { to, releasedOn }, context }: ReleaseCustody): Promise<Outcome> {
    const { state } = await this.ledger.load(device, tag);
    if (!state.received) return refusal('DEVICE_UNKNOWN', { tag });
    const addressee = await this.addressee(to);
    if (addressee.kind === 'refused') return addressee;
    const places = [addressee.provinceCode, await this.provinceOf(state)];
    if (!places.every((provinceCode) => inScope(context.actor, { provinceCode }))) return refusal('NOT_FOUND');
    if (to.kind === 'SCHOOL' && !(await this.isMeantFor(state.received.donationCode, to, addressee.provinceCode)))
      return refusal('EARMARK');
    return this.release(tag, to, releasedOn, context);
  }

  /** Of the school that has it; a warehouse may serve several provinces. */
  private async provinceOf({ schoolCode }: Device): Promise<string | undefined> {
    if (schoolCode === null) return undefined;
    return (await this.ledger.load(organisation, schoolCode)).state.registered?.provinceCode;
  }

  private async isMeantFor(donationCode: string, { id }: CustodianBody, provinceCode: string): Promise<boolean> {
    const { pledge, earmarkReleased } = (await this.ledger.load(donation, donationCode)).state;
    const earmark = earmarkReleased ? undefined : pledge?.earmark;
    if (!earmark) return true;
    return (earmark.provinceCode ?? provinceCode) === provinceCode && (earmark.schoolCode ?? id) === id;
  }
}

/** What a school doesn't need, or can't repair. Where it goes from there is said by who allocates. */
@CommandHandler(SendBackDevice)
export class SendBackDeviceHandler extends ReleasingHandler implements ICommandHandler<SendBackDevice> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  async execute({ tag, data: { to, releasedOn }, context }: SendBackDevice): Promise<Outcome> {
    const { state } = await this.ledger.load(device, tag);
    if (!state.received) return refusal('DEVICE_UNKNOWN', { tag });
    if (!isTheirs(context.actor, state)) return refusal('NOT_FOUND');
    const addressee = await this.addressee(to);
    return addressee.kind === 'refused' ? addressee : this.release(tag, to, releasedOn, context);
  }
}

abstract class TakingHandler {
  constructor(protected readonly ledger: Ledger) {}

  protected abstract mayTake(by: Custodian, context: CommandContext): boolean;

  async execute({ tag, data, context: given }: TakeCustody | TakeBackDevice): Promise<Outcome> {
    const { state } = await this.ledger.load(device, tag);
    if (!state.received) return refusal('DEVICE_UNKNOWN', { tag });
    const said = {
      ...(data.transferId ? { transferId: data.transferId } : {}),
      ...(data.by ? { by: custodianOf(data.by) } : {}),
    };
    // What was left open is read from the stream, so the hash is that of what was asked: a repeat stays the same command.
    const dated = data.takenOn === undefined ? given : { ...given, occurredAt: data.takenOn };
    const context = wholeCommand({ type: 'TakeCustody', data: said }, tag, dated);
    const transferId = data.transferId ?? state.transfer?.transferId ?? state.lastTransferId;
    const by = data.by ? custodianOf(data.by) : addresseeOf(state);
    if (!transferId || !by) return refusal('TRANSFER_UNKNOWN');
    if (!this.mayTake(by, given)) return refusal('NOT_FOUND');
    return this.ledger.decide(device, tag, { type: 'TakeCustody', data: { transferId, by } }, context);
  }
}

@CommandHandler(TakeCustody)
export class TakeCustodyHandler extends TakingHandler implements ICommandHandler<TakeCustody> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  protected mayTake({ kind, id }: Custodian, { actor }: CommandContext): boolean {
    return kind === 'SCHOOL' && inScope(actor, { organisation: id });
  }
}

@CommandHandler(TakeBackDevice)
export class TakeBackDeviceHandler extends TakingHandler implements ICommandHandler<TakeBackDevice> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  protected mayTake({ kind }: Custodian): boolean {
    return kind !== 'SCHOOL' && kind !== 'PUPIL';
  }
}

const addresseeOf = ({ transfer, custodian }: Device) => transfer?.to ?? custodian;
