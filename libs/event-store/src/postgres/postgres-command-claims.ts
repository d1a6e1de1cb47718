import type { Pool } from 'pg';
import type { ClaimVerdict, CommandClaims } from '../journal-writer';
import { reachable } from './unavailable';
import { textArray, uuidArray } from './wire';

/** Which command an id means, by a table's primary key: the answer is the same for every process. */
export const postgresCommandClaims = (pool: Pool): CommandClaims => ({
  claim: async (claimant, claims) => {
    const { rows } = await reachable(() =>
      pool.query<{ verdicts: readonly ClaimVerdict[] }>({
        name: 'event-store-claim-commands',
        text: 'select gate_check_claims($2), claim_commands($1, $2, $3) as verdicts',
        values: [
          claimant,
          uuidArray(claims.map(({ commandId }) => commandId)),
          textArray(claims.map(({ commandSha256 }) => commandSha256)),
        ],
      }),
    );
    return rows[0]!.verdicts;
  },
});
