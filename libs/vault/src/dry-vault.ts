import { randomBytes, randomUUID } from 'node:crypto';
import { SALT_BYTES, commitmentOf } from './commitment';
import { type Enrolled, type Enrolment, type PersonalKey, Vault } from './vault.port';

/** Answers as the vault would and keeps nothing: what the dry run of a file gets. Commitments have salts that nobody keeps. */
export class DryVault extends Vault {
  constructor(private readonly vault: Vault) {
    super();
  }

  async enrol(enrolment: Enrolment): Promise<Enrolled> {
    const [enrolled] = await this.enrolMany([enrolment]);
    return enrolled!;
  }

  async enrolMany(enrolments: readonly Enrolment[]): Promise<readonly Enrolled[]> {
    const keys = enrolments.flatMap((enrolment) => enrolment.keys);
    const holders = await this.vault.find(keys);
    const claimed = new Map(keys.map((key, i) => [nameOf(key), holders[i] ?? null]));
    return enrolments.map(({ keys: wanted, fields, subjectId: given }) => {
      const taken = wanted.find((key) => (claimed.get(nameOf(key)) ?? given ?? null) !== (given ?? null));
      if (taken) return { kind: 'key-taken', key: taken.kind, subjectId: claimed.get(nameOf(taken))! };
      const subjectId = given ?? randomUUID();
      for (const key of wanted) claimed.set(nameOf(key), subjectId);
      const commitments = Object.fromEntries(
        Object.entries(fields).map(([field, value]) => [field, commitmentOf(randomBytes(SALT_BYTES), field, value)]),
      );
      return { kind: 'enrolled', subjectId, commitments, repeated: false };
    });
  }

  find(keys: readonly PersonalKey[]): Promise<readonly (string | null)[]> {
    return this.vault.find(keys);
  }

  releaseKey(): Promise<void> {
    return Promise.resolve();
  }

  actorIdOf(login: string): Promise<string> {
    return this.vault.actorIdOf(login);
  }

  reveal(
    subjectIds: readonly string[],
    fields: readonly string[],
  ): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
    return this.vault.reveal(subjectIds, fields);
  }

  hmac(purpose: 'TRACE' | 'SPOOL', message: string): Buffer {
    return this.vault.hmac(purpose, message);
  }
}

const nameOf = ({ kind, value }: PersonalKey): string => `${kind}\0${value}`;
