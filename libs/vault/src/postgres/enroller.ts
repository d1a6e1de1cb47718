import type { Pool } from 'pg';
import { Randomness } from '@command-handling';
import { SALT_BYTES, commitmentOf } from '../commitment';
import type { Enrolled, Enrolment, PersonalKey } from '../vault.port';
import { VaultKeys, open, seal } from '../vault-keys';

/** Somebody else claimed a key or enrolled the command between our look and our insert; each time the loser finds what the winner left. */
const MAX_ATTEMPTS = 10;
/** What was seen a moment ago was swept meanwhile. */
const SWEPT = 'SWEPT';
/** unique_violation, foreign_key_violation (the subject was swept), deadlock_detected, serialization_failure: look again. */
const LOOK_AGAIN: ReadonlySet<unknown> = new Set(['23505', '23503', '40P01', '40001', SWEPT]);
/** One statement's worth; parameters and memory stay small. */
const ENROLMENTS_AT_ONCE = 2_000;

/** The subject that fields are to be added to isn't there: it was erased, or never was. */
export class SubjectUnknown extends Error {
  readonly code = 'SUBJECT_UNKNOWN';
}

interface IndexedKey {
  readonly kind: PersonalKey['kind'];
  readonly index: Buffer;
  /** Both as text, for maps. */
  readonly name: string;
}

/** An enrolment in its normal form. */
interface Prepared {
  readonly commandId: string;
  readonly kind: string;
  readonly fields: readonly (readonly [field: string, value: string])[];
  readonly keys: readonly IndexedKey[];
  readonly givenSubjectId: string | undefined;
}

/** A row per field that a command brought before. */
interface KnownRow {
  readonly command_id: string;
  readonly subject_id: string;
  readonly key_indexes: readonly Buffer[];
  readonly wrapped_key: Buffer;
  readonly field: string | null;
  readonly sealed: Buffer | null;
}

interface Known {
  readonly subjectId: string;
  readonly keyIndexes: readonly string[];
  readonly fields: Map<string, { readonly value: string; readonly commitment: string }>;
}

/** Everything that is to be inserted, as columns. */
interface Inserts {
  readonly subjects: { readonly id: string; readonly kind: string; readonly wrapped: Buffer }[];
  readonly enrolments: {
    readonly commandId: string;
    readonly subjectId: string;
    readonly indexes: readonly Buffer[];
    readonly madeSubject: boolean;
  }[];
  readonly fields: {
    readonly subjectId: string;
    readonly field: string;
    readonly commandId: string;
    readonly sealed: Buffer;
  }[];
  readonly keys: { readonly key: IndexedKey; readonly subjectId: string }[];
}

/** Enrolments in bulk: three reads and one insert for up to `ENROLMENTS_AT_ONCE` of them. */
export class Enroller {
  constructor(
    private readonly pool: Pool,
    private readonly keys: VaultKeys,
    private readonly randomness: Randomness,
  ) {}

  async enrolMany(enrolments: readonly Enrolment[]): Promise<readonly Enrolled[]> {
    const results: Enrolled[] = [];
    for (let from = 0; from < enrolments.length; from += ENROLMENTS_AT_ONCE) {
      const prepared = enrolments.slice(from, from + ENROLMENTS_AT_ONCE).map((enrolment) => this.prepare(enrolment));
      for (const result of await this.enrolPrepared(prepared)) results.push(result);
    }
    return results;
  }

