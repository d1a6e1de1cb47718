import { Body, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Permits } from '@access';
import type { CommandContext, Outcome } from '@command-handling';
import { ApiCommand, CodeParam, Context, RestController } from '@command-handling/rest';
import { AgreeCarrierTerms, RegisterOrganisation } from './organisation.commands';
import { AgreeCarrierTermsBody, RegisterOrganisationBody } from './organisation.requests';

@RestController('organisations')
export class OrganisationController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Permits('RegisterOrganisation')
  @ApiCommand({
    summary: 'Register a school, carrier, warehouse or authority.',
    refusals: ['UNIT_UNKNOWN', 'ADMIN_NOT_VALID_ON_DATE', 'ADMIN_PARENT', 'ORGANISATION_EXISTS', 'CARRIER_MISMATCH'],
  })
  register(@Body() data: RegisterOrganisationBody, @Context() context: CommandContext): Promise<Outcome> {
    return this.commands.execute(new RegisterOrganisation(data, context));
  }

  @Post(':code/agree-terms')
  @Permits('AgreeCarrierTerms')
  @ApiCommand({
    summary: 'Record dated terms of a carrier: how it counts gigabytes, days and the three months.',
    refusals: ['ORGANISATION_UNKNOWN', 'CARRIER_MISMATCH', 'PERIOD_ORDER', 'TERMS_OVERLAP'],
  })
  agreeTerms(
    @Param('code', CodeParam) code: string,
    @Body() data: AgreeCarrierTermsBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new AgreeCarrierTerms(code, data, context));
  }
}
