import { Module } from '@nestjs/common';
import { CarrierDayController } from './carrier-book.controller';
import { CloseCarrierDayHandler, ReopenCarrierDayHandler } from './carrier-day.commands';

@Module({
  controllers: [CarrierDayController],
  providers: [CloseCarrierDayHandler, ReopenCarrierDayHandler],
})
export class CarrierBookWriteModule {}
