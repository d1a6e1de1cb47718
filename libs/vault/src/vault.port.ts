/**
 * The vault: the only place of personal data. A row per subject, AES-256-GCM under a key per subject that a master key wraps; the
 * ciphertext's additional data is subject‖field. Events hold the subject id and salted commitments (contract 1). The vault row is
 * committed before the event is appended; rows without an event are swept later.
 */

export type SubjectKind = 'PUPIL' | 'DONOR' | 'SIM' | 'HANDOVER' | 'OFFICER' | 'TEXT';

/**
 * A personal natural key, unique in the vault by its blind index (HMAC): e.g. SCHOOL_STUDENT `31-TEST-001/HS0001`, PERSONAL_ID, MSISDN, ICCID.
 * PUPIL_NAME (school, day of birth, name) is held by the first of its kind; another one may be another child.
 */
export interface PersonalKey {
  readonly kind: 'SCHOOL_STUDENT' | 'PUPIL_NAME' | 'PERSONAL_ID' | 'MSISDN' | 'ICCID' | 'LOGIN' | 'TAX_CODE';
  readonly value: string;
}

export interface Enrolment {
  /** The command that brings the data: seen again, it finds the same subject id and salts, so the command hashes equal. */
  readonly commandId: string;
  readonly kind: SubjectKind;
  /** Field name → value; NFC. Absent fields are left out. */
  readonly fields: Readonly<Record<string, string>>;
  /** Keys that this subject claims. */
  readonly keys: readonly PersonalKey[];
  /** Add the fields to this subject instead of making one. */
  readonly subjectId?: string;
}

export type Enrolled =
  | {
      readonly kind: 'enrolled';
      readonly subjectId: string;
      readonly commitments: Readonly<Record<string, string>>;
      /** The command id was seen before, with the same fields. */
      readonly repeated: boolean;
    }
  /** The key belongs to another subject. */
  | { readonly kind: 'key-taken'; readonly key: PersonalKey['kind']; readonly subjectId: string }
  /** The command id was seen before with other personal fields: `IDEMPOTENCY_KEY_REUSED`. */
  | { readonly kind: 'command-reused' };

export abstract class Vault {
  abstract enrol(enrolment: Enrolment): Promise<Enrolled>;
  /** Many at once, for files; answers in order. Two in one call with the same key: the second is `key-taken`. */
  abstract enrolMany(enrolments: readonly Enrolment[]): Promise<readonly Enrolled[]>;
  /** The subjects that hold these keys, in order; null where nobody does. One round trip. */
  abstract find(keys: readonly PersonalKey[]): Promise<readonly (string | null)[]>;
  /** A key is free again (a SIM was replaced, a number recycled). */
  abstract releaseKey(key: PersonalKey): Promise<void>;
  /** The random actor id of a login, made on first sight (contract 1: `actor.id`). */
  abstract actorIdOf(login: string): Promise<string>;
  /** Plain values, for the few read paths that may show them, joined at query time. An erased subject is absent from the map. */
  abstract reveal(
    subjectIds: readonly string[],
    fields: readonly string[],
  ): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>>;
  /** HMAC-SHA-256 under a key of the vault that belongs to a purpose: trace codes, keys of spooled uploads. */
  abstract hmac(purpose: 'TRACE' | 'SPOOL', message: string): Buffer;
}
