import { Module } from '@nestjs/common';
import { ReleaseCustodyHandler, TakeCustodyHandler } from './custody.commands';
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
    TakeCustodyHandler,
    ReportDeviceLostHandler,
    ReportDeviceFaultyHandler,
    RepairDeviceHandler,
    RecoverDeviceHandler,
    ReturnDeviceHandler,
  ],
})
export class DeviceWriteModule {}
