import { runWorkload, type Workload } from '../workload';
import { openAt, type LedgerPlace } from './ledger';

/** A process of its own that appends: arguments are the ledger's place and the workload; the report goes to standard output. */
const main = async (place: LedgerPlace, workload: Workload): Promise<void> => {
  const { store, close } = await openAt(place);
  const report = await runWorkload(store, workload);
  await close();
  process.stdout.write(JSON.stringify(report));
};

const [place, workload] = process.argv.slice(2);
main(JSON.parse(place!) as LedgerPlace, JSON.parse(workload!) as Workload).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
