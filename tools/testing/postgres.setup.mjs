import { startPostgres } from './postgres-server.mjs';

/** One server for all suites of a run; each suite makes its own database (`test-database.ts`). */
export default async () => {
  if (process.env.TEST_DATABASE_URL) return;
  globalThis.testPostgres = await startPostgres();
  process.env.TEST_DATABASE_URL = globalThis.testPostgres.url;
};
