import { Body, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Permits } from '@access';
import type { CommandContext, Outcome } from '@command-handling';
import { ApiCommand, CodeParam, Context, RestController } from '@command-handling/rest';
import { DeclareLocalityMeasure, EndLocalityMeasure } from './locality.commands';
import { DeclareLocalityMeasureBody, EndLocalityMeasureBody } from './locality.requests';

@RestController('localities')
export class LocalityController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':code/declare-measure')
  @Permits('DeclareLocalityMeasure')
  @ApiCommand({
    summary:
      'Record that a unit is under Directive 15, 16 or 19, or teaches online. `code`: its GSO code on the first day.',
    refusals: ['UNIT_UNKNOWN', 'ADMIN_NOT_VALID_ON_DATE', 'PERIOD_ORDER'],
  })
  declare(
    @Param('code', CodeParam) code: string,
    @Body() data: DeclareLocalityMeasureBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new DeclareLocalityMeasure(code, data, context));
  }

  @Post(':code/end-measure')
  @Permits('EndLocalityMeasure')
  @ApiCommand({
    summary: 'Record the last day of a measure.',
    refusals: ['MEASURE_UNKNOWN', 'MEASURE_ENDED', 'PERIOD_ORDER'],
  })
  end(
    @Param('code', CodeParam) code: string,
    @Body() data: EndLocalityMeasureBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new EndLocalityMeasure(code, data, context));
  }
}
