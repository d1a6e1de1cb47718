import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { migrate } from '@event-store/postgres';
import { SystemRandomness } from '@command-handling';
import { createTestDatabase, type TestDatabase } from '../../../../tools/testing/test-database';
import { commitmentOf } from '../commitment';
import { VaultKeys, open } from '../vault-keys';
import type { Enrolled, Enrolment, PersonalKey, Vault } from '../vault.port';
import { SubjectUnknown, createPostgresVault, vaultMigrations } from '.';

/** Races wait for the disk, and suites share two cores. */
jest.setTimeout(60_000);

const MASTER_KEY = Buffer.alloc(32, 9);
const NAME = 'Phạm Thị Thử Nghiệm';
const PHONE = '+84912345678';

describe('the vault on PostgreSQL', () => {
  let database: TestDatabase;
  let pool: Pool;
  let vault: Vault;
  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.ownerUrl, vaultMigrations, { applicationRole: database.applicationRole });
    pool = new Pool({ connectionString: database.applicationUrl, max: 20 });
    vault = vaultOf(pool);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const vaultOf = (connections: Pool): Vault =>
    createPostgresVault({ pool: connections, masterKey: MASTER_KEY, randomness: new SystemRandomness() });
  const someKey = (kind: PersonalKey['kind'] = 'MSISDN'): PersonalKey => ({ kind, value: randomUUID() });
  const enrolment = (more: Partial<Enrolment> = {}): Enrolment => ({
    commandId: randomUUID(),
    kind: 'PUPIL',
    fields: { fullName: NAME },
    keys: [],
    ...more,
  });
  const enrolled = (result: Enrolled): Extract<Enrolled, { kind: 'enrolled' }> => {
    if (result.kind !== 'enrolled') throw new Error(`not enrolled: ${result.kind}`);
    return result;
  };

  it('gives back what was put in, in composed letters', async () => {
    const { subjectId } = enrolled(
      await vault.enrol(enrolment({ fields: { fullName: NAME.normalize('NFD'), phone: PHONE } })),
    );
    const revealed = await vault.reveal([subjectId, randomUUID()], ['fullName', 'phone', 'birthDate']);
    expect([...revealed]).toEqual([[subjectId, { fullName: NAME, phone: PHONE }]]);
    expect((await vault.reveal([subjectId], ['phone'])).get(subjectId)).toEqual({ phone: PHONE });
  });

  it('commits to each field with a salt that it keeps', async () => {
    const { subjectId, commitments } = enrolled(await vault.enrol(enrolment()));
    const { rows } = await pool.query<{ wrapped_key: Buffer; sealed: Buffer }>(
      'select wrapped_key, sealed from vault.subject s join vault.field f on f.subject_id = s.id where s.id = $1',
      [subjectId],
    );
    const key = new VaultKeys(MASTER_KEY).subjectKey(subjectId, rows[0]!.wrapped_key);
    const salt = open(key, `${subjectId}fullName`, rows[0]!.sealed).subarray(0, 32);
    expect(commitments).toEqual({ fullName: commitmentOf(salt, 'fullName', NAME) });
  });

  it('answers a command seen again with the same subject and commitments', async () => {
    const given = enrolment({ fields: { fullName: NAME, phone: PHONE }, keys: [someKey()] });
    const first = enrolled(await vault.enrol(given));
    expect(first.repeated).toBe(false);
    expect(await vault.enrol(given)).toEqual({ ...first, repeated: true });
    expect(await vaultOf(pool).enrol(given)).toEqual({ ...first, repeated: true });
  });

  it('refuses a command seen again with another value, another field, or another key', async () => {
    const key = someKey();
    const given = enrolment({ keys: [key] });
    await vault.enrol(given);
    const others: readonly Partial<Enrolment>[] = [
      { fields: { fullName: `${NAME}.` } },
      { fields: { fullName: NAME, phone: PHONE } },
      { fields: {} },
      { keys: [someKey()] },
      { keys: [] },
      { subjectId: randomUUID() },
    ];
    for (const other of others) expect(await vault.enrol({ ...given, ...other })).toEqual({ kind: 'command-reused' });
  });

  it('says whose a key is, and records nothing of who wanted it too', async () => {
    const key = someKey('SCHOOL_STUDENT');
    const { subjectId } = enrolled(await vault.enrol(enrolment({ keys: [key] })));
    const late = enrolment({ keys: [someKey(), key] });
    expect(await vault.enrol(late)).toEqual({ kind: 'key-taken', key: 'SCHOOL_STUDENT', subjectId });
    expect(await vault.find([key, late.keys[0]!])).toEqual([subjectId, null]);
  });

  it('finds subjects by their keys in the order asked, also twice the same', async () => {
    const [one, other, nobody] = [someKey('ICCID'), someKey('PERSONAL_ID'), someKey()];
    const { subjectId } = enrolled(await vault.enrol(enrolment({ keys: [one, other] })));
    expect(await vault.find([nobody, other, one, other])).toEqual([null, subjectId, subjectId, subjectId]);
    expect(await vault.find([{ ...one, kind: 'MSISDN' }])).toEqual([null]);
  });

  it('lets another have a key that was released', async () => {
    const key = someKey();
    await vault.enrol(enrolment({ keys: [key] }));
    await vault.releaseKey(key);
    const { subjectId } = enrolled(await vault.enrol(enrolment({ keys: [key] })));
    expect(await vault.find([key])).toEqual([subjectId]);
  });

  it('adds to a subject, and reveals the latest of a field', async () => {
    const key = someKey();
    const { subjectId } = enrolled(await vault.enrol(enrolment({ keys: [key] })));
    const added = enrolment({ subjectId, fields: { fullName: 'Phạm Thị Khác', phone: PHONE }, keys: [key, someKey()] });
    expect(enrolled(await vault.enrol(added)).subjectId).toBe(subjectId);
    expect((await vault.reveal([subjectId], ['fullName', 'phone'])).get(subjectId)).toEqual({
      fullName: 'Phạm Thị Khác',
      phone: PHONE,
    });
    await expect(vault.enrol(enrolment({ subjectId: randomUUID() }))).rejects.toThrow(SubjectUnknown);
  });

  it('enrols many in order, and treats one call as if they came one by one', async () => {
    const key = someKey();
    const first = enrolment({ keys: [key] });
    const many = [first, enrolment({ keys: [key] }), first, { ...first, fields: {} }, enrolment()];
    const [one, second, again, changed, last] = await vault.enrolMany(many);
    const { subjectId, commitments } = enrolled(one!);
    expect(second).toEqual({ kind: 'key-taken', key: 'MSISDN', subjectId });
    expect(again).toEqual({ kind: 'enrolled', subjectId, commitments, repeated: true });
    expect(changed).toEqual({ kind: 'command-reused' });
    expect(enrolled(last!).subjectId).not.toBe(subjectId);
    expect(await vault.enrolMany([])).toEqual([]);
  });

  it('enrols a thousand rows in a handful of statements', async () => {
    const statements = jest.spyOn(pool, 'query');
    const rows = Array.from({ length: 1_000 }, () => enrolment({ keys: [someKey('ICCID'), someKey()] }));
    const results = await vault.enrolMany(rows);
    expect(results.filter(({ kind }) => kind === 'enrolled')).toHaveLength(1_000);
    expect(statements.mock.calls.length).toBeLessThanOrEqual(4);
    statements.mockRestore();
    const holders = await vault.find(rows.map(({ keys }) => keys[1]!));
    expect(holders).toEqual(results.map((result) => enrolled(result).subjectId));
  });

  it('gives a key to exactly one of two who want it at the same moment, fifty times', async () => {
    const otherPool = new Pool({ connectionString: database.applicationUrl, max: 5 });
    const other = vaultOf(otherPool);
    for (let race = 0; race < 50; race += 1) {
      const key = someKey();
      const rivals = [vault, other].map((each) => each.enrol(enrolment({ keys: [someKey('ICCID'), key] })));
      const results = await Promise.all(rivals);
      const winners = results.filter(({ kind }) => kind === 'enrolled');
      expect(winners).toHaveLength(1);
      const { subjectId } = enrolled(winners[0]!);
      expect(results).toContainEqual({ kind: 'key-taken', key: 'MSISDN', subjectId });
    }
    await otherPool.end();
  });

  it('gives one command that comes twice at the same moment one subject', async () => {
    for (let race = 0; race < 20; race += 1) {
      const given = enrolment({ keys: [someKey()] });
      const results = await Promise.all([vault.enrol(given), vault.enrol(given), vault.enrol(given)]);
      expect(new Set(results.map((result) => enrolled(result).subjectId)).size).toBe(1);
      expect(results.filter((result) => !enrolled(result).repeated)).toHaveLength(1);
    }
  });

  it('survives bulks that want the same keys in another order', async () => {
    const keys = Array.from({ length: 100 }, () => someKey());
    const bulk = (inOrder: readonly PersonalKey[]) => vault.enrolMany(inOrder.map((key) => enrolment({ keys: [key] })));
    const [one, other] = await Promise.all([bulk(keys), bulk(keys.toReversed())]);
    const winners = [...one, ...other].filter(({ kind }) => kind === 'enrolled');
    expect(winners).toHaveLength(100);
    expect((await vault.find(keys)).every(Boolean)).toBe(true);
  });

  it('knows a login by one random id, in every process', async () => {
    const login = `${randomUUID()}@example.invalid`;
    const others = Array.from({ length: 5 }, () => vaultOf(pool));
    const ids = await Promise.all([vault, ...others].map((each) => each.actorIdOf(login)));
    expect(new Set(ids).size).toBe(1);
    expect(await vault.actorIdOf('somebody else')).not.toBe(ids[0]);
    const statements = jest.spyOn(pool, 'query');
    expect(await vault.actorIdOf(login)).toBe(ids[0]);
    expect(statements).not.toHaveBeenCalled();
    statements.mockRestore();
  });

  it('does not open a value that was moved to another row or field', async () => {
    const [one, other] = (
      await vault.enrolMany([enrolment(), enrolment({ fields: { fullName: 'Khác', note: 'x' } })])
    ).map(enrolled);
    const owner = new Pool({ connectionString: database.ownerUrl, max: 1 });
    const move = (from: string, to: string, field: string, toField: string) =>
      owner.query(
        `update vault.field set sealed = (select sealed from vault.field where subject_id = $1 and field = $3)
         where subject_id = $2 and field = $4`,
        [from, to, field, toField],
      );
    await move(one!.subjectId, other!.subjectId, 'fullName', 'fullName');
    await expect(vault.reveal([other!.subjectId], ['fullName'])).rejects.toThrow('for another place');
    await move(other!.subjectId, other!.subjectId, 'note', 'fullName');
    await expect(vault.reveal([other!.subjectId], ['fullName'])).rejects.toThrow('for another place');
    await owner.end();
  });

  it('can be erased: with the subject’s row go its key, values, salts and natural keys', async () => {
    const key = someKey();
    const given = enrolment({ keys: [key] });
    const { subjectId } = enrolled(await vault.enrol(given));
    await pool.query('delete from vault.subject where id = $1', [subjectId]);
    expect((await vault.reveal([subjectId], ['fullName'])).size).toBe(0);
    expect(await vault.find([key])).toEqual([null]);
    const { rows } = await pool.query('select from vault.field where subject_id = $1', [subjectId]);
    expect(rows).toEqual([]);
  });

  it('holds nothing that can be read in its tables', async () => {
    const values = ['Lê Văn Đọc Được', '+84987654321', '31-TEST-001/HS-LEAK-1', 'leak@example.invalid'] as const;
    await vault.enrol(
      enrolment({
        fields: { fullName: values[0], phone: values[1] },
        keys: [{ kind: 'SCHOOL_STUDENT', value: values[2] }],
      }),
    );
    await vault.actorIdOf(values[3]);
    const dump: string[] = [];
    for (const table of ['subject', 'field', 'enrolment', 'key'])
      dump.push(
        ...(await pool.query<{ line: string }>(`select t::text as line from vault.${table} t`)).rows.map(
          ({ line }) => line,
        ),
      );
    const text = dump.join('\n');
    // A dump shows bytes in hexadecimal: the search must be able to find something there.
    expect(text).toContain('fullName');
    for (const value of values) {
      expect(text).not.toContain(value);
      expect(text).not.toContain(Buffer.from(value).toString('hex'));
    }
  });

  it('repeats no value in an error', async () => {
    const broken = enrolment({ commandId: 'not-a-uuid', fields: { phone: PHONE } });
    const error = await vault.enrol(broken).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Error);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(PHONE);
  });
});
