import { Controller, Get, Header, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Journal } from '@event-store';
import { Readiness } from '../readiness';
import { Metrics } from './metrics';

/** For orchestrators and monitoring: no token, no business data. */
@Controller()
export class OperationsController {
  constructor(
    private readonly readiness: Readiness,
    private readonly journal: Journal,
    private readonly metrics: Metrics,
  ) {}

  /** This process answers. Restarting it is the cure where it doesn't. */
  @Get('health/live')
  live(): { readonly status: 'live' } {
    return { status: 'live' };
  }

  /** Requests may be sent here: the ledger is ready, and its database answers now. */
  @Get('health/ready')
  async ready(@Res({ passthrough: true }) response: Response): Promise<Readonly<Record<string, unknown>>> {
    const { stage } = this.readiness;
    const database = await this.journal.size().then(
      (size) => ({ status: 'up', size: String(size) }),
      () => ({ status: 'down' }),
    );
    const ready = stage === 'ready' && database.status === 'up';
    response.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not-ready', stage, database };
  }

  @Get('metrics')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  text(): Promise<string> {
    return this.metrics.text();
  }
}
