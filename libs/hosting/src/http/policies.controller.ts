import { Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Permits } from '@access';
import { Problem, RestController } from '@command-handling/rest';
import { PoliciesRunElsewhere } from '@policies';
import { Worker } from '../worker';

/** What an administrator sees and does where a policy's reaction failed for good. It stands where the runner is: in the worker's process. */
@RestController('policies')
export class PoliciesController {
  constructor(private readonly worker: Worker) {}

  @Get('parked')
  @Permits('RetryParkedKey')
  @ApiOperation({
    summary: 'What is parked, in the order of the ledger.',
    description:
      'Policy, key (a stream), the event that failed or waits behind one that did, and the code with which it was refused.',
  })
  async parked(): Promise<unknown> {
    const parked = await this.worker.policies.parked();
    return parked.map((entry) => ({ ...entry, position: String(entry.position) }));
  }

  @Post('retry')
  @HttpCode(200)
  @Permits('RetryParkedKey')
  @ApiOperation({
    summary: 'Tries everything that is parked once more, in order.',
    description:
      'A reaction that had taken effect repeats and changes nothing. Answers with how many events were let through; what fails again stays.',
  })
  async retry(): Promise<unknown> {
    try {
      return { released: await this.worker.policies.retryParked() };
    } catch (error) {
      if (error instanceof PoliciesRunElsewhere) throw new Problem('RUNNER_ELSEWHERE');
      throw error;
    }
  }
}
