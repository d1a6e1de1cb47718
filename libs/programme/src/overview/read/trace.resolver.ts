import { createHash, timingSafeEqual } from 'node:crypto';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { Public, Read, ReadsFrom, type ReadContext, guessesOf } from '@graphql-api';
import { Vault } from '@vault';
import { readTraceCode, traceCode } from '@programme/donation/domain';
import { Trace } from './trace.objects';
import { Traces } from './trace.queries';

/** A code is a donation's code (40 characters at most), a dot, and 26 characters: what is longer is none. */
const MAX_CODE_LENGTH = 80;

/** Domain 7, row 74: who types a code from paper errs once or twice. */
const WRONG_CODES_A_MINUTE = 10;

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

@Resolver(() => Trace)
export class TraceResolver {
  private readonly guesses = guessesOf(WRONG_CODES_A_MINUTE);

  constructor(
    private readonly vault: Vault,
    private readonly traces: Traces,
  ) {}

  /** A donation that is there and one that isn't cost the same work, and so does every wrong code: none can be found by trying. */
  @Public()
  @ReadsFrom('donation', 'donor', 'device', 'organisation')
  @Query(() => Trace, {
    nullable: true,
    description:
      'What became of a gift, by the code on the donor’s paper. Any wrong code: null; after ten wrong ones in a minute RATE_LIMITED, whatever the code.',
  })
  async trace(
    @Args('code', { type: () => String }) code: string,
    @Read() { size, asker }: ReadContext,
  ): Promise<Trace | null> {
    const given = readTraceCode(code.slice(0, MAX_CODE_LENGTH));
    const expected = traceCode(given.donationCode, this.vault.hmac('TRACE', given.donationCode));
    const isRight = timingSafeEqual(digest(given.code), digest(expected));
    await (isRight ? this.guesses.right(asker) : this.guesses.wrong(asker));
    const donation = await this.traces.donation(given.donationCode, size);
    return isRight && donation ? this.traces.trace(donation, size) : null;
  }
}
