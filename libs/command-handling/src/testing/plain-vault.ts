import { createHash, createHmac } from 'node:crypto';
import { uuidV5 } from '@event-store';
import { type Enrolled, type Enrolment, type PersonalKey, Vault } from '@vault';

const NAMESPACE = '00000000-0000-5000-8000-000000000000';
const keyOf = ({ kind, value }: PersonalKey): string => `${kind}\0${value}`;

/** The vault's promises in plain memory, for specs of write rooms: same subject and commitments for a command seen again, unique keys. */
export class PlainVault extends Vault {
  private readonly subjects = new Map<string, Record<string, string>>();
  private readonly holders = new Map<string, string>();
  private readonly enrolments = new Map<string, { readonly fields: string; readonly subjectId: string }>();

  async enrol(enrolment: Enrolment): Promise<Enrolled> {
    const { commandId, fields, keys } = enrolment;
    const given = JSON.stringify([Object.entries(fields).sort(), keys.map(keyOf).sort()]);
    const known = this.enrolments.get(commandId);
    if (known && known.fields !== given) return { kind: 'command-reused' };
    const subjectId = known?.subjectId ?? enrolment.subjectId ?? uuidV5(NAMESPACE, commandId);
    for (const key of keys) {
      const holder = this.holders.get(keyOf(key));
      if (holder !== undefined && holder !== subjectId) return { kind: 'key-taken', key: key.kind, subjectId: holder };
    }
    for (const key of keys) this.holders.set(keyOf(key), subjectId);
    this.enrolments.set(commandId, { fields: given, subjectId });
    this.subjects.set(subjectId, { ...this.subjects.get(subjectId), ...fields });
    const commitments = Object.fromEntries(
      Object.entries(fields).map(([field, value]) => [
        field,
        createHash('sha256').update(`${commandId}\0${field}\0${value}`).digest('base64url'),
      ]),
    );
    return { kind: 'enrolled', subjectId, commitments, repeated: known !== undefined };
  }

  async enrolMany(enrolments: readonly Enrolment[]): Promise<readonly Enrolled[]> {
    const results: Enrolled[] = [];
    for (const enrolment of enrolments) results.push(await this.enrol(enrolment));
    return results;
  }

  find(keys: readonly PersonalKey[]): Promise<readonly (string | null)[]> {
    return Promise.resolve(keys.map((key) => this.holders.get(keyOf(key)) ?? null));
  }

  releaseKey(key: PersonalKey): Promise<void> {
    this.holders.delete(keyOf(key));
    return Promise.resolve();
  }

  actorIdOf(login: string): Promise<string> {
    return Promise.resolve(uuidV5(NAMESPACE, login));
  }

  reveal(
    subjectIds: readonly string[],
    fields: readonly string[],
  ): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
    const known = subjectIds.filter((id) => this.subjects.has(id));
    const of = (id: string) =>
      Object.fromEntries(Object.entries(this.subjects.get(id)!).filter(([field]) => fields.includes(field)));
    return Promise.resolve(new Map(known.map((id) => [id, of(id)])));
  }

  hmac(purpose: 'TRACE' | 'SPOOL', message: string): Buffer {
    return createHmac('sha256', purpose).update(message).digest();
  }
}
