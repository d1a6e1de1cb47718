import { Module } from '@nestjs/common';
import { AgreeCarrierTermsHandler, RegisterOrganisationHandler } from './organisation.commands';
import { OrganisationController } from './organisation.controller';

@Module({
  controllers: [OrganisationController],
  providers: [RegisterOrganisationHandler, AgreeCarrierTermsHandler],
})
export class OrganisationWriteModule {}
