import { Module } from '@nestjs/common';
import {
  ReleaseCustodyHandler,
  SendBackDeviceHandler,
  TakeBackDeviceHandler,
  TakeCustodyHandler,
} from './custody.commands';
import {
  InspectDeviceHandler,
  RecoverDeviceHandler,
  RepairDeviceHandler,
  ReportDeviceFaultyHandler,
  ReportDeviceLostHandler,
  ReturnDeviceHandler,
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
  ],
})
export class DeviceWriteModule {}
