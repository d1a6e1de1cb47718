import { Param, Post } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { Permits } from '@access';
import { type CommandContext, Ledger } from '@command-handling';
import { ApiCommand, Context, Problem, receiptBody, RestController } from '@command-handling/rest';
import { ProjectionNotHere, RebuildInterrupted } from '@projections';
import { ledger as ledgerDecider } from '@programme/ledger/domain';
import { projections } from '../slices';
import { Worker } from '../worker';

/** What an administrator does to read tables. It stands where the runner is: in the worker's process. */
@RestController('projections')
export class ProjectionsController {
  constructor(
    private readonly worker: Worker,
    private readonly ledger: Ledger,
  ) {}

  @Post(':name/rebuild')
  @Permits('RebuildProjection')
  @ApiParam({ name: 'name', example: 'event' })
  @ApiCommand({
    summary:
      'Drops the tables of a projection and builds them again from the first event. Answers when it is done, with the digests before and after.',
    refusals: ['NOT_FOUND', 'REBUILD_INTERRUPTED', 'RUNNER_ELSEWHERE'],
  })
  async rebuild(@Param('name') name: string, @Context() context: CommandContext): Promise<unknown> {
    const { size, ...rebuilt } = await this.rebuilt(name);
    const data = { ...rebuilt, size: String(size) };
    const outcome = await this.ledger.decide(ledgerDecider, 'ledger', { type: 'RecordRebuild', data }, context);
    if (outcome.kind === 'refused') throw new Problem(outcome.code, outcome.facts);
    return { ...receiptBody(outcome), ...data };
  }

  private async rebuilt(name: string): Promise<Awaited<ReturnType<Worker['projections']['rebuild']>>> {
    try {
      return await this.worker.projections.rebuild(name);
    } catch (error) {
      if (error instanceof ProjectionNotHere) throw new Problem(isOurs(name) ? 'RUNNER_ELSEWHERE' : 'NOT_FOUND');
      if (error instanceof RebuildInterrupted) throw new Problem('REBUILD_INTERRUPTED');
      throw error;
    }
  }
}

const isOurs = (name: string): boolean => projections.some((projection) => projection.name === name);
