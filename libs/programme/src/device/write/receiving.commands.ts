import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  Clock,
  type CommandContext,
  Ledger,
  type Outcome,
  type Warning,
  refusal,
  wholeCommand,
} from '@command-handling';
import { type Taken, claimKeys } from '@claims';
import { uuidV5 } from '@event-store';
import { assetTagOfUuid, vietnamDay } from '@programme/shared';
import { type NaturalKey, imeiKey, serialKey } from '@programme/claim/domain';
import { donation, lot, lotId } from '@programme/donation/domain';
import { organisation } from '@programme/organisation/domain';
import { type DeviceCommand, device, isBelowNorm, readImei, unknownDevice } from '../domain';
import type { ReceiveDeviceBody } from './device.requests';

export class ReceiveDevice extends Command<Outcome> {
  constructor(
    readonly data: ReceiveDeviceBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

type ReceiveCommand = Extract<DeviceCommand, { type: 'ReceiveDevice' }>;

/** What a receipt says of the device, before it has a tag. */
export type ReceivedDevice = Omit<ReceiveCommand['data'], 'tag' | 'flags'>;

/** Two of 2^40 tags may meet by chance; the next one is then taken. Four in a row do not. */
const MAX_TAGS = 4;

/** Permanent: the tag that a command gives to its device; `attempt` counts up where the tag before is somebody else's. */
export const tagOfCommand = (commandId: string, attempt = 0): string =>
  assetTagOfUuid(uuidV5(commandId, attempt === 0 ? 'device' : `device/${attempt}`));

/** The maker's keys of a device: each may be had by one device only. */
export const keysOf = ({ maker, serial, imei }: ReceivedDevice): readonly NaturalKey[] => [
  ...(serial === undefined ? [] : [serialKey(maker, serial)]),
  ...(imei ?? []).map(imeiKey),
];

/** The keys are claimed first, then the device is received, all under one command. */
@CommandHandler(ReceiveDevice)
export class ReceiveDeviceHandler implements ICommandHandler<ReceiveDevice> {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  async execute({ data, context: given }: ReceiveDevice): Promise<Outcome> {
    const read = readDevice(data);
    if (read.kind === 'refused') return read;
    const unknown = await this.unknownReference(data);
    if (unknown) return unknown;
    const tag = await this.freeTag(given.commandId);
    if (tag === null) return refusal('VERSION_CONFLICT');
    const command = { type: 'ReceiveDevice', data: { tag, ...read.device } } as const;
    const refused = this.refusedAnyway(command, given);
    if (refused) return refused;
    const context = wholeCommand(command, tag, { ...given, occurredAt: data.receivedOn });
    const claiming = { keys: keysOf(read.device), stream: device.streamOf(tag), id: tag, context: () => context };
    const unclaimed = await claimKeys(this.ledger, claiming);
    if (unclaimed?.kind === 'refused') return unclaimed;
    if (unclaimed) return this.known(unclaimed, command, context);
    const outcome = await this.ledger.decide(device, tag, command, context);
    return outcome.kind === 'receipt' ? { ...outcome, warnings: [...outcome.warnings, ...read.warnings] } : outcome;
  }

  /** Another device has the number: its own stream hears of it too, for it may be one that was delivered (V3). */
  private async known(taken: Taken, command: ReceiveCommand, context: CommandContext): Promise<Outcome> {
    if (!taken.holderExists) return refusal('DEVICE_EXISTS');
    const tag = taken.holder;
    const outcome = await this.ledger.decide(device, tag, { ...command, data: { ...command.data, tag } }, context);
    return outcome.kind === 'refused' ? outcome : refusal('DEVICE_EXISTS', { tag });
  }

  /** A device that would be refused claims nothing. */
  private refusedAnyway(command: ReceiveCommand, { actor }: CommandContext) {
    const now = this.clock.now();
    const occurredAt = command.data.receivedOn;
    if (occurredAt > vietnamDay(now)) return refusal('FUTURE', { occurredAt });
    const decision = device.decide({ ...command, actor, occurredAt, now }, unknownDevice);
    return decision.kind === 'refused' ? decision : null;
  }

  private async unknownReference({ donationCode, lotNo, warehouseCode }: ReceiveDeviceBody) {
    const { pledge } = (await this.ledger.load(donation, donationCode)).state;
    if (!pledge) return refusal('DONATION_UNKNOWN', { donationCode });
    if (pledge.umbrella) return refusal('UMBRELLA_NOT_COUNTED');
    if (pledge.kind !== 'DEVICE' && pledge.kind !== 'CASH_VND') return refusal('KIND_MISMATCH');
    const { manifested } = (await this.ledger.load(lot, lotId(donationCode, lotNo))).state;
    if (!manifested) return refusal('LOT_UNKNOWN', { lotNo });
    const { registered } = (await this.ledger.load(organisation, warehouseCode)).state;
    return registered ? null : refusal('ORGANISATION_UNKNOWN', { code: warehouseCode });
  }

  private async freeTag(commandId: string): Promise<string | null> {
    for (let attempt = 0; attempt < MAX_TAGS; attempt += 1) {
      const tag = tagOfCommand(commandId, attempt);
      const { state, events } = await this.ledger.load(device, tag);
      if (!state.received || events[0]?.command.id === commandId) return tag;
    }
    return null;
  }
}

type Read =
  | { readonly kind: 'device'; readonly device: ReceivedDevice; readonly warnings: readonly Warning[] }
  | ReturnType<typeof refusal>;

/** Absent means absent: what was not said has no place in the event. */
const readDevice = (data: ReceiveDeviceBody): Read => {
  const readings = (data.imei ?? []).map(readImei);
  const wrong = readings.find((reading) => reading.kind === 'refused');
  if (wrong?.kind === 'refused') return refusal(wrong.code);
  const imei = readings.flatMap((reading) => (reading.kind === 'imei' ? [reading] : []));
  const { donationCode, lotNo, serial, type, maker, model, ramGigabytes, storageGigabytes, condition } = data;
  return {
    kind: 'device',
    device: {
      donationCode,
      lotNo,
      ...(serial === undefined ? {} : { serial }),
      ...(imei.length === 0 ? {} : { imei: imei.map(({ value }) => value) }),
      type,
      maker,
      ...(model === undefined ? {} : { model }),
      ...(ramGigabytes === undefined ? {} : { ramGigabytes }),
      ...(storageGigabytes === undefined ? {} : { storageGigabytes }),
      condition,
      ...(data.unitVnd === undefined ? {} : { unitVnd: data.unitVnd }),
      warehouseCode: data.warehouseCode,
      receivedOn: data.receivedOn,
    },
    warnings: [
      ...imei.flatMap(({ trimmed }) => (trimmed ? [{ code: 'IMEISV', field: 'imei' }] : [])),
      ...(data.unitVnd !== undefined && isBelowNorm(data.unitVnd) ? [{ code: 'BELOW_NORM', field: 'unitVnd' }] : []),
    ],
  };
};
