import { randomUUID } from 'node:crypto';
import { type Client, connect } from './client';
import { exitCodes, Failure } from './failure';
import { type Output, table } from './output';
import { progressLine } from './progress';

/** How often a scratch is looked at while somebody waits for it. */
const LOOK_EVERY_MS = 500;
const PATH = '/api/v1/projections/scratches';

interface Scratch {
  readonly id: string;
  readonly size: string;
  readonly state: 'WAITING' | 'BUILDING' | 'READY' | 'FAILED' | 'DROPPING' | 'DROPPED';
  readonly reason: string;
  readonly projections: readonly string[];
  readonly orderedBy: string;
  readonly orderedAt: string;
}

interface ScratchProjection {
  readonly name: string;
  readonly version: number;
  readonly state: string;
  readonly position: string | null;
  readonly head: string;
  readonly digest: string | null;
  readonly comparison: {
    readonly digestLive: string | null;
    readonly differing: number | null;
    readonly differences: readonly { readonly table: string; readonly side: string; readonly row: string }[];
  } | null;
  readonly lastError: { readonly position: string; readonly code: string } | null;
}

const PROJECTIONS = `query ($id: ID) { projections(scratch: $id) { name version state position head digest
  comparison { digestLive differing differences { table side row } } lastError { position code } } }`;
const SIZE_AT = `query ($at: Instant) { ledger(asOf: { recordedAt: $at }) { size } }`;

const texts = {
  vi: {
    ready: (id: string) => `đã dựng xong: hỏi GraphQL với header Ledger-Scratch: ${id}`,
    failed: 'một projection dừng ở một sự kiện; bản dựng tạm này không đọc được',
    dropped: 'đã bị bỏ theo lệnh',
  },
  en: {
    ready: (id: string) => `built: ask GraphQL with the header Ledger-Scratch: ${id}`,
    failed: 'a projection stopped at an event; this scratch can’t be read',
    dropped: 'was dropped by order',
  },
} as const;

/** Orders it and waits, with a live line, until it is built. What differs from the live tables is a finding, and no success. */
export const order = async (
  output: Output,
  asked: {
    readonly size?: string;
    readonly recordedAt?: string;
    readonly only?: readonly string[];
    readonly reason: string;
  },
  as: string | undefined,
): Promise<void> => {
  const client = await connect(output.language, as);
  const { recordedAt, only, reason } = asked;
  const size = asked.size ?? (await sizeAt(client, recordedAt!));
  const given = await post(client, PATH, { size, reason, ...(only ? { projections: only } : {}) });
  const built = await settled(output, client, given);
  const projections = await projectionsOf(client, built.id);
  if (output.json) output.document({ ...built, projections });
  else output.print([tableOf(projections), ...differencesOf(projections)].join('\n'));
  if (built.state === 'FAILED') throw failure(built.id, { vi: texts.vi.failed, en: texts.en.failed }, 'SCRATCH_FAILED');
  output.say(texts[output.language].ready(built.id));
  if (projections.some(({ comparison }) => (comparison?.differing ?? 0) > 0)) process.exitCode = exitCodes.tampering;
};

export const list = async (output: Output, as: string | undefined): Promise<void> => {
  const client = await connect(output.language, as);
  const scratches = (await (await client.request(PATH)).json()) as readonly Scratch[];
  if (output.json) return output.document(scratches);
  const head = ['ID', 'SIZE', 'STATE', 'REASON', 'ORDERED', 'PROJECTIONS'];
  output.print(
    table(
      head,
      scratches.map(({ id, size, state, reason, orderedAt, projections }) => [
        id,
        size,
        state,
        reason,
        orderedAt,
        projections.join(' '),
      ]),
    ),
  );
};

export const status = async (output: Output, id: string, as: string | undefined): Promise<void> => {
  const projections = await projectionsOf(await connect(output.language, as), id);
  if (output.json) output.document(projections);
  else output.print([tableOf(projections), ...differencesOf(projections)].join('\n'));
};

/** Answers when nothing of it is left. */
export const drop = async (
  output: Output,
  id: string,
  body: { readonly reason: string },
  as: string | undefined,
): Promise<void> => {
  const client = await connect(output.language, as);
  let scratch = await post(client, `${PATH}/${encodeURIComponent(id)}/drop`, body);
  while (scratch.state !== 'DROPPED') {
    await pause();
    scratch = await find(client, scratch.id);
  }
  if (output.json) output.document(scratch);
  else output.print(`${scratch.id}  ${scratch.state}`);
};

const sizeAt = async (client: Client, at: string): Promise<string> =>
  (await client.graphql<{ readonly ledger: { readonly size: string } }>(SIZE_AT, { at })).ledger.size;

const projectionsOf = async (client: Client, id: string): Promise<readonly ScratchProjection[]> =>
  (await client.graphql<{ readonly projections: readonly ScratchProjection[] }>(PROJECTIONS, { id })).projections;

const post = async (client: Client, path: string, body: object): Promise<Scratch> => {
  const headers = { 'Idempotency-Key': randomUUID(), 'Content-Type': 'application/json' };
  return (
    await client.request(path, { method: 'POST', headers, body: JSON.stringify(body) })
  ).json() as Promise<Scratch>;
};

const find = async (client: Client, id: string): Promise<Scratch> =>
  (await (await client.request(`${PATH}/${id}`)).json()) as Scratch;

const settled = async (output: Output, client: Client, given: Scratch): Promise<Scratch> => {
  const line = progressLine(output);
  let scratch = given;
  while (scratch.state === 'WAITING' || scratch.state === 'BUILDING') {
    const positions = (await projectionsOf(client, scratch.id)).map(({ position }) =>
      position === null ? 0 : Number(position) + 1,
    );
    line.show(scratch.state, positions.length === 0 ? 0 : Math.min(...positions), Number(scratch.size));
    await pause();
    scratch = await find(client, scratch.id);
  }
  line.end();
  if (scratch.state === 'READY' || scratch.state === 'FAILED') return scratch;
  throw failure(scratch.id, { vi: texts.vi.dropped, en: texts.en.dropped }, 'SCRATCH_DROPPED');
};

const failure = (id: string, words: Readonly<Record<'vi' | 'en', string>>, code: string): Failure =>
  new Failure(exitCodes.failed, { vi: `${id}: ${words.vi}`, en: `${id}: ${words.en}` }, code);

const tableOf = (projections: readonly ScratchProjection[]): string =>
  table(
    ['NAME', 'VERSION', 'STATE', 'POSITION', 'DIFFERING', 'DIGEST', 'LIVE', 'ERROR'],
    projections.map(({ name, version, state, position, digest, comparison, lastError }) => [
      name,
      String(version),
      state,
      position ?? '-',
      String(comparison?.differing ?? '-'),
      digest ?? '-',
      comparison?.digestLive ?? '-',
      lastError ? `${lastError.code} @ ${lastError.position}` : '',
    ]),
  );

const differencesOf = (projections: readonly ScratchProjection[]): readonly string[] =>
  projections.flatMap(({ comparison }) =>
    (comparison?.differences ?? []).map(({ table: of, side, row }) => `${of}  ${side}  ${row}`),
  );

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
