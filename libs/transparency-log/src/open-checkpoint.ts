import { parseCheckpoint, type Checkpoint } from './checkpoint';
import { openNote, type SignatureCheck } from './open-note';
import { logOf, quorumMet, witnessesOf, type Policy, type TrustedLog, type TrustedWitness } from './policy';
import { ProofInvalid } from './proof-invalid';

export interface OpenedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly log: TrustedLog;
  /** Who has cosigned, and when (seconds since 1970). */
  readonly witnesses: readonly (TrustedWitness & { readonly timestamp: number })[];
}

/** A checkpoint that the policy accepts: signed by the log that it names, and cosigned by a quorum. */
export const openCheckpoint = async (
  note: string,
  policy: Policy,
  verify: SignatureCheck,
): Promise<OpenedCheckpoint> => {
  const keys = [...policy.logs, ...policy.witnesses].map(({ key }) => key);
  const { text, signatures } = await openNote(note, keys, verify);
  const checkpoint = parseCheckpoint(text);
  const log = logOf(policy, checkpoint.origin, signatures);
  if (!log)
    throw new ProofInvalid(
      'LOG_UNKNOWN',
      'log',
      `${checkpoint.origin} is no log that is trusted here, or has not signed its checkpoint`,
    );
  const witnesses = witnessesOf(policy, signatures);
  if (!quorumMet(policy, signatures))
    throw new ProofInvalid(
      'QUORUM_MISSING',
      'witnesses',
      `cosigned by ${witnesses.map(({ name }) => name).join(', ') || 'nobody'}, which is not the quorum ${policy.quorum}`,
    );
  return { checkpoint, log, witnesses };
};
