import { Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { Permits } from '@access';
import { Problem, RestController } from '@command-handling/rest';
import { ProjectionStates } from '@programme/ledger/read';
import { Readiness } from '../readiness';

/** How often the states are looked at: a person sees a number change, and reads it. All who watch share the look. */
const LOOK_MS = 1_000;
/** A watcher costs a connection and nothing else. More of them are a page that opens and never closes. */
const MAX_WATCHERS = 100;

/** Positions and sizes pass 2^53, as in GraphQL. */
const POSITIONS: ReadonlySet<string> = new Set(['position', 'head', 'digestSize', 'target', 'comparedSize']);

/** The states of the projections, as they change: server-sent events, with the words of `projections` in GraphQL. */
@RestController('projections')
export class ProjectionStatesController {
  /** With what each of them was told last. */
  private readonly watchers = new Map<Response, string>();
  private isLooking = false;

  constructor(
    private readonly states: ProjectionStates,
    private readonly readiness: Readiness,
  ) {}

  @Get('states')
  @Permits('ReadProjections')
  @ApiOperation({
    summary: 'The states of the projections, as they change.',
    description:
      'Server-sent events: `event: projections`, whose data is the list that `projections` in GraphQL gives. The first comes at once, then one whenever something changed, at the most one a second. The stream ends when the process stops.',
  })
  @ApiResponse({ status: 200, content: { 'text/event-stream': { schema: { type: 'string' } } } })
  async watch(@Res() response: Response): Promise<void> {
    if (this.watchers.size >= MAX_WATCHERS) throw new Problem('TOO_MANY_WATCHERS', { maximum: MAX_WATCHERS });
    const now = messageOf(await this.states.list());
    response.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
    response.write(now);
    this.watchers.set(response, now);
    response.on('close', () => this.watchers.delete(response));
    if (!this.isLooking) void this.look();
  }

  /** While anybody watches. */
  private async look(): Promise<void> {
    this.isLooking = true;
    const { stopping } = this.readiness;
    while (this.watchers.size > 0 && !stopping.aborted) {
      await untilOrStopped(LOOK_MS, stopping);
      // What failed once is looked at again; a database that is away is told by other means.
      const message = await this.states.list().then(messageOf, () => null);
      for (const [watcher, last] of this.watchers) {
        // A comment: who went away without a word is noticed by it.
        watcher.write(message === null || message === last ? ':\n\n' : message);
        if (message !== null) this.watchers.set(watcher, message);
      }
    }
    this.isLooking = false;
    if (stopping.aborted) this.end();
  }

  private end(): void {
    for (const watcher of this.watchers.keys()) watcher.end();
    this.watchers.clear();
  }
}

const messageOf = (projections: readonly object[]): string => {
  const data = JSON.stringify(projections, (name, value: unknown) =>
    POSITIONS.has(name) && typeof value === 'number' ? String(value) : value,
  );
  return `event: projections\ndata: ${data}\n\n`;
};

const untilOrStopped = (milliseconds: number, stopping: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stopping.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    stopping.addEventListener('abort', done);
  });
