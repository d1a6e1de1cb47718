import { Body, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Permits } from '@access';
import type { CommandContext, Outcome } from '@command-handling';
import { ApiCommand, Context, RestController, UuidParam } from '@command-handling/rest';
import {
  AttestCategory,
  DeclareDevicePossession,
  EvaluateEligibility,
  LapseNeed,
  RecordConsent,
  ReportDuplicate,
  TransferBeneficiary,
  WithdrawConsent,
} from './beneficiary.commands';
import {
  AttestCategoryBody,
  DeclareDevicePossessionBody,
  EvaluateEligibilityBody,
  LapseNeedBody,
  RecordConsentBody,
  RegisterNeedBody,
  ReportDuplicateBody,
  TransferBody,
  WithdrawConsentBody,
} from './beneficiary.requests';
import { RegisterNeed } from './registration.commands';

@RestController('beneficiaries')
export class BeneficiaryController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Permits('RegisterNeed')
  @ApiCommand({
    summary: 'Register a pupil or student without a computer.',
    refusals: ['SCHOOL_UNKNOWN', 'PERSONAL_ID', 'MSISDN', 'DUPLICATE_DIFFERENT', 'ALREADY_REGISTERED'],
  })
  register(@Body() data: RegisterNeedBody, @Context() context: CommandContext): Promise<Outcome> {
    return this.commands.execute(new RegisterNeed(data, context));
  }

  @Post(':id/attest')
  @Permits('AttestCategory')
  @ApiCommand({ summary: 'Record that an authority attests the category.', refusals: ['NOT_FOUND'] })
  attest(
    @Param('id', UuidParam) id: string,
    @Body() data: AttestCategoryBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new AttestCategory(id, data, context));
  }

  @Post(':id/declare-possession')
  @Permits('DeclareDevicePossession')
  @ApiCommand({ summary: 'Say anew what the pupil has to study with.', refusals: ['NOT_FOUND'] })
  declarePossession(
    @Param('id', UuidParam) id: string,
    @Body() { devicePossession, declaredOn }: DeclareDevicePossessionBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new DeclareDevicePossession(id, { devicePossession, declaredOn }, context));
  }

  @Post(':id/record-consent')
  @Permits('RecordConsent')
  @ApiCommand({ summary: 'Put the legal basis for processing on file.', refusals: ['NOT_FOUND'] })
  recordConsent(
    @Param('id', UuidParam) id: string,
    @Body() { legalBasis }: RecordConsentBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new RecordConsent(id, { legalBasis }, context));
  }

  @Post(':id/withdraw-consent')
  @Permits('WithdrawConsent')
  @ApiCommand({ summary: 'Record that consent was withdrawn.', refusals: ['NOT_FOUND'] })
  withdrawConsent(
    @Param('id', UuidParam) id: string,
    @Body() { withdrawnOn }: WithdrawConsentBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new WithdrawConsent(id, { withdrawnOn }, context));
  }

  @Post(':id/evaluate')
  @Permits('EvaluateEligibility')
  @ApiCommand({
    summary: 'Apply the rule set; the event lists all rules that fail.',
    refusals: ['NOT_FOUND', 'EXCEPTION_OPEN'],
  })
  evaluate(
    @Param('id', UuidParam) id: string,
    @Body() { evaluatedOn }: EvaluateEligibilityBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new EvaluateEligibility(id, { evaluatedOn }, context));
  }

  @Post(':id/transfer')
  @Permits('TransferBeneficiary')
  @ApiCommand({ summary: 'Record that the pupil moved to another school.', refusals: ['NOT_FOUND', 'SCHOOL_UNKNOWN'] })
  transfer(
    @Param('id', UuidParam) id: string,
    @Body() data: TransferBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new TransferBeneficiary(id, data, context));
  }

  @Post(':id/lapse')
  @Permits('LapseNeed')
  @ApiCommand({
    summary: 'Record that the need is gone.',
    refusals: ['NOT_FOUND', 'NEED_LAPSED', 'ASSIGNMENT_OPEN'],
  })
  lapse(
    @Param('id', UuidParam) id: string,
    @Body() { reason, lapsedOn }: LapseNeedBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new LapseNeed(id, { reason, lapsedOn }, context));
  }

  @Post(':id/report-duplicate')
  @Permits('ReportDuplicate')
  @ApiCommand({
    summary: 'Report that this child was registered twice; this registration is voided with its benefit.',
    refusals: ['NOT_FOUND', 'NEED_UNKNOWN', 'DUPLICATE_OF_ITSELF', 'SEPARATION_OF_DUTIES'],
  })
  reportDuplicate(
    @Param('id', UuidParam) id: string,
    @Body() { survivorSubjectId, reportedOn, documentNo }: ReportDuplicateBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new ReportDuplicate(id, { survivorSubjectId, reportedOn, documentNo }, context));
  }
}
