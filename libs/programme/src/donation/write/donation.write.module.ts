import { Module } from '@nestjs/common';
import {
  CommitPledgeHandler,
  IssueAcknowledgementHandler,
  PledgeDonationHandler,
  ReleaseEarmarkHandler,
  RevisePledgeHandler,
  WithdrawDonationHandler,
} from './donation.commands';
import { DonationController, LotController } from './donation.controller';
import { CountLotHandler, ManifestLotHandler, ReceiveCashHandler } from './receipt.commands';

@Module({
  controllers: [DonationController, LotController],
  providers: [
    PledgeDonationHandler,
    RevisePledgeHandler,
    CommitPledgeHandler,
    ReceiveCashHandler,
    IssueAcknowledgementHandler,
    WithdrawDonationHandler,
    ReleaseEarmarkHandler,
    ManifestLotHandler,
    CountLotHandler,
  ],
})
export class DonationWriteModule {}
