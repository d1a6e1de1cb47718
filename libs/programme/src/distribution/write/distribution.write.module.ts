import { Module } from '@nestjs/common';
import { ApproveAssignmentHandler, ProposeAssignmentHandler, RejectProposalHandler } from './assignment.commands';
import { AssignmentController, HandoverController } from './distribution.controller';
import {
  AcceptHandoverHandler,
  DeclineHandoverHandler,
  RecordHandoverHandler,
  ReportWrongRecipientHandler,
} from './handover.commands';

@Module({
  controllers: [AssignmentController, HandoverController],
  providers: [
    ProposeAssignmentHandler,
    ApproveAssignmentHandler,
    RejectProposalHandler,
    RecordHandoverHandler,
    AcceptHandoverHandler,
    DeclineHandoverHandler,
    ReportWrongRecipientHandler,
  ],
})
export class DistributionWriteModule {}
