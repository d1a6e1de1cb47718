import { Body, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Permits } from '@access';
import type { CommandContext, Outcome } from '@command-handling';
import { ApiCommand, Context, RestController } from '@command-handling/rest';
import { RegisterDonor } from './donor.commands';
import { RegisterDonorBody } from './donor.requests';

@RestController('donors')
export class DonorController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Permits('RegisterDonor')
  @ApiCommand({
    summary: 'Register who gives: an organisation by its public name, a person through the vault.',
    refusals: ['CODE_FORMAT', 'DONOR_EXISTS', 'DONOR_IDENTITY'],
  })
  register(@Body() data: RegisterDonorBody, @Context() context: CommandContext): Promise<Outcome> {
    return this.commands.execute(new RegisterDonor(data, context));
  }
}
