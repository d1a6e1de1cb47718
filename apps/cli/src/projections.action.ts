import { setTimeout as pause } from 'node:timers/promises';
import { type Client, connect } from './client';
import { exitCodes, Failure } from './failure';
import { type Output, table } from './output';
import { progressLine } from './progress';

const ASK_EVERY_MS = 500;

interface ProjectionRow {
  readonly name: string;
  readonly version: number;
  readonly state: string;
  readonly position: string | null;
  readonly head: string | null;
  readonly lagEvents: string | number;
  readonly lagSeconds: number | null;
  readonly rate: number | null;
  readonly digest: string | null;
  readonly lastError: string | null;
}

const PROJECTIONS = `{ projections { name version state position head lagEvents lagSeconds rate digest lastError } }`;

export const list = async (output: Output, as: string | undefined): Promise<void> => {
  const rows = await read(await connect(output.language, as));
  if (output.json) output.document(rows);
  else
    output.print(
      table(
        ['NAME', 'VERSION', 'STATE', 'POSITION', 'LAG', 'SECONDS', 'ERROR'],
        rows.map((row) => [
          row.name,
          String(row.version),
          row.state,
          row.position ?? '-',
          String(row.lagEvents),
          row.lagSeconds === null ? '-' : String(row.lagSeconds),
          row.lastError ?? '',
        ]),
      ),
    );
};

export const rebuild = async (
  output: Output,
  name: string,
  { as, wait }: { readonly as: string | undefined; readonly wait: boolean },
): Promise<void> => {
  const client = await connect(output.language, as);
  const before = await one(client, name);
  const response = await client.request(`/api/v1/projections/${encodeURIComponent(name)}/rebuild`, {
    method: 'POST',
    headers: { 'Idempotency-Key': crypto.randomUUID() },
  });
  const answer: unknown = await response.json();
  if (!wait) {
    if (output.json) output.document(answer);
    else output.say(`${name}: ${texts[output.language].started}`);
    return;
  }
  const after = await reached(client, name, Number(before.head ?? 0), output);
  if (output.json) output.document(after);
  else output.print(`${name}  ${after.state}  ${after.position ?? '-'}`);
  if (after.lastError) process.exitCode = exitCodes.failed;
};

const texts = {
  vi: { started: 'đang dựng lại', unknown: (name: string) => `không có projection nào tên ${name}` },
  en: { started: 'is being rebuilt', unknown: (name: string) => `no projection is called ${name}` },
} as const;

const read = async (client: Client): Promise<readonly ProjectionRow[]> =>
  (await client.graphql<{ readonly projections: readonly ProjectionRow[] }>(PROJECTIONS)).projections;

const one = async (client: Client, name: string): Promise<ProjectionRow> => {
  const found = (await read(client)).find((row) => row.name === name);
  if (found) return found;
  throw new Failure(exitCodes.notFound, { vi: texts.vi.unknown(name), en: texts.en.unknown(name) }, 'NOT_FOUND');
};

/** Done when the tables have again what they had when the rebuild was asked for, or when it stopped at an error. */
const reached = async (client: Client, name: string, position: number, output: Output): Promise<ProjectionRow> => {
  const progress = progressLine(output);
  for (;;) {
    await pause(ASK_EVERY_MS);
    const row = await one(client, name);
    progress.show(name, Number(row.position ?? 0), position);
    if (row.lastError || Number(row.position ?? -1) >= position) {
      progress.end();
      return row;
    }
  }
};
