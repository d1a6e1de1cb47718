import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../../tools/testing/test-database';
import type { ContractCapabilities, LedgerUnderTest } from '../../testing';
import { migrate } from '../migrate';
import { eventStoreMigrations } from '../migrations';
import { createPostgresEventStore } from '../postgres-event-store';
import { openLossyLink } from './lossy-link';

const ROOT = join(__dirname, '../../../../..');
const run = promisify(execFile);

export interface PostgresLedger extends LedgerUnderTest {
  readonly database: TestDatabase;
}

export const createPostgresLedger = async (): Promise<PostgresLedger> => {
  const database = await createTestDatabase();
  await migrate(database.ownerUrl, eventStoreMigrations, { applicationRole: database.applicationRole });
  return {
    database,
    open: () => createPostgresEventStore({ connectionString: database.applicationUrl }),
    drop: () => database.drop(),
  };
};

/** What the contract can put this adapter through. */
export const postgresCapabilities: ContractCapabilities = {
  inAnotherProcess: async (ledger, workload) => {
    const { applicationUrl } = (ledger as PostgresLedger).database;
    const script = join(__dirname, 'workload.process.ts');
    const node = ['-r', join(ROOT, 'tools/register.cjs'), script, applicationUrl, JSON.stringify(workload)];
    const { stdout } = await run(process.execPath, node, { cwd: ROOT });
    return JSON.parse(stdout);
  },
  holdSnapshot: async (ledger) => {
    const client = await connected((ledger as PostgresLedger).database.applicationUrl);
    await client.query('begin isolation level repeatable read');
    await client.query('select count(*) from event');
    return { release: () => client.end() };
  },
  openLosingAnswers: async (ledger) => {
    const link = await openLossyLink((ledger as PostgresLedger).database.applicationUrl);
    const opened = await createPostgresEventStore({ connectionString: link.url });
    return {
      ...opened,
      loseNextAnswer: link.loseNextAnswer,
      close: async () => {
        await opened.close();
        await link.close();
      },
    };
  },
};

export const connected = async (connectionString: string): Promise<Client> => {
  const client = new Client({ connectionString });
  await client.connect();
  return client;
};
