import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '@kernel';
import { inScope } from '@access';
import { type CommandContext, Ledger, type Outcome, refusal } from '@command-handling';
import { type Device, type DeviceCommand, device } from '../domain';
import type {
  CustodianBody,
  InspectDeviceBody,
  QuarantineDeviceBody,
  RecoverDeviceBody,
  RepairDeviceBody,
  ReportDeviceFaultyBody,
  ReportDeviceLostBody,
  ReturnDeviceBody,
  WithdrawDeviceBody,
} from './device.requests';

export abstract class AboutDevice<D> extends Command<Outcome> {
  constructor(
    readonly tag: string,
    readonly data: D,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export class InspectDevice extends AboutDevice<InspectDeviceBody> {}
export class ReportDeviceLost extends AboutDevice<ReportDeviceLostBody> {}
export class ReportDeviceFaulty extends AboutDevice<ReportDeviceFaultyBody> {}
export class RepairDevice extends AboutDevice<RepairDeviceBody> {}
export class RecoverDevice extends AboutDevice<RecoverDeviceBody> {}
export class ReturnDevice extends AboutDevice<ReturnDeviceBody> {}
export class QuarantineDevice extends AboutDevice<QuarantineDeviceBody> {}
/** The end of a device's life in the programme; who approves assignments says so. */
export class WithdrawDevice extends AboutDevice<WithdrawDeviceBody> {}

/** A school's officer acts for the devices of the school, who enters data for those that no school has. */
export const isTheirs = ({ role, unit }: Actor, { schoolCode }: Pick<Device, 'schoolCode'>): boolean =>
  schoolCode === unit || (role !== 'SCHOOL_OFFICER' && schoolCode === null);

export const custodianOf = ({ kind, id }: CustodianBody): CustodianBody => ({ kind, id });

abstract class DeviceHandler {
  constructor(protected readonly ledger: Ledger) {}

  protected isInScope(actor: Actor, state: Device): boolean {
    return isTheirs(actor, state);
  }

  /** Decides on the device's stream, where the device is within the actor's scope. */
  protected async decide(
    tag: string,
    command: DeviceCommand,
    context: CommandContext,
    occurredAt: string | undefined,
  ): Promise<Outcome> {
    const { state } = await this.ledger.load(device, tag);
    if (!state.received) return refusal('DEVICE_UNKNOWN', { tag });
    if (!this.isInScope(context.actor, state)) return refusal('NOT_FOUND');
    return this.ledger.decide(device, tag, command, occurredAt === undefined ? context : { ...context, occurredAt });
  }
}

@CommandHandler(InspectDevice)
export class InspectDeviceHandler extends DeviceHandler implements ICommandHandler<InspectDevice> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  /** Inspectors come to the schools too. */
  protected override isInScope(): boolean {
    return true;
  }

  execute({ tag, data: { result, dataWiped, reason, inspectedOn }, context }: InspectDevice): Promise<Outcome> {
    const inspection = { result, dataWiped, ...(reason ? { reason } : {}) };
    return this.decide(tag, { type: 'InspectDevice', data: inspection }, context, inspectedOn);
  }
}

@CommandHandler(ReportDeviceLost)
export class ReportDeviceLostHandler extends DeviceHandler implements ICommandHandler<ReportDeviceLost> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  execute({ tag, data: { kind, lostOn, reportRef }, context }: ReportDeviceLost): Promise<Outcome> {
    return this.decide(tag, { type: 'ReportLost', data: { kind, lostOn, reportRef } }, context, lostOn);
  }
}

@CommandHandler(ReportDeviceFaulty)
export class ReportDeviceFaultyHandler extends DeviceHandler implements ICommandHandler<ReportDeviceFaulty> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  execute({ tag, data: { faultCode, reportedOn }, context }: ReportDeviceFaulty): Promise<Outcome> {
    return this.decide(tag, { type: 'ReportFaulty', data: { faultCode, reportedOn } }, context, reportedOn);
  }
}

@CommandHandler(RepairDevice)
export class RepairDeviceHandler extends DeviceHandler implements ICommandHandler<RepairDevice> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  execute({ tag, data: { outcome, repairedOn }, context }: RepairDevice): Promise<Outcome> {
    return this.decide(tag, { type: 'RepairDevice', data: { outcome, repairedOn } }, context, repairedOn);
  }
}

@CommandHandler(RecoverDevice)
export class RecoverDeviceHandler extends DeviceHandler implements ICommandHandler<RecoverDevice> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  execute({ tag, data: { recoveredOn, custodian }, context }: RecoverDevice): Promise<Outcome> {
    if (custodian.kind === 'SCHOOL' && !inScope(context.actor, { organisation: custodian.id }))
      return Promise.resolve(refusal('NOT_FOUND'));
    const found = { recoveredOn, custodian: custodianOf(custodian) };
    return this.decide(tag, { type: 'RecoverDevice', data: found }, context, recoveredOn);
  }
}

@CommandHandler(ReturnDevice)
export class ReturnDeviceHandler extends DeviceHandler implements ICommandHandler<ReturnDevice> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  execute({ tag, data: { returnedOn, to, reason }, context }: ReturnDevice): Promise<Outcome> {
    const giving = { returnedOn, to: custodianOf(to), reason };
    return this.decide(tag, { type: 'ReturnDevice', data: giving }, context, returnedOn);
  }
}

@CommandHandler(QuarantineDevice)
export class QuarantineDeviceHandler extends DeviceHandler implements ICommandHandler<QuarantineDevice> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  /** Inspectors come to the schools too. */
  protected override isInScope(): boolean {
    return true;
  }

  execute({ tag, data: { foundOn, reason }, context }: QuarantineDevice): Promise<Outcome> {
    return this.decide(tag, { type: 'QuarantineDevice', data: { foundOn, reason } }, context, foundOn);
  }
}

@CommandHandler(WithdrawDevice)
export class WithdrawDeviceHandler extends DeviceHandler implements ICommandHandler<WithdrawDevice> {
  constructor(ledger: Ledger) {
    super(ledger);
  }

  /** Approvers act for no school. */
  protected override isInScope(): boolean {
    return true;
  }

  execute({ tag, data: { outcome, withdrawnOn, documentNo }, context }: WithdrawDevice): Promise<Outcome> {
    const withdrawal = { outcome, withdrawnOn, documentNo };
    return this.decide(tag, { type: 'WithdrawDevice', data: withdrawal }, context, withdrawnOn);
  }
}
