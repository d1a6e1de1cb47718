import { Module } from '@nestjs/common';
import { GrantController, SimController } from './data-grant.controller';
import {
  EndGrantHandler,
  NotifyPostGrantTermsHandler,
  ReorderGrantHandler,
  ResumeGrantHandler,
  SuspendGrantHandler,
} from './grant.commands';
import {
  ActivateSimHandler,
  AttachSimHandler,
  FailSimActivationHandler,
  IssueSimHandler,
  ReplaceSimHandler,
} from './sim.commands';

@Module({
  controllers: [SimController, GrantController],
  providers: [
    IssueSimHandler,
    ActivateSimHandler,
    FailSimActivationHandler,
    ReplaceSimHandler,
    AttachSimHandler,
    SuspendGrantHandler,
    ResumeGrantHandler,
    EndGrantHandler,
    ReorderGrantHandler,
    NotifyPostGrantTermsHandler,
  ],
})
export class DataGrantWriteModule {}
