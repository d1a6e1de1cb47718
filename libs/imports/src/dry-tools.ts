import { createHash } from 'node:crypto';
import { uuidV5 } from '@event-store';
import type { Ledger } from '@command-handling';
import type { Enrolled, Enrolment, PersonalKey, Vault } from '@vault';
import type { ImportTools } from './import-kind';

/** Namespace of the subjects that a dry run imagines. */
const IMAGINED = 'c1a3f1de-5b1e-5f6c-9d0a-4e1f2b7a9c55';

/** What a dry run gets: it decides as always (`ledger` is a dry one), looks people up, and writes nothing. */
export const dryTools = (ledger: Ledger, vault: Vault): ImportTools => ({
  ledger,
  vault: {
    find: (keys) => vault.find(keys),
    enrolMany: async (enrolments) => {
      const held = await vault.find(enrolments.flatMap(({ keys }) => keys));
      const imagined = new Map<string, string>();
      let next = 0;
      return enrolments.map((enrolment): Enrolled => {
        const holders = enrolment.keys.map((key) => ({ key, holder: held[next++] ?? imagined.get(nameOf(key)) }));
        const taken = holders.find(({ holder }) => holder);
        if (taken) return { kind: 'key-taken', key: taken.key.kind, subjectId: taken.holder! };
        const subjectId = enrolment.subjectId ?? uuidV5(IMAGINED, enrolment.commandId);
        for (const key of enrolment.keys) imagined.set(nameOf(key), subjectId);
        return { kind: 'enrolled', subjectId, commitments: imaginedCommitments(enrolment), repeated: false };
      });
    },
  },
});

const nameOf = ({ kind, value }: PersonalKey): string => `${kind}/${value}`;

/** Of the right form, and of nothing. They are decided on and thrown away. */
const imaginedCommitments = ({ commandId, fields }: Enrolment): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.keys(fields).map((field) => [
      field,
      createHash('sha256').update(`${IMAGINED}/${commandId}/${field}`).digest('base64url'),
    ]),
  );
