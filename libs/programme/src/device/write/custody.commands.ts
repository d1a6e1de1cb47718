import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { inScope } from '@access';
import { Ledger, type Outcome, refusal, wholeCommand } from '@command-handling';
import { uuidV5 } from '@event-store';
import { donation } from '@programme/donation/domain';
import { organisation } from '@programme/organisation/domain';
import { type Device, device } from '../domain';
import { AboutDevice, custodianOf } from './device.commands';
import type { CustodianBody, ReleaseCustodyBody, TakeCustodyBody } from './device.requests';

export class ReleaseCustody extends AboutDevice<ReleaseCustodyBody> {}
export class TakeCustody extends AboutDevice<TakeCustodyBody> {}

/** Permanent: the id of the transfer that a release begins. */
export const transferIdOf = (commandId: string): string => uuidV5(commandId, 'transfer');

/** The device goes on its way to an organisation that is there; a gift with an earmark goes where the donor meant it (D4). */
@CommandHandler(ReleaseCustody)
export class ReleaseCustodyHandler implements ICommandHandler<ReleaseCustody> {
  constructor(private readonly ledger: Ledger) {}

  async execute({ tag, data: { to, releasedOn }, context }: ReleaseCustody): Promise<Outcome> {
    const { state } = await this.ledger.load(device, tag);
    if (!state.received) return refusal('DEVICE_UNKNOWN', { tag });
    const { registered: addressee } = (await this.ledger.load(organisation, to.id)).state;
    if (!addressee) return refusal('ORGANISATION_UNKNOWN', { code: to.id });
    if (to.kind === 'SCHOOL' && addressee.kind !== 'SCHOOL') return refusal('SCHOOL_UNKNOWN', { schoolCode: to.id });
    if (!inScope(context.actor, { provinceCode: addressee.provinceCode })) return refusal('NOT_FOUND');
    const transferId = transferIdOf(context.commandId);
    if (to.kind === 'SCHOOL' && !(await this.isMeantFor(state.received.donationCode, to, addressee.provinceCode)))
      return refusal('EARMARK');
    const outcome = await this.ledger.decide(
      device,
      tag,
      { type: 'ReleaseCustody', data: { transferId, to: custodianOf(to) } },
      releasedOn === undefined ? context : { ...context, occurredAt: releasedOn },
    );
    return outcome.kind === 'receipt' ? { ...outcome, extra: { transferId } } : outcome;
  }

  private async isMeantFor(donationCode: string, { id }: CustodianBody, provinceCode: string): Promise<boolean> {
    const { pledge, earmarkReleased } = (await this.ledger.load(donation, donationCode)).state;
    const earmark = earmarkReleased ? undefined : pledge?.earmark;
    if (!earmark) return true;
    return (earmark.provinceCode ?? provinceCode) === provinceCode && (earmark.schoolCode ?? id) === id;
  }
}

@CommandHandler(TakeCustody)
export class TakeCustodyHandler implements ICommandHandler<TakeCustody> {
  constructor(private readonly ledger: Ledger) {}

  async execute({ tag, data, context: given }: TakeCustody): Promise<Outcome> {
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
    if (by.kind === 'SCHOOL' && !inScope(given.actor, { organisation: by.id })) return refusal('NOT_FOUND');
    return this.ledger.decide(device, tag, { type: 'TakeCustody', data: { transferId, by } }, context);
  }
}

const addresseeOf = ({ transfer, custodian }: Device) => transfer?.to ?? custodian;
