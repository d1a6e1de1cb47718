import { Body, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Permits } from '@access';
import type { CommandContext, Outcome } from '@command-handling';
import { ApiCommand, Context, RestController, UuidParam } from '@command-handling/rest';
import { ResolveException } from './exception.commands';
import { ResolveExceptionBody } from './exception.requests';

@RestController('exceptions')
export class ExceptionController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/resolve')
  @Permits('ResolveException')
  @ApiCommand({
    summary: 'Accept or refuse a fact that waits; another person than its author. `id`: the id of the event.',
    refusals: ['EXCEPTION_UNKNOWN', 'EXCEPTION_RESOLVED', 'SEPARATION_OF_DUTIES'],
  })
  resolve(
    @Param('id', UuidParam) id: string,
    @Body() data: ResolveExceptionBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new ResolveException(id, data, context));
  }
}
