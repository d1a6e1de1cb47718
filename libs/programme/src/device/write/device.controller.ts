import { Body, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Permits } from '@access';
import type { CommandContext, Outcome } from '@command-handling';
import { ApiCommand, Context, RestController, TagParam } from '@command-handling/rest';
import { ReleaseCustody, SendBackDevice, TakeBackDevice, TakeCustody } from './custody.commands';
import {
  InspectDevice,
  QuarantineDevice,
  RecoverDevice,
  RepairDevice,
  ReportDeviceFaulty,
  ReportDeviceLost,
  ReturnDevice,
  WithdrawDevice,
} from './device.commands';
import {
  InspectDeviceBody,
  QuarantineDeviceBody,
  ReceiveDeviceBody,
  RecoverDeviceBody,
  ReleaseCustodyBody,
  RepairDeviceBody,
  ReportDeviceFaultyBody,
  ReportDeviceLostBody,
  ReturnDeviceBody,
  SendBackBody,
  TakeBackBody,
  TakeCustodyBody,
  WithdrawDeviceBody,
} from './device.requests';
import { ReceiveDevice } from './receiving.commands';

@RestController('devices')
export class DeviceController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Permits('ReceiveDevice')
  @ApiCommand({
    summary: 'Receive one device of a lot; it gets its tag. Many come as a file (F4).',
    refusals: [
      'IMEI',
      'EXCEL_DAMAGED',
      'DONATION_UNKNOWN',
      'UMBRELLA_NOT_COUNTED',
      'KIND_MISMATCH',
      'LOT_UNKNOWN',
      'ORGANISATION_UNKNOWN',
      'DEVICE_ID',
      'PLACEHOLDER',
      'DEVICE_EXISTS',
    ],
  })
  receive(@Body() data: ReceiveDeviceBody, @Context() context: CommandContext): Promise<Outcome> {
    return this.commands.execute(new ReceiveDevice(data, context));
  }

  @Post(':tag/inspect')
  @Permits('InspectDevice')
  @ApiCommand({
    summary: 'Record an inspection; a device that passes is available.',
    refusals: ['DEVICE_UNKNOWN', 'EXCEPTION_OPEN', 'DEVICE_STATE', 'WIPE_REQUIRED'],
  })
  inspect(
    @Param('tag', TagParam) tag: string,
    @Body() data: InspectDeviceBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new InspectDevice(tag, data, context));
  }

  @Post(':tag/release-custody')
  @Permits('ReleaseCustody')
  @ApiCommand({
    summary: 'Give a device on its way; custody rests with the releaser until it is taken.',
    refusals: [
      'DEVICE_UNKNOWN',
      'ORGANISATION_UNKNOWN',
      'SCHOOL_UNKNOWN',
      'NOT_FOUND',
      'EARMARK',
      'EXCEPTION_OPEN',
      'DEVICE_STATE',
      'SAME_CUSTODIAN',
    ],
  })
  release(
    @Param('tag', TagParam) tag: string,
    @Body() data: ReleaseCustodyBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new ReleaseCustody(tag, data, context));
  }

  @Post(':tag/send-back')
  @Permits('SendBackDevice')
  @ApiCommand({
    summary: 'A school gives a device of its own on its way to a warehouse, an authority or a repair shop.',
    refusals: [
      'DEVICE_UNKNOWN',
      'NOT_FOUND',
      'ORGANISATION_UNKNOWN',
      'EXCEPTION_OPEN',
      'DEVICE_STATE',
      'SAME_CUSTODIAN',
    ],
  })
  sendBack(
    @Param('tag', TagParam) tag: string,
    @Body() data: SendBackBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new SendBackDevice(tag, data, context));
  }

  @Post(':tag/take-custody')
  @Permits('TakeCustody')
  @ApiCommand({
    summary: 'A school takes a device that was released to it.',
    refusals: ['DEVICE_UNKNOWN', 'NOT_FOUND', 'EXCEPTION_OPEN', 'TRANSFER_UNKNOWN', 'NOT_ADDRESSEE'],
  })
  take(
    @Param('tag', TagParam) tag: string,
    @Body() data: TakeCustodyBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new TakeCustody(tag, data, context));
  }

  @Post(':tag/take-back')
  @Permits('TakeBackDevice')
  @ApiCommand({
    summary: 'A warehouse, an authority or a repair shop takes a device that was released to it.',
    refusals: ['DEVICE_UNKNOWN', 'NOT_FOUND', 'EXCEPTION_OPEN', 'TRANSFER_UNKNOWN', 'NOT_ADDRESSEE'],
  })
  takeBack(
    @Param('tag', TagParam) tag: string,
    @Body() data: TakeBackBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new TakeBackDevice(tag, data, context));
  }

  @Post(':tag/report-lost')
  @Permits('ReportDeviceLost')
  @ApiCommand({
    summary: 'Report a device lost or stolen: ends its assignment; the data grant is suspended from the next day on.',
    refusals: ['DEVICE_UNKNOWN', 'NOT_FOUND', 'DEVICE_STATE'],
  })
  reportLost(
    @Param('tag', TagParam) tag: string,
    @Body() data: ReportDeviceLostBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new ReportDeviceLost(tag, data, context));
  }

  @Post(':tag/report-faulty')
  @Permits('ReportDeviceFaulty')
  @ApiCommand({
    summary: 'Report a fault. Up to 7 days after the handover it is dead on arrival, and the pupil may get another.',
    refusals: ['DEVICE_UNKNOWN', 'NOT_FOUND', 'EXCEPTION_OPEN', 'DEVICE_STATE'],
  })
  reportFaulty(
    @Param('tag', TagParam) tag: string,
    @Body() data: ReportDeviceFaultyBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new ReportDeviceFaulty(tag, data, context));
  }

  @Post(':tag/repair')
  @Permits('RepairDevice')
  @ApiCommand({
    summary: 'Record what came of a repair. What a child had is free again only by an inspection.',
    refusals: [
      'DEVICE_UNKNOWN',
      'NOT_FOUND',
      'EXCEPTION_OPEN',
      'DEVICE_STATE',
      'REPAIR_OUTCOME',
      'INSPECTION_REQUIRED',
    ],
  })
  repair(
    @Param('tag', TagParam) tag: string,
    @Body() data: RepairDeviceBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new RepairDevice(tag, data, context));
  }

  @Post(':tag/quarantine')
  @Permits('QuarantineDevice')
  @ApiCommand({
    summary: 'Keep a device that is not safe to give out from everybody, until it passes an inspection.',
    refusals: ['DEVICE_UNKNOWN', 'EXCEPTION_OPEN', 'DEVICE_STATE'],
  })
  quarantine(
    @Param('tag', TagParam) tag: string,
    @Body() data: QuarantineDeviceBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new QuarantineDevice(tag, data, context));
  }

  @Post(':tag/withdraw')
  @Permits('WithdrawDevice')
  @ApiCommand({
    summary:
      'Take a device out of the programme for good: returned to the donor, donated on, scrapped, or written off 30 days after it went missing.',
    refusals: [
      'DEVICE_UNKNOWN',
      'EXCEPTION_OPEN',
      'DEVICE_STATE',
      'SEPARATION_OF_DUTIES',
      'WRITTEN_OFF_TOO_EARLY',
      'WIPE_REQUIRED',
    ],
  })
  withdraw(
    @Param('tag', TagParam) tag: string,
    @Body() data: WithdrawDeviceBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new WithdrawDevice(tag, data, context));
  }

  @Post(':tag/recover')
  @Permits('RecoverDevice')
  @ApiCommand({
    summary: 'Record that a lost device was found, or taken back from a wrong recipient; it is inspected again.',
    refusals: ['DEVICE_UNKNOWN', 'NOT_FOUND', 'EXCEPTION_OPEN', 'DEVICE_STATE'],
  })
  recover(
    @Param('tag', TagParam) tag: string,
    @Body() data: RecoverDeviceBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new RecoverDevice(tag, data, context));
  }

  @Post(':tag/return')
  @Permits('ReturnDevice')
  @ApiCommand({
    summary: 'Record that the pupil gave the device back: ends its assignment.',
    refusals: ['DEVICE_UNKNOWN', 'NOT_FOUND', 'EXCEPTION_OPEN', 'DEVICE_STATE'],
  })
  giveBack(
    @Param('tag', TagParam) tag: string,
    @Body() data: ReturnDeviceBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new ReturnDevice(tag, data, context));
  }
}