  private async enrolPrepared(prepared: readonly Prepared[]): Promise<readonly Enrolled[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(prepared);
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !LOOK_AGAIN.has((error as { code?: unknown }).code)) throw withoutValues(error);
      }
    }
  }

  private async attempt(prepared: readonly Prepared[]): Promise<readonly Enrolled[]> {
    // Holders before enrolments: a key that this very command claimed a moment ago is then seen with its enrolment, and is no conflict.
    const [holders, subjectKeys] = await Promise.all([this.holders(prepared), this.subjectKeys(prepared)]);
    const known = await this.known(prepared);
    const before = new Set(known.keys());
    const held = new Map(holders);
    const inserts: Inserts = { subjects: [], enrolments: [], fields: [], keys: [] };
    const results = prepared.map((enrolment) => {
      const same = known.get(enrolment.commandId);
      if (same) return repeated(enrolment, same);
      const taken = enrolment.keys.find((key) => {
        const holder = holders.get(key.name);
        return holder !== undefined && holder !== enrolment.givenSubjectId;
      });
      if (taken) return { kind: 'key-taken' as const, key: taken.kind, subjectId: holders.get(taken.name)! };
      return this.newcomer(enrolment, { known, holders, subjectKeys, inserts });
    });
    await this.stillHeld(
      prepared.filter((_, place) => results[place]!.kind === 'key-taken'),
      held,
    );
    await this.touch([...new Set(prepared.flatMap(({ commandId }) => (before.has(commandId) ? [commandId] : [])))]);
    await this.insert(inserts);
    return results;
  }

  /** Plans the rows of an enrolment; what comes later in the same call finds it as if it were there. */
  private newcomer(
    { commandId, kind, fields, keys, givenSubjectId }: Prepared,
    {
      known,
      holders,
      subjectKeys,
      inserts,
    }: {
      readonly known: Map<string, Known>;
      readonly holders: Map<string, string>;
      readonly subjectKeys: Map<string, Buffer>;
      readonly inserts: Inserts;
    },
  ): Enrolled {
    const subjectId = givenSubjectId ?? this.randomness.uuid(`${commandId}/subject`);
    let subjectKey = subjectKeys.get(subjectId);
    const madeSubject = subjectKey === undefined;
    if (!subjectKey) {
      if (givenSubjectId !== undefined) throw new SubjectUnknown('the subject is not in the vault');
      const { key, wrapped } = this.keys.newSubjectKey(subjectId);
      inserts.subjects.push({ id: subjectId, kind, wrapped });
      subjectKeys.set(subjectId, key);
      subjectKey = key;
    }
    const committed: Known['fields'] = new Map();
    for (const [field, value] of fields) {
      const salt = this.randomness.bytes(SALT_BYTES, `${commandId}/${field}`);
      const plain = Buffer.concat([salt, Buffer.from(value, 'utf8')]);
      inserts.fields.push({ subjectId, field, commandId, sealed: seal(subjectKey, subjectId + field, plain) });
      committed.set(field, { value, commitment: commitmentOf(salt, field, value) });
    }
    for (const key of keys) {
      if (!holders.has(key.name)) inserts.keys.push({ key, subjectId });
      holders.set(key.name, subjectId);
    }
    inserts.enrolments.push({ commandId, subjectId, indexes: keys.map(({ index }) => index), madeSubject });
    known.set(commandId, { subjectId, keyIndexes: keys.map(({ index }) => index.toString('hex')), fields: committed });
    return { kind: 'enrolled', subjectId, commitments: commitmentsOf(committed), repeated: false };
  }

  private prepare({ commandId, kind, fields, keys, subjectId }: Enrolment): Prepared {
    const indexed = keys.map((key): IndexedKey => {
      const index = this.keys.indexOf(key);
      return { kind: key.kind, index, name: `${key.kind}/${index.toString('hex')}` };
    });
    const byField = Object.entries(fields).map(([field, value]) => [field, value.normalize('NFC')] as const);
    return {
      commandId,
      kind,
      fields: byField.sort(([one], [other]) => (one < other ? -1 : 1)),
      // In one order everywhere: two bulks that want the same keys wait for each other, and don't hold each other up.
      keys: indexed.sort((one, other) => (one.name < other.name ? -1 : 1)),
      givenSubjectId: subjectId,
    };
  }

  private async known(prepared: readonly Prepared[]): Promise<Map<string, Known>> {
    const { rows } = await this.pool.query<KnownRow>(
      `select e.command_id, e.subject_id, e.key_indexes, s.wrapped_key, f.field, f.sealed
       from vault.enrolment e join vault.subject s on s.id = e.subject_id
       left join vault.field f on f.subject_id = e.subject_id and f.command_id = e.command_id
       where e.command_id = any($1::uuid[])`,
      [prepared.map(({ commandId }) => commandId)],
    );
    const known = new Map<string, Known>();
    for (const row of rows) {
      const { command_id, subject_id, key_indexes, wrapped_key, field, sealed } = row;
      const entry = known.get(command_id) ?? {
        subjectId: subject_id,
        keyIndexes: key_indexes.map((index) => index.toString('hex')),
        fields: new Map(),
      };
      known.set(command_id, entry);
      if (field === null || sealed === null) continue;
      const plain = open(this.keys.subjectKey(subject_id, wrapped_key), subject_id + field, sealed);
      const value = plain.toString('utf8', SALT_BYTES);
      entry.fields.set(field, { value, commitment: commitmentOf(plain.subarray(0, SALT_BYTES), field, value) });
    }
    return known;
  }

  private async holders(prepared: readonly Prepared[]): Promise<Map<string, string>> {
    const keys = prepared.flatMap((enrolment) => enrolment.keys);
    if (keys.length === 0) return new Map();
    const { rows } = await this.pool.query<{ kind: string; index: Buffer; subject_id: string }>(
      `select k.kind, k.index, k.subject_id
       from unnest($1::text[], $2::bytea[]) as asked(kind, index) join vault.key k using (kind, index)`,
      [keys.map(({ kind }) => kind), keys.map(({ index }) => index)],
    );
    return new Map(rows.map(({ kind, index, subject_id }) => [`${kind}/${index.toString('hex')}`, subject_id]));
  }

  private async subjectKeys(prepared: readonly Prepared[]): Promise<Map<string, Buffer>> {
    const ids = prepared.flatMap(({ givenSubjectId }) => (givenSubjectId === undefined ? [] : [givenSubjectId]));
    if (ids.length === 0) return new Map();
    const { rows } = await this.pool.query<{ id: string; wrapped_key: Buffer }>(
      'select id, wrapped_key from vault.subject where id = any($1::uuid[])',
      [[...new Set(ids)]],
    );
    return new Map(rows.map(({ id, wrapped_key }) => [id, this.keys.subjectKey(id, wrapped_key)]));
  }

  /** Between the looks at holders and at enrolments a sweep may take both: then the holder was nobody else, but this command itself. */
  private async stillHeld(refused: readonly Prepared[], held: ReadonlyMap<string, string>): Promise<void> {
    const now = await this.holders(refused);
    if (refused.some(({ keys }) => keys.some(({ name }) => held.get(name) !== now.get(name)))) throw sweptInBetween();
  }

  /** A command that comes again is about to append: its age counts from now. What a sweep took in between is not repeated but brought anew. */
  private async touch(commandIds: readonly string[]): Promise<void> {
    if (commandIds.length === 0) return;
    const touched = await this.pool.query(
      `with again as (select command_id from vault.enrolment where command_id = any($1::uuid[]) order by command_id for update)
       update vault.enrolment e set touched_at = now() from again where e.command_id = again.command_id`,
      [commandIds],
    );
    if (touched.rowCount !== commandIds.length) throw sweptInBetween();
  }

  /** One statement: all of it or nothing. */
  private async insert({ subjects, enrolments, fields, keys }: Inserts): Promise<void> {
    if (enrolments.length === 0) return;
    const claims = [...keys].sort((one, other) => (one.key.name < other.key.name ? -1 : 1));
    await this.pool.query(
      `with subjects as (
         insert into vault.subject (id, kind, wrapped_key) select * from unnest($1::uuid[], $2::text[], $3::bytea[])
       ), enrolments as (
         insert into vault.enrolment (command_id, subject_id, key_indexes, made_subject)
         select command_id, subject_id,
           array(select decode(hex, 'hex') from unnest(string_to_array(nullif(indexes, ''), ',')) as hex), made_subject
         from unnest($4::uuid[], $5::uuid[], $6::text[], $14::boolean[]) as e(command_id, subject_id, indexes, made_subject)
       ), keys as (
         insert into vault.key (kind, index, subject_id) select * from unnest($7::text[], $8::bytea[], $9::uuid[])
       )
       insert into vault.field (subject_id, field, command_id, sealed)
       select * from unnest($10::uuid[], $11::text[], $12::uuid[], $13::bytea[])`,
      [
        subjects.map(({ id }) => id),
        subjects.map(({ kind }) => kind),
        subjects.map(({ wrapped }) => wrapped),
        enrolments.map(({ commandId }) => commandId),
        enrolments.map(({ subjectId }) => subjectId),
        // An array of arrays of different lengths is none to PostgreSQL.
        enrolments.map(({ indexes }) => indexes.map((index) => index.toString('hex')).join(',')),
        claims.map(({ key }) => key.kind),
        claims.map(({ key }) => key.index),
        claims.map(({ subjectId }) => subjectId),
        fields.map(({ subjectId }) => subjectId),
        fields.map(({ field }) => field),
        fields.map(({ commandId }) => commandId),
        fields.map(({ sealed }) => sealed),
        enrolments.map(({ madeSubject }) => madeSubject),
      ],
    );
  }
}

