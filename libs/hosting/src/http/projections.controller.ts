import { applyDecorators, Body, Get, Param, Post, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { Permits } from '@access';
import { Ledger, type CommandContext, type Outcome } from '@command-handling';
import { ApiCommand, Context, Problem, RestController, UuidParam } from '@command-handling/rest';
import { proposeSkip } from '@programme/ledger/write';
import {
  OrderReused,
  ProjectionOrders,
  ProjectionSizes,
  type GivenOrder,
  type Order,
  type OrderVerb,
} from '@projections';
import { projections } from '../slices';
import { ApproveSkipBody, ProposeSkipBody, SwitchProjectionBody } from './projections.requests';

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
  constructor(
    private readonly orders: ProjectionOrders,
    private readonly sizes: ProjectionSizes,
    private readonly ledger: Ledger,
  ) {}

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
    return this.order(name, 'SWITCH', context, response, { reason });
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

  @Post(':name/skip')
  @Permits('SkipProjectionEvent')
  @ApiCommand({
    summary:
      'Proposes that a projection goes on without the event at which it stopped; another administrator has to approve.',
    refusals: ['NOT_FOUND', 'NOTHING_TO_SKIP', 'SKIP_OTHER_EVENT', 'SKIP_PROPOSED'],
  })
  async proposeSkip(
    @Param('name') name: string,
    @Body() { position, reason }: ProposeSkipBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    const status = (await this.sizes.status()).find((projection) => projection.name === name);
    if (!status) throw new Problem('NOT_FOUND');
    const faults = [status, status.build].flatMap((tables) =>
      tables?.fault ? [{ version: tables.version, ...tables.fault }] : [],
    );
    if (faults.length === 0) throw new Problem('NOTHING_TO_SKIP');
    const fault = faults.find((one) => String(one.position) === position);
    if (!fault) throw new Problem('SKIP_OTHER_EVENT', { position: String(faults[0]!.position) });
    const { version, eventId } = fault;
    const outcome = await proposeSkip(this.ledger, { name, version, position, eventId, reason }, context);
    return outcome.kind === 'receipt' ? { ...outcome, resource: { type: 'projection', id: name } } : outcome;
  }

  @Post(':name/approve')
  @Permits('SkipProjectionEvent')
  @ApiOrder('Lets a projection go on without an event, as another administrator proposed; recorded.')
  approveSkip(
    @Param('name') name: string,
    @Body() { position }: ApproveSkipBody,
    @Context() context: CommandContext,
    @Res({ passthrough: true }) response: Response,
  ) {
    if (!Number.isSafeInteger(Number(position))) throw new Problem('SKIP_OTHER_EVENT');
    return this.order(name, 'SKIP', context, response, { position: Number(position) });
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
    more: Pick<GivenOrder, 'reason' | 'position'> = {},
  ): Promise<unknown> {
    if (!projections.some((projection) => projection.name === name)) throw new Problem('NOT_FOUND');
    try {
      await this.orders.place({ id, name, verb, orderedBy: actor, ...more });
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

const bodyOf = ({ id, name, verb, state, refusal, position, rebuilt, comparison }: Order): unknown => {
  const proved = rebuilt ?? comparison;
  return {
    id,
    name,
    verb,
    state,
    ...(refusal ? { code: refusal } : {}),
    ...(position === null ? {} : { position: String(position) }),
    ...(proved ? { ...proved, size: String(proved.size) } : {}),
  };
};
