import { Module } from '@nestjs/common';
import {
  ReleaseCustodyHandler,
  SendBackDeviceHandler,
  TakeBackDeviceHandler,
  TakeCustodyHandler,
} from './custody.commands';
import {
  InspectDeviceHandler,
  QuarantineDeviceHandler,
  RecoverDeviceHandler,
  RepairDeviceHandler,
  ReportDeviceFaultyHandler,
  ReportDeviceLostHandler,
  ReturnDeviceHandler,
  WithdrawDeviceHandler,
} from './device.commands';
import { DeviceController } from './device.controller';
import { ReceiveDeviceHandler } from './receiving.commands';

@Module({
  controllers: [DeviceController],
  providers: [
    ReceiveDeviceHandler,
    InspectDeviceHandler,
    ReleaseCustodyHandler,
    SendBackDeviceHandler,
    TakeCustodyHandler,
    TakeBackDeviceHandler,
    ReportDeviceLostHandler,
    ReportDeviceFaultyHandler,
    RepairDeviceHandler,
    RecoverDeviceHandler,
    ReturnDeviceHandler,
    QuarantineDeviceHandler,
    WithdrawDeviceHandler,
  ],
})
export class DeviceWriteModule {}
