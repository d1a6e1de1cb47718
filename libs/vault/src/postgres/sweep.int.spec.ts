import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { eventStoreMigrations, migrate } from '@event-store/postgres';
import { SystemRandomness } from '@command-handling';
import { createTestDatabase, type TestDatabase } from '../../../../tools/testing/test-database';
import { commitmentOf } from '../commitment';
import { VaultKeys, open } from '../vault-keys';
import type { Enrolled, Enrolment, PersonalKey, Vault } from '../vault.port';
import { SWEEP_AGE_MILLISECONDS, createPostgresVault, sweepVault, vaultMigrations } from '.';

/** Races wait for the disk, and suites share two cores. */
jest.setTimeout(60_000);

const MASTER_KEY = Buffer.alloc(32, 9);
const NAME = 'Phạm Thị Thử Nghiệm';

describe('the sweep of the vault', () => {
  let database: TestDatabase;
  let pool: Pool;
  let owner: Pool;
  let vault: Vault;
  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.ownerUrl, [...eventStoreMigrations, ...vaultMigrations], {
      applicationRole: database.applicationRole,
    });
    pool = new Pool({ connectionString: database.applicationUrl, max: 20 });
    owner = new Pool({ connectionString: database.ownerUrl, max: 2 });
    vault = createPostgresVault({ pool, masterKey: MASTER_KEY, randomness: new SystemRandomness() });
  });
  beforeEach(() => owner.query('delete from vault.subject'));
  afterAll(async () => {
    await Promise.all([pool.end(), owner.end()]);
    await database.drop();
  });

  const someKey = (): PersonalKey => ({ kind: 'MSISDN', value: randomUUID() });
  const enrolment = (more: Partial<Enrolment> = {}): Enrolment => ({
    commandId: randomUUID(),
    kind: 'PUPIL',
    fields: { fullName: NAME },
    keys: [],
    ...more,
  });
  const enrol = async (given: Enrolment): Promise<Extract<Enrolled, { kind: 'enrolled' }>> => {
    const result = await vault.enrol(given);
    if (result.kind !== 'enrolled') throw new Error(`not enrolled: ${result.kind}`);
    return result;
  };
  let position = 0;
  const append = (stream: string, commandId: string): Promise<unknown> =>
    pool.query('insert into event values ($1, $2, $3, 0, $4, $5, $6)', [
      position++,
      randomUUID(),
      stream,
      'NeedRegistered',
      commandId,
      '{}',
    ]);
  /** What everything in the vault was touched before the age limit. */
  const everythingIsOld = (): Promise<unknown> =>
    owner.query(`update vault.enrolment set touched_at = now() - $1::bigint * interval '1 millisecond'`, [
      SWEEP_AGE_MILLISECONDS + 1_000,
    ]);
  const names = async (...subjects: readonly { readonly subjectId: string }[]) => {
    const revealed = await vault.reveal(
      subjects.map(({ subjectId }) => subjectId),
      ['fullName'],
    );
    return subjects.map(({ subjectId }) => revealed.get(subjectId)?.fullName);
  };

  it('removes what no event ever came of: values, salts, the subject and its keys; and does so once', async () => {
    const key = someKey();
    const refused = await enrol(enrolment({ keys: [key] }));
    await everythingIsOld();
    expect(await sweepVault(pool)).toEqual({ recorded: 0, removed: 1 });
    expect(await names(refused)).toEqual([undefined]);
    expect(await vault.find([key])).toEqual([null]);
    const left = await pool.query('select from vault.field union all select from vault.enrolment');
    expect(left.rowCount).toBe(0);
    expect(await sweepVault(pool)).toEqual({ recorded: 0, removed: 0 });
  });

  it('keeps what is younger than the limit: its append may be under way', async () => {
    const young = await enrol(enrolment());
    expect(await sweepVault(pool)).toEqual({ recorded: 0, removed: 0 });
    expect(await names(young)).toEqual([NAME]);
  });

  it('keeps what stands in an event, by the command or by the stream of a subject that a file’s row made', async () => {
    const byCommand = enrolment({ kind: 'HANDOVER' });
    const [handover, pupil, sim] = [
      await enrol(byCommand),
      await enrol(enrolment()),
      await enrol(enrolment({ kind: 'SIM' })),
    ];
    await append('device-SMT-00000001Y', byCommand.commandId);
    await append(`beneficiary-${pupil.subjectId}`, randomUUID());
    await append(`sim-${sim.subjectId}`, randomUUID());
    await vault.actorIdOf('officer@example.invalid');
    await everythingIsOld();
    expect(await sweepVault(pool)).toEqual({ recorded: 4, removed: 0 });
    expect(await names(handover, pupil, sim)).toEqual([NAME, NAME, NAME]);
    await everythingIsOld();
    expect(await sweepVault(pool)).toEqual({ recorded: 0, removed: 0 });
  });

  it('takes from a pupil only what the refused command added', async () => {
    const [own, added] = [someKey(), someKey()];
    const first = await enrol(enrolment({ keys: [own] }));
    await append(`beneficiary-${first.subjectId}`, randomUUID());
    const { subjectId } = first;
    await enrol(enrolment({ subjectId, fields: { fullName: 'Phạm Thị Khác' }, keys: [own, added] }));
    expect(await names(first)).toEqual(['Phạm Thị Khác']);
    await everythingIsOld();
    expect(await sweepVault(pool)).toEqual({ recorded: 1, removed: 1 });
    expect(await names(first)).toEqual([NAME]);
    expect(await vault.find([own, added])).toEqual([subjectId, null]);
  });

  it('keeps an old row whose command comes again, for as long as a new one', async () => {
    const given = enrolment();
    const first = await enrol(given);
    await everythingIsOld();
    expect(await enrol(given)).toEqual({ ...first, repeated: true });
    expect(await sweepVault(pool)).toEqual({ recorded: 0, removed: 0 });
    expect(await names(first)).toEqual([NAME]);
  });

  it('passes over a row that somebody is just coming again with', async () => {
    const given = enrolment();
    const first = await enrol(given);
    await everythingIsOld();
    const again = await pool.connect();
    await again.query('begin');
    await again.query('update vault.enrolment set touched_at = now() where command_id = $1', [given.commandId]);
    expect(await sweepVault(pool)).toEqual({ recorded: 0, removed: 0 });
    await again.query('commit');
    again.release();
    expect(await names(first)).toEqual([NAME]);
  });

  it('and a command that comes again meet, fifty times: whoever is first, every commitment that was given can be opened', async () => {
    for (let race = 0; race < 50; race += 1) {
      await owner.query('delete from vault.subject');
      const given = enrolment({ keys: [someKey()] });
      const first = await enrol(given);
      await everythingIsOld();
      const [again, { removed }] = await Promise.all([enrol(given), sweepVault(pool)]);
      expect(again.repeated).toBe(again.subjectId === first.subjectId);
      expect(again.repeated).toBe(removed === 0);
      expect(await openedCommitment(again.subjectId)).toBe(again.commitments.fullName);
      expect(await vault.find(given.keys)).toEqual([again.subjectId]);
    }
  });

  it('comes between two looks of a command that comes again: its own key is not said to be somebody else’s', async () => {
    const given = enrolment({ keys: [someKey()] });
    const first = await enrol(given);
    await everythingIsOld();
    let swept = 0;
    const query = async (text: string, values: unknown[]): Promise<unknown> => {
      if (swept === 0 && text.includes('from vault.enrolment e join')) swept = (await sweepVault(pool)).removed;
      return pool.query(text, values);
    };
    const slow = createPostgresVault({
      pool: Object.create(pool, { query: { value: query } }) as Pool,
      masterKey: MASTER_KEY,
      randomness: new SystemRandomness(),
    });
    const again = await slow.enrol(given);
    expect(swept).toBe(1);
    expect(again).toMatchObject({ kind: 'enrolled', repeated: false });
    expect(again).not.toMatchObject({ subjectId: first.subjectId });
    expect(await vault.find(given.keys)).toEqual([(again as { readonly subjectId: string }).subjectId]);
  });

  it('and a value that is added to a subject meet: what was added is there, or its subject is said to be unknown', async () => {
    for (let race = 0; race < 30; race += 1) {
      const { subjectId } = await enrol(enrolment());
      await everythingIsOld();
      const adding = enrol(enrolment({ subjectId, fields: { phone: '+84912345678' } })).then(
        () => 'added',
        (error: { readonly code?: string }) => error.code,
      );
      const [outcome] = await Promise.all([adding, sweepVault(pool)]);
      const phone = (await vault.reveal([subjectId], ['phone'])).get(subjectId)?.phone;
      expect([outcome, phone]).toEqual(
        outcome === 'added' ? ['added', '+84912345678'] : ['SUBJECT_UNKNOWN', undefined],
      );
    }
  });

  it('may be done by several at once', async () => {
    await vault.enrolMany(Array.from({ length: 700 }, () => enrolment({ keys: [someKey()] })));
    await everythingIsOld();
    const swept = await Promise.all([sweepVault(pool), sweepVault(pool), sweepVault(pool)]);
    expect((await sweepVault(pool)).removed + swept.reduce((sum, { removed }) => sum + removed, 0)).toBe(700);
    expect((await pool.query('select from vault.subject')).rowCount).toBe(0);
  });

  const openedCommitment = async (subjectId: string): Promise<string | null> => {
    const { rows } = await pool.query<{ wrapped_key: Buffer; sealed: Buffer }>(
      `select wrapped_key, sealed from vault.subject s join vault.field f on f.subject_id = s.id where s.id = $1 and f.field = 'fullName'`,
      [subjectId],
    );
    if (!rows[0]) return null;
    const key = new VaultKeys(MASTER_KEY).subjectKey(subjectId, rows[0].wrapped_key);
    const plain = open(key, `${subjectId}fullName`, rows[0].sealed);
    return commitmentOf(plain.subarray(0, 32), 'fullName', plain.toString('utf8', 32));
  };
});
