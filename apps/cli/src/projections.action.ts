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
  /** What is built beside it. */
  readonly build: {
    readonly version: number;
    readonly position: string | null;
    readonly target: string;
    readonly rate: number | null;
    readonly differing: number | null;
    readonly lastError: ProjectionRow['lastError'];
  } | null;
  /** Events that it leaves out, or shall. */
  readonly skips: readonly Skip[];
}

interface Skip {
  readonly version: number;
  readonly position: string;
  readonly eventId: string;
  readonly reason: string;
  readonly proposedBy: string;
  readonly approvedBy: string | null;
}

const PROJECTIONS = `{ projections { name version state position head lagEvents lagSeconds rate secondsToGo digest lastError { position eventId code message } build { version position target rate differing lastError { position eventId code message } } skips { version position eventId reason proposedBy approvedBy } } }`;

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
  if (watch && isMoving(row)) row = await watched(output, client, name);
  if (output.json) output.document(row);
  else output.print(Object.entries(row).map(fieldLine).join('\n'));
};

/** It will be somewhere else soon, by itself. */
const isMoving = ({ state, build }: ProjectionRow): boolean =>
  (state === 'CATCHING_UP' || state === 'REBUILDING') && !build?.differing && !build?.lastError;

/** Shows a live line until it stands, or the process stops and with it the stream; the row as it is then. */
const watched = async (output: Output, client: Client, name: string): Promise<ProjectionRow> => {
  const line = progressLine(output);
  try {
    for await (const rows of states(client)) {
      const row = rows.find((projection) => projection.name === name)!;
      if (!isMoving(row)) break;
      show(line, row);
    }
  } finally {
    line.end();
  }
  return rowOf(client, name);
};

/** The states as the ledger tells them (server-sent events): one list whenever something changed. */
const states = async function* (client: Client): AsyncGenerator<readonly ProjectionRow[]> {
  const { body } = await client.request('/api/v1/projections/states', { headers: { Accept: 'text/event-stream' } });
  let rest = '';
  for await (const text of body!.pipeThrough(new TextDecoderStream())) {
    const messages = (rest + text).split('\n\n');
    rest = messages.pop()!;
    for (const message of messages) {
      const data = /^data: (.*)$/m.exec(message)?.[1];
      if (data !== undefined) yield JSON.parse(data) as readonly ProjectionRow[];
    }
  }
};

const fieldLine = ([field, value]: readonly [string, unknown]): string => {
  if (value === null || (Array.isArray(value) && value.length === 0)) return `${field}  -`;
  if (Array.isArray(value)) return value.map((item) => fieldLine([field, item])).join('\n');
  return `${field}  ${typeof value === 'object' ? Object.values(value).join('  ') : String(value)}`;
};

const show = (line: ReturnType<typeof progressLine>, row: ProjectionRow): void => {
  const { name, state, position, head, lagEvents, lagSeconds, build } = row;
  const at = build ? build.position : position;
  const lag = lagEvents > 0 ? `lag ${lagEvents} (${shown(lagSeconds)} s)` : undefined;
  line.show(`${name}  ${state}`, at === null ? 0 : Number(at) + 1, Number(build?.target ?? head), lag);
};

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));

interface Ordered {
  readonly id: string;
  readonly name: string;
  readonly state: 'WAITING' | 'RUNNING' | 'DIFFERS' | 'DONE' | 'REFUSED';
  readonly code?: string;
  readonly size?: string;
  readonly digestBefore?: string;
  readonly digestAfter?: string;
  readonly differing?: number;
  readonly differences?: readonly { readonly table: string; readonly side: string; readonly row: unknown }[];
}

const texts = {
  vi: {
    done: 'xong',
    proposed: 'đã đề nghị bỏ qua; một quản trị viên khác phải duyệt: projections approve',
    same: 'mã băm giống với bảng đang phục vụ',
    differs: (rows: number) =>
      `KHÁC với bảng đang phục vụ ở ${rows} dòng; bảng cũ vẫn phục vụ cho đến khi có lệnh switch --reason hoặc abort`,
  },
  en: {
    done: 'done',
    proposed: 'is proposed to be skipped; another administrator has to approve: projections approve',
    same: 'the digest is that of the live tables',
    differs: (rows: number) =>
      `DIFFERS from the live tables in ${rows} rows; they go on serving until switch --reason or abort`,
  },
} as const;

