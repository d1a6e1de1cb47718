import { Body, Get, HttpCode, Param, Post, Res, applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { Permits } from '@access';
import type { CommandContext } from '@command-handling';
import { Context, Problem, RestController, UuidParam } from '@command-handling/rest';
import { Journal } from '@event-store';
import { MAX_SCRATCHES, OrderReused, ProjectionScratches, ScratchLimit, type Scratch } from '@projections';
import { projections } from '../slices';
import { DropScratchBody, OrderScratchBody } from './projections.requests';

const PATH = '/api/v1/projections/scratches';

const ApiScratchOrder = (summary: string, description: string): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary, description }),
    ApiHeader({ name: 'Idempotency-Key', required: true, schema: { type: 'string', format: 'uuid' } }),
    ApiResponse({ status: 202, description: 'Given; `Location` tells how it goes on.' }),
  );

/** Read tables of the first events of the ledger, beside the live ones: ordered, looked at and dropped. A worker builds them. */
@RestController('projections/scratches')
export class ScratchesController {
  constructor(
    private readonly scratches: ProjectionScratches,
    private readonly journal: Journal,
  ) {}

  @Post()
  @HttpCode(202)
  @Permits('RebuildProjection')
  @ApiScratchOrder(
    'Replays projections to a past size, in tables of their own.',
    'Its id is the `Idempotency-Key`. When it is READY, GraphQL answers from it where `Ledger-Scratch` has its id, and `projections(scratch:)` shows its digests beside those of the live tables at its size. Refused with `BEYOND_HEAD` and `SCRATCH_LIMIT`.',
  )
  async order(
    @Body() { size, reason, projections: names }: OrderScratchBody,
    @Context() { commandId: id, actor: orderedBy }: CommandContext,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const head = await this.journal.size();
    if (BigInt(size) > BigInt(head)) throw new Problem('BEYOND_HEAD', { head: String(head) });
    const all = projections.map(({ name }) => name);
    const wanted = names ? all.filter((name) => names.includes(name)) : all;
    const given = { id, size: Number(size), projections: wanted, orderedBy, reason };
    const scratch = await this.scratches.order(given).catch((error: unknown) => {
      if (error instanceof ScratchLimit) throw new Problem('SCRATCH_LIMIT', { maximum: MAX_SCRATCHES });
      throw error instanceof OrderReused ? new Problem('IDEMPOTENCY_KEY_REUSED') : error;
    });
    response.location(`${PATH}/${id}`);
    return bodyOf(scratch);
  }

  @Post(':id/drop')
  @HttpCode(202)
  @Permits('RebuildProjection')
  @ApiScratchOrder(
    'Drops a scratch; nothing of its tables is left.',
    'From now on it can’t be read. Dropped again it stays as it is.',
  )
  async drop(
    @Param('id', UuidParam) id: string,
    @Body() { reason }: DropScratchBody,
    @Context() { commandId, actor: orderedBy }: CommandContext,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const scratch = await this.scratches.drop(id, { id: commandId, orderedBy, reason });
    response.location(`${PATH}/${id}`);
    return bodyOf(orNotFound(scratch));
  }

  @Get()
  @Permits('ReadProjections')
  @ApiOperation({ summary: 'The scratches that are not dropped, the oldest first.' })
  async list(): Promise<unknown> {
    return (await this.scratches.list()).map(bodyOf);
  }

  @Get(':id')
  @Permits('ReadProjections')
  @ApiOperation({ summary: 'How far a scratch is: WAITING, BUILDING, READY, FAILED, DROPPING or DROPPED.' })
  async find(@Param('id', UuidParam) id: string): Promise<unknown> {
    return bodyOf(orNotFound(await this.scratches.find(id)));
  }
}

const orNotFound = (scratch: Scratch | null): Scratch => {
  if (!scratch) throw new Problem('NOT_FOUND');
  return scratch;
};

const bodyOf = ({ id, size, state, reason, projections: names, orderedBy, orderedAt }: Scratch): unknown => ({
  id,
  size: String(size),
  state,
  reason,
  projections: names,
  orderedBy: orderedBy.id,
  orderedAt,
});
