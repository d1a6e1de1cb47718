import {
  addSignatures,
  openNote,
  parseSignatures,
  quorumMet,
  type NoteSignature,
  type Policy,
  type SignatureCheck,
} from '@transparency-log';
import type { WitnessPolicy } from './witness';

/** The witnesses of a trust file that have an address, and its quorum. */
export const witnessPolicy = (policy: Policy, verify: SignatureCheck): WitnessPolicy => {
  const keys = policy.witnesses.map(({ key }) => key);
  const isValid = async (note: string, line: string): Promise<boolean> => {
    try {
      const [signature, ...more] = signaturesOf([line]);
      if (!signature || more.length > 0) return false;
      return (await openNote(addSignatures(note, [signature]), keys, verify)).signatures.length > 0;
    } catch {
      // A line that is none, or a signature that is false: the witness has said nothing.
      return false;
    }
  };
  return {
    witnesses: policy.witnesses.flatMap(({ name, url }) => (url === undefined ? [] : [{ name, url }])),
    valid: async (note, lines) => {
      const valid = await Promise.all(lines.map((line) => isValid(note, line)));
      return lines.filter((_, at) => valid[at]);
    },
    satisfied: async (note, lines) => {
      if (lines.length === 0) return quorumMet(policy, []);
      const { signatures } = await openNote(addSignatures(note, signaturesOf(lines)), keys, verify);
      return quorumMet(policy, signatures);
    },
  };
};

const signaturesOf = (lines: readonly string[]): readonly NoteSignature[] =>
  parseSignatures(lines.map((line) => `${line}\n`).join(''));
