import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../tools/testing/test-database';
import { migrate, MigrationEdited, type Migration } from './migrate';

const things: Migration = {
  id: 'spec/0001-things',
  // Slow enough that two processes meet in it, and it fails when it runs twice.
  sql: 'select pg_sleep(0.05); create table thing (name text primary key)',
  grants: 'grant select, insert on thing to {application};',
};

describe('migrating', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  const query = async (url: string, sql: string): Promise<readonly unknown[]> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it('runs each migration once, also when two processes start at the same moment', async () => {
    const { ownerUrl, applicationRole } = database;
    await Promise.all([1, 2, 3].map(() => migrate(ownerUrl, [things], { applicationRole })));
    expect(await query(ownerUrl, 'select id from schema_migration')).toEqual([{ id: things.id }]);
  });

  it('gives the application the rights that the migration names, and no others', async () => {
    await migrate(database.ownerUrl, [things], { applicationRole: database.applicationRole });
    await query(database.applicationUrl, `insert into thing values ('a')`);
    await expect(query(database.applicationUrl, 'delete from thing')).rejects.toThrow('permission denied');
  });

  it('gives the rights to another role when the application changes its role', async () => {
    await migrate(database.ownerUrl, [things]);
    await expect(query(database.applicationUrl, 'select from thing')).rejects.toThrow('permission denied');
    await migrate(database.ownerUrl, [things], { applicationRole: database.applicationRole });
    expect(await query(database.applicationUrl, 'select name from thing')).toEqual([]);
  });

  it('leaves nothing of a migration that fails', async () => {
    const broken: Migration = { id: 'spec/0002-broken', sql: 'create table half (a int); select 1 / 0' };
    await expect(migrate(database.ownerUrl, [things, broken])).rejects.toThrow('division by zero');
    expect(await query(database.ownerUrl, `select to_regclass('thing') as thing, to_regclass('half') as half`)).toEqual(
      [{ thing: 'thing', half: null }],
    );
  });

  it('refuses to go on when a migration that ran was edited', async () => {
    await migrate(database.ownerUrl, [things]);
    const edited = { ...things, sql: `${things.sql}; create table another (a int)` };
    await expect(migrate(database.ownerUrl, [edited])).rejects.toThrow(MigrationEdited);
  });
});
