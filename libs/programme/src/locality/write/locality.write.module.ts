import { Module } from '@nestjs/common';
import { DeclareLocalityMeasureHandler, EndLocalityMeasureHandler } from './locality.commands';
import { LocalityController } from './locality.controller';

@Module({
  controllers: [LocalityController],
  providers: [DeclareLocalityMeasureHandler, EndLocalityMeasureHandler],
})
export class LocalityWriteModule {}
