import { Body, Param, type PipeTransform, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Permits } from '@access';
import type { CommandContext, Outcome } from '@command-handling';
import { ApiCommand, Context, Problem, RestController } from '@command-handling/rest';
import { carriers, isDay } from '@programme/shared';
import { carrierDayOf } from '../domain';
import { CloseCarrierDay, ReopenCarrierDay } from './carrier-day.commands';
import { CloseCarrierDayBody, ReopenCarrierDayBody } from './carrier-day.requests';

/** `viettel-20211115`, as in the stream's name. */
const CarrierDayParam: PipeTransform<string, string> = {
  transform: (id) => {
    const { carrier, serviceDate } = carrierDayOf(`carrierday-${id}`);
    if (!/^[a-z]+-\d{8}$/.test(id) || !carriers.includes(carrier) || !isDay(serviceDate))
      throw new Problem('NOT_FOUND');
    return id;
  },
};

@RestController('carrier-days')
export class CarrierDayController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/close')
  @Permits('CloseCarrierDay')
  @ApiCommand({
    summary: 'Close a carrier’s day with its figures; another person than who imported its files.',
    refusals: ['NOT_FOUND', 'SEPARATION_OF_DUTIES', 'FILE_IN_PROGRESS', 'DAY_NOT_OVER', 'FIGURES_DO_NOT_ADD_UP'],
  })
  close(
    @Param('id', CarrierDayParam) id: string,
    @Body() data: CloseCarrierDayBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new CloseCarrierDay(id, data, context));
  }

  @Post(':id/reopen')
  @Permits('ReopenCarrierDay')
  @ApiCommand({ summary: 'Open a closed day again.', refusals: ['NOT_FOUND', 'DAY_NOT_CLOSED'] })
  reopen(
    @Param('id', CarrierDayParam) id: string,
    @Body() { reason }: ReopenCarrierDayBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new ReopenCarrierDay(id, reason, context));
  }
}
