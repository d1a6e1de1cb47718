import { applyDecorators, Body, Get, Param, Post, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { Permits } from '@access';
import type { CommandContext } from '@command-handling';
import { Context, Problem, RestController, UuidParam } from '@command-handling/rest';
import { OrderReused, ProjectionOrders, type Order, type OrderVerb } from '@projections';
import { projections } from '../slices';
import { SwitchProjectionBody } from './projections.requests';

const ApiOrder = (summary: string): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      summary,
      description:
        'The process that runs the projection obeys, whichever took the order. 200: done, or (a rebuild) DIFFERS and waits. 202: not yet; `Location` tells how it goes on.',
    }),
    ApiParam({ name: 'name', example: 'event' }),
    ApiHeader({ name: 'Idempotency-Key', required: true, schema: { type: 'string', format: 'uuid' } }),
    ApiResponse({ status: 200, description: 'Done.' }),
    ApiResponse({ status: 202, description: 'Given; `state` is WAITING or RUNNING.' }),
  );

/** What an administrator orders of read tables: the same words in GraphQL, here and on the command line. Any process takes an order. */
@RestController('projections')
export class ProjectionsController {
  constructor(private readonly orders: ProjectionOrders) {}

  @Post(':name/pause')
  @Permits('RebuildProjection')
  @ApiOrder('Lets a projection stand still at the size that it has.')
  pause(
    @Param('name') name: string,
    @Context() context: CommandContext,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.order(name, 'PAUSE', context, response);
  }

  @Post(':name/resume')
  @Permits('RebuildProjection')
  @ApiOrder('Lets a paused projection go on.')
  resume(
    @Param('name') name: string,
    @Context() context: CommandContext,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.order(name, 'RESUME', context, response);
  }

  @Post(':name/retry')
  @Permits('RebuildProjection')
  @ApiOrder('Tries the event once more at which a projection stopped.')
  retry(
    @Param('name') name: string,
    @Context() context: CommandContext,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.order(name, 'RETRY', context, response);
  }

  @Post(':name/rebuild')
  @Permits('RebuildProjection')
  @ApiOrder(
    'Builds a projection again from the first event, beside the live tables; takes their place when its digest is the same, and is recorded.',
  )
  rebuild(
    @Param('name') name: string,
    @Context() context: CommandContext,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.order(name, 'REBUILD', context, response);
  }

  @Post(':name/switch')
  @Permits('RebuildProjection')
  @ApiOrder('Puts a rebuild in place that differs from the live tables, for a reason.')
  switch(
    @Param('name') name: string,
    @Body() { reason }: SwitchProjectionBody,
    @Context() context: CommandContext,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.order(name, 'SWITCH', context, response, reason);
  }

  @Post(':name/abort')
  @Permits('RebuildProjection')
  @ApiOrder('Ends a rebuild; nothing of it is left.')
  abort(
    @Param('name') name: string,
    @Context() context: CommandContext,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.order(name, 'ABORT', context, response);
  }

  @Get('orders/:id')
  @Permits('RebuildProjection')
  @ApiOperation({ summary: 'What became of an order.' })
  async status(@Param('id', UuidParam) id: string): Promise<unknown> {
    const order = await this.orders.find(id);
    if (!order) throw new Problem('NOT_FOUND');
    return bodyOf(order);
  }

  private async order(
    name: string,
    verb: OrderVerb,
    { commandId: id, actor }: CommandContext,
    response: Response,
    reason?: string,
  ): Promise<unknown> {
    if (!projections.some((projection) => projection.name === name)) throw new Problem('NOT_FOUND');
    try {
      await this.orders.place({ id, name, verb, orderedBy: actor, ...(reason ? { reason } : {}) });
    } catch (error) {
      throw error instanceof OrderReused ? new Problem('IDEMPOTENCY_KEY_REUSED') : error;
    }
    const order = await this.orders.settled(id);
    if (order.refusal) throw new Problem(order.refusal);
    response
      .status(order.state === 'DONE' || order.state === 'DIFFERS' ? 200 : 202)
      .location(`/api/v1/projections/orders/${id}`);
    return bodyOf(order);
  }
}

const bodyOf = ({ id, name, verb, state, refusal, rebuilt, comparison }: Order): unknown => {
  const proved = rebuilt ?? comparison;
  return {
    id,
    name,
    verb,
    state,
    ...(refusal ? { code: refusal } : {}),
    ...(proved ? { ...proved, size: String(proved.size) } : {}),
  };
};
