import type { ClaimVerdict, CommandClaim, CommandClaims } from '../journal-writer';

/** As many as PostgreSQL takes in a few milliseconds, so that nobody waits long behind them. */
const MAX_CLAIMS = 1_000;

interface Waiting {
  readonly claims: readonly CommandClaim[];
  readonly answer: (verdicts: readonly ClaimVerdict[]) => void;
  readonly fail: (error: unknown) => void;
}

/** Claims that come while others are under way go together: one round trip and one flush for all of them. */
export const groupedClaims = (
  port: CommandClaims,
  claimant: string,
): ((claims: readonly CommandClaim[]) => Promise<readonly ClaimVerdict[]>) => {
  let waiting: Waiting[] = [];
  let working = false;

  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      // Those whose answer just came are about to append again: one turn later they are part of this group.
      await new Promise(setImmediate);
      const group = taken(waiting);
      waiting = waiting.slice(group.length);
      try {
        const verdicts = await port.claim(
          claimant,
          group.flatMap(({ claims }) => claims),
        );
        let next = 0;
        for (const { claims, answer } of group) answer(verdicts.slice(next, (next += claims.length)));
      } catch (error) {
        for (const { fail } of group) fail(error);
      }
    }
    working = false;
  };

  return (claims) =>
    new Promise((answer, fail) => {
      waiting.push({ claims, answer, fail });
      if (working) return;
      working = true;
      void work();
    });
};

const taken = (waiting: readonly Waiting[]): readonly Waiting[] => {
  let count = 0;
  const end = waiting.findIndex(({ claims }, index) => (count += claims.length) > MAX_CLAIMS && index > 0);
  return end < 0 ? waiting : waiting.slice(0, end);
};
