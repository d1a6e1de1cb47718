import { randomUUID } from 'node:crypto';
import { type Client, connect } from './client';
import { exitCodes, Failure } from './failure';
import { type Output, table } from './output';
import { progressLine } from './progress';

interface ProjectionRow {
  readonly name: string;
  readonly version: number;
  readonly state: string;
  readonly position: string | null;
  readonly head: string;
  readonly lagEvents: number;
  readonly lagSeconds: number | null;
  readonly rate: number | null;
  readonly secondsToGo: number | null;
  readonly digest: string | null;
  readonly lastError: {
    readonly position: string;
    readonly eventId: string;
    readonly code: string;
    readonly message: string;
  } | null;
}

const PROJECTIONS = `{ projections { name version state position head lagEvents lagSeconds rate secondsToGo digest lastError { position eventId code message } } }`;

/** How often a status or an order is looked at while somebody waits for it. */
const LOOK_EVERY_MS = 500;

const rowsOf = async (client: Client): Promise<readonly ProjectionRow[]> =>
  (await client.graphql<{ readonly projections: readonly ProjectionRow[] }>(PROJECTIONS)).projections;

const rowOf = async (client: Client, name: string): Promise<ProjectionRow> => {
  const row = (await rowsOf(client)).find((projection) => projection.name === name);
  if (row) return row;
  const texts = { vi: `không có projection nào tên ${name}`, en: `no projection is called ${name}` };
  throw new Failure(exitCodes.notFound, texts, 'NOT_FOUND');
};

const shown = (value: number | string | null): string => (value === null ? '-' : String(value));

export const list = async (output: Output, as: string | undefined): Promise<void> => {
  const client = await connect(output.language, as);
  const rows = await rowsOf(client);
  if (output.json) return output.document(rows);
  const head = ['NAME', 'VERSION', 'STATE', 'POSITION', 'LAG', 'SECONDS', 'RATE', 'ETA', 'ERROR'];
  output.print(
    table(
      head,
      rows.map((row) => [
        row.name,
        String(row.version),
        row.state,
        shown(row.position),
        String(row.lagEvents),
        shown(row.lagSeconds),
        shown(row.rate),
        shown(row.secondsToGo),
        row.lastError ? `${row.lastError.code} @ ${row.lastError.position}` : '',
      ]),
    ),
  );
};

/** Everything that is known of one projection; with `watch`, a live line until it is at the head or stands still. */
export const status = async (
  output: Output,
  name: string,
  { watch }: { readonly watch: boolean },
  as: string | undefined,
): Promise<void> => {
  const client = await connect(output.language, as);
  let row = await rowOf(client, name);
  const line = progressLine(output);
  while (watch && (row.state === 'CATCHING_UP' || row.state === 'REBUILDING')) {
    show(line, row);
    await pause();
    row = await rowOf(client, name);
  }
  line.end();
  if (output.json) output.document(row);
  else output.print(Object.entries(row).map(fieldLine).join('\n'));
};

const fieldLine = ([field, value]: readonly [string, unknown]): string => {
  if (value === null) return `${field}  -`;
  return `${field}  ${typeof value === 'object' ? Object.values(value).join('  ') : String(value)}`;
};

const show = (line: ReturnType<typeof progressLine>, { name, state, position, head }: ProjectionRow): void =>
  line.show(`${name}  ${state}`, position === null ? 0 : Number(position) + 1, Number(head));

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));

interface Ordered {
  readonly id: string;
  readonly name: string;
  readonly state: 'WAITING' | 'RUNNING' | 'DONE' | 'REFUSED';
  readonly code?: string;
  readonly size?: string;
  readonly digestBefore?: string;
  readonly digestAfter?: string;
}

const texts = {
  vi: {
    done: 'xong',
    same: 'mã băm trước và sau giống nhau',
    differs: 'mã băm sau khi dựng lại KHÁC với trước',
  },
  en: {
    done: 'done',
    same: 'the digest is the same as before',
    differs: 'the digest DIFFERS from the one before',
  },
} as const;

/** Gives the order and waits until it is carried out. A digest that differs is a finding, and no success. */
export const order = async (
  output: Output,
  verb: 'pause' | 'resume' | 'retry' | 'rebuild',
  name: string,
  as: string | undefined,
): Promise<void> => {
  const client = await connect(output.language, as);
  const path = `/api/v1/projections/${encodeURIComponent(name)}/${verb}`;
  const headers = { 'Idempotency-Key': randomUUID() };
  const response = await client.request(path, { method: 'POST', headers });
  const ordered = await settled(output, client, (await response.json()) as Ordered);
  const same = ordered.digestBefore === ordered.digestAfter;
  const words = texts[output.language];
  if (output.json) output.document(ordered);
  else if (ordered.digestAfter === undefined) output.print(`${name}  ${words.done}`);
  else output.print(`${name}  ${ordered.size}  ${ordered.digestAfter}  ${same ? words.same : words.differs}`);
  if (!same) process.exitCode = exitCodes.failed;
};

/** The order when it is done, with a live line until then. */
const settled = async (output: Output, client: Client, given: Ordered): Promise<Ordered> => {
  const line = progressLine(output);
  let ordered = given;
  while (ordered.state === 'WAITING' || ordered.state === 'RUNNING') {
    show(line, await rowOf(client, ordered.name));
    await pause();
    ordered = (await (await client.request(`/api/v1/projections/orders/${ordered.id}`)).json()) as Ordered;
  }
  line.end();
  if (ordered.state === 'DONE') return ordered;
  const refused = `${ordered.name}: ${ordered.code}`;
  throw new Failure(exitCodes.failed, { vi: refused, en: refused }, ordered.code!);
};
