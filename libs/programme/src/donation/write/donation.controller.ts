import { Body, Get, Param, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation } from '@nestjs/swagger';
import { Permits, actorOf } from '@access';
import { type CommandContext, Ledger, type Outcome } from '@command-handling';
import { ApiCommand, CodeParam, Context, Problem, RestController } from '@command-handling/rest';
import { Vault } from '@vault';
import { donation, traceCode } from '../domain';
import {
  CommitPledge,
  IssueAcknowledgement,
  PledgeDonation,
  ReleaseEarmark,
  RevisePledge,
  WithdrawDonation,
} from './donation.commands';
import {
  CommitPledgeBody,
  CountLotBody,
  IssueAcknowledgementBody,
  ManifestLotBody,
  PledgeDonationBody,
  ReceiveCashBody,
  ReleaseEarmarkBody,
  RevisePledgeBody,
  WithdrawDonationBody,
} from './donation.requests';
import { CountLot, ManifestLot, ReceiveCash } from './receipt.commands';

@RestController('donations')
export class DonationController {
  constructor(
    private readonly commands: CommandBus,
    private readonly ledger: Ledger,
    private readonly vault: Vault,
  ) {}

  @Get(':code/trace-code')
  @Permits('ReadTraceCode')
  @ApiOperation({
    summary: "The trace code of a donation once more; a donor's viewer gets that of the donor's own gifts.",
  })
  async traceCode(
    @Param('code', CodeParam) code: string,
    @Req() request: object,
  ): Promise<{ readonly traceCode: string }> {
    const { role, unit } = actorOf(request);
    const { pledge } = (await this.ledger.load(donation, code)).state;
    if (!pledge || (role === 'DONOR_VIEWER' && unit !== pledge.donorCode)) throw new Problem('NOT_FOUND');
    return { traceCode: traceCode(code, this.vault.hmac('TRACE', code)) };
  }

  @Post()
  @Permits('PledgeDonation')
  @ApiCommand({
    summary: 'Pledge money or things.',
    refusals: [
      'DONOR_UNKNOWN',
      'UMBRELLA_UNKNOWN',
      'UNIT_UNKNOWN',
      'ADMIN_NOT_VALID_ON_DATE',
      'SCHOOL_UNKNOWN',
      'DONATION_EXISTS',
      'KIND_MISMATCH',
      'UMBRELLA_NESTED',
    ],
  })
  pledge(@Body() data: PledgeDonationBody, @Context() context: CommandContext): Promise<Outcome> {
    return this.commands.execute(new PledgeDonation(data, context));
  }

  @Post(':code/revise')
  @Permits('RevisePledge')
  @ApiCommand({
    summary: 'Change what was pledged; never below what arrived.',
    refusals: ['DONATION_UNKNOWN', 'EXCEPTION_OPEN', 'DONATION_WITHDRAWN', 'KIND_MISMATCH', 'PLEDGE_BELOW_RECEIVED'],
  })
  revise(
    @Param('code', CodeParam) code: string,
    @Body() data: RevisePledgeBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new RevisePledge(code, data, context));
  }

  @Post(':code/commit')
  @Permits('CommitPledge')
  @ApiCommand({
    summary: 'Record that the donor committed in writing.',
    refusals: ['DONATION_UNKNOWN', 'EXCEPTION_OPEN', 'DONATION_WITHDRAWN'],
  })
  commit(
    @Param('code', CodeParam) code: string,
    @Body() data: CommitPledgeBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new CommitPledge(code, data, context));
  }

  @Post(':code/receive-cash')
  @Permits('ReceiveCash')
  @ApiCommand({
    summary: 'Record money that arrived. More than was pledged is marked OVER_RECEIPT.',
    refusals: [
      'CODE_FORMAT',
      'DONATION_UNKNOWN',
      'EXCEPTION_OPEN',
      'DONATION_WITHDRAWN',
      'KIND_MISMATCH',
      'UMBRELLA_NOT_COUNTED',
      'BANK_REF_USED',
    ],
  })
  receiveCash(
    @Param('code', CodeParam) code: string,
    @Body() data: ReceiveCashBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new ReceiveCash(code, data, context));
  }

  @Post(':code/acknowledge')
  @Permits('IssueAcknowledgement')
  @ApiCommand({
    summary: "Record the donor's paper. The answer holds `traceCode`, by which the donor sees what became of the gift.",
    refusals: ['DONATION_UNKNOWN', 'EXCEPTION_OPEN', 'NOTHING_RECEIVED'],
  })
  acknowledge(
    @Param('code', CodeParam) code: string,
    @Body() data: IssueAcknowledgementBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new IssueAcknowledgement(code, data, context));
  }

  @Post(':code/withdraw')
  @Permits('WithdrawDonation')
  @ApiCommand({
    summary: 'Record that the donor takes back what has not arrived.',
    refusals: ['DONATION_UNKNOWN', 'EXCEPTION_OPEN'],
  })
  withdraw(
    @Param('code', CodeParam) code: string,
    @Body() data: WithdrawDonationBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new WithdrawDonation(code, data, context));
  }

  @Post(':code/release-earmark')
  @Permits('ReleaseEarmark')
  @ApiCommand({
    summary: "Free a gift of its earmark, with the donor's consent, by another person than who entered the pledge.",
    refusals: ['DONATION_UNKNOWN', 'EXCEPTION_OPEN', 'EARMARK_UNKNOWN', 'SEPARATION_OF_DUTIES'],
  })
  releaseEarmark(
    @Param('code', CodeParam) code: string,
    @Body() data: ReleaseEarmarkBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new ReleaseEarmark(code, data, context));
  }
}

@RestController('lots')
export class LotController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Permits('ManifestLot')
  @ApiCommand({
    summary: 'Record what a lot should hold.',
    refusals: [
      'DONATION_UNKNOWN',
      'UMBRELLA_NOT_COUNTED',
      'KIND_MISMATCH',
      'ORGANISATION_UNKNOWN',
      'LOT_COUNTED',
      'LOT_WAREHOUSE',
    ],
  })
  manifest(@Body() data: ManifestLotBody, @Context() context: CommandContext): Promise<Outcome> {
    return this.commands.execute(new ManifestLot(data, context));
  }

  @Post(':id/count')
  @Permits('CountLot')
  @ApiCommand({
    summary: 'Record what was counted. `id`: donation code and lot number, as in the receipt of the manifest.',
    refusals: ['LOT_UNKNOWN', 'LOT_COUNTED', 'COUNT_MISMATCH'],
  })
  count(@Param('id') id: string, @Body() data: CountLotBody, @Context() context: CommandContext): Promise<Outcome> {
    return this.commands.execute(new CountLot(id, data, context));
  }
}
