import { Module } from '@nestjs/common';
import {
  AttestCategoryHandler,
  DeclareDevicePossessionHandler,
  EvaluateEligibilityHandler,
  LapseNeedHandler,
  RecordConsentHandler,
  ReportDuplicateHandler,
  TransferBeneficiaryHandler,
  WithdrawConsentHandler,
} from './beneficiary.commands';
import { BeneficiaryController } from './beneficiary.controller';
import { RegisterNeedHandler } from './registration.commands';

@Module({
  controllers: [BeneficiaryController],
  providers: [
    RegisterNeedHandler,
    AttestCategoryHandler,
    DeclareDevicePossessionHandler,
    RecordConsentHandler,
    WithdrawConsentHandler,
    EvaluateEligibilityHandler,
    TransferBeneficiaryHandler,
    LapseNeedHandler,
    ReportDuplicateHandler,
  ],
})
export class BeneficiaryWriteModule {}
