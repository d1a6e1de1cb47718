import { Module } from '@nestjs/common';
import { GrantController, SimController } from './data-grant.controller';
import { EndGrantHandler, ResumeGrantHandler, SuspendGrantHandler } from './grant.commands';
import { ActivateSimHandler, FailSimActivationHandler, IssueSimHandler, ReplaceSimHandler } from './sim.commands';

@Module({
  controllers: [SimController, GrantController],
  providers: [
    IssueSimHandler,
    ActivateSimHandler,
    FailSimActivationHandler,
    ReplaceSimHandler,
    SuspendGrantHandler,
    ResumeGrantHandler,
    EndGrantHandler,
  ],
})
export class DataGrantWriteModule {}
