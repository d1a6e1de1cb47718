import type { Pool } from 'pg';
import { Randomness } from '@command-handling';
import { type Enrolled, type Enrolment, type PersonalKey, Vault } from '../vault.port';
import { VaultKeys, open } from '../vault-keys';
import { Enroller } from './enroller';
import { SALT_BYTES } from '../commitment';

export interface PostgresVaultOptions {
  readonly pool: Pool;
  /** 32 bytes. Without it nothing in the vault can be read again. */
  readonly masterKey: Buffer;
  readonly randomness: Randomness;
}

/** Actor ids that are kept in memory: far more than people work with one process at a time. */
const CACHED_ACTORS = 10_000;

export const createPostgresVault = (options: PostgresVaultOptions): Vault => new PostgresVault(options);

class PostgresVault extends Vault {
  private readonly pool: Pool;
  private readonly keys: VaultKeys;
  private readonly randomness: Randomness;
  private readonly enroller: Enroller;
  private readonly actors = new Map<string, Promise<string>>();

  constructor({ pool, masterKey, randomness }: PostgresVaultOptions) {
    super();
    this.pool = pool;
    this.keys = new VaultKeys(masterKey);
    this.randomness = randomness;
    this.enroller = new Enroller(pool, this.keys, randomness);
  }

  async enrol(enrolment: Enrolment): Promise<Enrolled> {
    const [enrolled] = await this.enrolMany([enrolment]);
    return enrolled!;
  }

  enrolMany(enrolments: readonly Enrolment[]): Promise<readonly Enrolled[]> {
    return this.enroller.enrolMany(enrolments);
  }

  async find(keys: readonly PersonalKey[]): Promise<readonly (string | null)[]> {
    if (keys.length === 0) return [];
    const { rows } = await this.pool.query<{ subject_id: string | null }>(
      `select k.subject_id
       from unnest($1::text[], $2::bytea[]) with ordinality as asked(kind, index, place)
       left join vault.key k on k.kind = asked.kind and k.index = asked.index
       order by asked.place`,
      [keys.map(({ kind }) => kind), keys.map((key) => this.keys.indexOf(key))],
    );
    return rows.map(({ subject_id }) => subject_id);
  }

  async releaseKey(key: PersonalKey): Promise<void> {
    await this.pool.query('delete from vault.key where kind = $1 and index = $2', [key.kind, this.keys.indexOf(key)]);
  }

  actorIdOf(login: string): Promise<string> {
    const known = this.actors.get(login);
    if (known) return known;
    if (this.actors.size >= CACHED_ACTORS) this.actors.clear();
    const asked = this.lookUpActor(login);
    this.actors.set(login, asked);
    // A failure is not kept.
    asked.catch(() => this.actors.delete(login));
    return asked;
  }

  async reveal(
    subjectIds: readonly string[],
    fields: readonly string[],
  ): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
    if (subjectIds.length === 0) return new Map();
    const { rows } = await this.pool.query<{
      id: string;
      wrapped_key: Buffer;
      field: string | null;
      sealed: Buffer | null;
    }>(
      `select distinct on (s.id, f.field) s.id, s.wrapped_key, f.field, f.sealed
       from vault.subject s left join vault.field f on f.subject_id = s.id and f.field = any($2::text[])
       where s.id = any($1::uuid[])
       order by s.id, f.field, f.entry desc`,
      [subjectIds, fields],
    );
    const revealed = new Map<string, Record<string, string>>();
    let key: Buffer = Buffer.alloc(0);
    for (const { id, wrapped_key, field, sealed } of rows) {
      if (!revealed.has(id)) {
        revealed.set(id, {});
        key = this.keys.subjectKey(id, wrapped_key);
      }
      if (field !== null && sealed !== null)
        revealed.get(id)![field] = open(key, id + field, sealed).toString('utf8', SALT_BYTES);
    }
    return revealed;
  }

  hmac(purpose: 'TRACE' | 'SPOOL', message: string): Buffer {
    return this.keys.hmac(purpose, message);
  }

  private async lookUpActor(login: string): Promise<string> {
    const key: PersonalKey = { kind: 'LOGIN', value: login };
    const [known] = await this.find([key]);
    if (known) return known;
    const enrolled = await this.enrol({
      commandId: this.randomness.uuid(`actor/${login}`),
      kind: 'OFFICER',
      fields: { login },
      keys: [key],
    });
    // Somebody else saw this login first at the same moment.
    if (enrolled.kind === 'command-reused') throw new Error('two logins were given one command id');
    return enrolled.subjectId;
  }
}