const sweptInBetween = (): Error => Object.assign(new Error('swept in between'), { code: SWEPT });

const commitmentsOf = (fields: Known['fields']): Readonly<Record<string, string>> =>
  Object.fromEntries([...fields].map(([field, { commitment }]) => [field, commitment]));

const repeated = ({ fields, keys, givenSubjectId }: Prepared, known: Known): Enrolled => {
  const same =
    (givenSubjectId ?? known.subjectId) === known.subjectId &&
    fields.length === known.fields.size &&
    fields.every(([field, value]) => known.fields.get(field)?.value === value) &&
    keys.map(({ index }) => index.toString('hex')).join() === known.keyIndexes.join();
  if (!same) return { kind: 'command-reused' };
  return {
    kind: 'enrolled',
    subjectId: known.subjectId,
    commitments: commitmentsOf(known.fields),
    repeated: true,
  };
};

/** PostgreSQL puts the values of a row that it refuses into the error. They are sealed, and still they stay here. */
const withoutValues = (error: unknown): unknown => {
  const { code, constraint } = error as { readonly code?: string; readonly constraint?: string };
  if (code === undefined || !/^[0-9A-Z]{5}$/.test(code)) return error;
  return new Error(`the vault was refused by its database: ${code}${constraint ? ` (${constraint})` : ''}`);
};
