import { runWorkload, type Workload } from '../../testing';
import { createPostgresEventStore } from '../postgres-event-store';

/**
 * A process of its own that appends: arguments are the database and the workload; the report goes to standard output.
 */
const main = async (connectionString: string, workload: Workload): Promise<void> => {
  const { store, close } = await createPostgresEventStore({ connectionString });
  const report = await runWorkload(store, workload);
  await close();
  process.stdout.write(JSON.stringify(report));
};

const [connectionString, workload] = process.argv.slice(2);
main(connectionString!, JSON.parse(workload!) as Workload).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
