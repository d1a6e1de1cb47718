import { Module } from '@nestjs/common';
import { RegisterDonorHandler } from './donor.commands';
import { DonorController } from './donor.controller';

@Module({ controllers: [DonorController], providers: [RegisterDonorHandler] })
export class DonorWriteModule {}