type Verb = 'pause' | 'resume' | 'retry' | 'rebuild' | 'switch' | 'abort' | 'approve';

/** Gives the order and waits until it is carried out. A rebuild that differs is a finding, and no success. */
export const order = async (
  output: Output,
  verb: Verb,
  name: string,
  body: { readonly reason?: string; readonly position?: string },
  as: string | undefined,
): Promise<void> => {
  const client = await connect(output.language, as);
  const ordered = await settled(output, client, verb, (await post(client, name, verb, body)) as Ordered);
  if (output.json) output.document(ordered);
  else output.print(toldOf(output, ordered));
  // Other than "could not be done": it was done, and found something.
  if (ordered.state === 'DIFFERS') process.exitCode = exitCodes.tampering;
};

const post = async (client: Client, name: string, verb: string, body: object): Promise<unknown> => {
  const path = `/api/v1/projections/${encodeURIComponent(name)}/${verb}`;
  const headers = { 'Idempotency-Key': randomUUID(), 'Content-Type': 'application/json' };
  return (await client.request(path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
};

/** One of the two persons that it takes to go on without an event. */
export const proposeSkip = async (
  output: Output,
  name: string,
  body: { readonly position: string; readonly reason: string },
  as: string | undefined,
): Promise<void> => {
  const client = await connect(output.language, as);
  const receipt = await post(client, name, 'skip', body);
  if (output.json) output.document(receipt);
  else output.print(`${name}  ${body.position}  ${texts[output.language].proposed}`);
};

const toldOf = ({ language }: Output, ordered: Ordered): string => {
  const { name, state, size, digestAfter, differing = 0, differences = [] } = ordered;
  const words = texts[language];
  if (digestAfter === undefined) return `${name}  ${words.done}`;
  if (state === 'DONE') return `${name}  ${size}  ${digestAfter}  ${words.same}`;
  return [
    `${name}  ${size}  ${digestAfter}  ${words.differs(differing)}`,
    ...differences.map(({ table: of, side, row }) => `${of}  ${side}  ${JSON.stringify(row)}`),
  ].join('\n');
};

/** The order when nothing more comes of it by itself, with a live line until then. */
const settled = async (output: Output, client: Client, verb: Verb, given: Ordered): Promise<Ordered> => {
  const line = progressLine(output);
  let ordered = given;
  try {
    while (ordered.state === 'WAITING' || ordered.state === 'RUNNING') {
      const row = await rowOf(client, ordered.name);
      if (verb === 'rebuild' && row.build?.lastError) throw stoppedAt(ordered.name, row.build.lastError);
      show(line, row);
      await pause();
      ordered = (await (await client.request(`/api/v1/projections/orders/${ordered.id}`)).json()) as Ordered;
    }
  } finally {
    line.end();
  }
  if (ordered.state !== 'REFUSED') return ordered;
  const refused = `${ordered.name}: ${ordered.code}`;
  throw new Failure(exitCodes.failed, { vi: refused, en: refused }, ordered.code!);
};

/** It waits for a person: the event is put right, or the rebuild is ended. */
const stoppedAt = (
  name: string,
  { position, eventId, code, message }: NonNullable<ProjectionRow['lastError']>,
): Failure =>
  new Failure(
    exitCodes.failed,
    {
      vi: `${name}: việc dựng lại dừng ở sự kiện ${position} (${eventId}): ${code}: ${message}. Các bảng cũ vẫn phục vụ. Thử lại: projections retry; bỏ: projections abort`,
      en: `${name}: the rebuild stopped at event ${position} (${eventId}): ${code}: ${message}. The live tables go on serving. Try again: projections retry; end it: projections abort`,
    },
    code,
  );
