import { setTimeout as pause } from 'node:timers/promises';
import { type Client, connect } from './client';
import { exitCodes, Failure } from './failure';
import { type Output, table } from './output';

export interface EventListOptions {
  readonly stream?: string;
  readonly type?: readonly string[];
  readonly limit?: string;
  readonly size?: string;
  readonly from?: string;
}

/** A page of the API is at most this long. */
const PAGE = 100;
const TAIL_EVERY_MS = 1_000;

interface EventRow {
  readonly eventId: string;
  readonly position: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly actor: { readonly id: string; readonly role: string };
  readonly body: string;
}

interface Page {
  readonly events: {
    readonly nodes: readonly EventRow[];
    readonly pageInfo: { readonly hasPreviousPage: boolean; readonly startCursor: string | null };
  };
}

type As = { readonly as: string | undefined };

const FIELDS = 'eventId position stream revision type occurredAt recordedAt actor { id role } body';

/** Newest first, and never more than was asked for: pages are read backwards from the head, all at the size of the first. */
export const list = async (output: Output, options: EventListOptions & As): Promise<void> => {
  const limit = Number(options.limit);
  const client = await connect(output.language, options.as);
  const rows: EventRow[] = [];
  let before: string | null = null;
  do {
    const { nodes, pageInfo }: Page['events'] = await page(client, {
      filter: filterOf(options),
      // Later pages are read at the size of the first one, which their cursor holds.
      asOf: options.size && before === null ? { size: options.size } : null,
      last: Math.min(PAGE, limit - rows.length),
      before,
    });
    rows.push(...[...nodes].reverse());
    before = pageInfo.hasPreviousPage ? pageInfo.startCursor : null;
  } while (before !== null && rows.length < limit);
  show(output, rows);
};

export const get = async (output: Output, which: string, { as }: As): Promise<void> => {
  const client = await connect(output.language, as);
  const byPosition = /^\d+$/.test(which);
  const { event } = await client.graphql<{ readonly event: EventRow | null }>(
    `query Event($id: ID, $position: Position) { event(id: $id, position: $position) { ${FIELDS} } }`,
    byPosition ? { position: which } : { id: which },
  );
  if (!event)
    throw new Failure(
      exitCodes.notFound,
      { vi: `không có sự kiện ${which}`, en: `there is no event ${which}` },
      'NOT_FOUND',
    );
  // The body as it stands: its bytes are what is hashed and proved.
  if (output.json) output.print(event.body);
  else output.print(`${lineOf(event)}\n${JSON.stringify(JSON.parse(event.body), null, 2)}`);
};

/** Follows the ledger by position, so nothing is shown twice and nothing is missed. */
export const tail = async (output: Output, options: EventListOptions & As): Promise<void> => {
  const client = await connect(output.language, options.as);
  let next = options.from === undefined ? await sizeOf(client) : Number(options.from);
  for (;;) {
    const rows = await since(client, filterOf(options), next);
    show(output, rows);
    const last = rows.at(-1);
    if (last) next = Number(last.position) + 1;
    await pause(TAIL_EVERY_MS);
  }
};

/** Events from a position on, in ledger order: pages are read backwards from the head until the position is met. */
const since = async (client: Client, filter: Filter, next: number): Promise<readonly EventRow[]> => {
  const rows: EventRow[] = [];
  let before: string | null = null;
  do {
    const { nodes, pageInfo }: Page['events'] = await page(client, { filter, last: PAGE, before });
    rows.unshift(...nodes);
    const isMet = nodes.length === 0 || Number(nodes[0]!.position) <= next;
    before = isMet || !pageInfo.hasPreviousPage ? null : pageInfo.startCursor;
  } while (before !== null);
  return rows.filter(({ position }) => Number(position) >= next);
};

type Filter = Readonly<Record<string, unknown>>;

const page = async (client: Client, variables: Readonly<Record<string, unknown>>): Promise<Page['events']> => {
  const { events } = await client.graphql<Page>(
    `query Events($filter: EventFilter, $asOf: AsOf, $last: Int!, $before: String) {
      events(filter: $filter, asOf: $asOf, last: $last, before: $before) {
        nodes { ${FIELDS} } pageInfo { hasPreviousPage startCursor }
      }
    }`,
    variables,
  );
  return events;
};

const filterOf = ({ stream, type }: EventListOptions): Filter => ({
  ...(stream ? { stream } : {}),
  ...(type ? { types: type } : {}),
});

const sizeOf = async (client: Client): Promise<number> =>
  Number((await client.graphql<{ readonly ledger: { readonly size: string } }>('{ ledger { size } }')).ledger.size);

const show = (output: Output, rows: readonly EventRow[]): void => {
  if (output.json) rows.forEach((row) => output.document({ ...row, body: JSON.parse(row.body) as unknown }));
  else if (rows.length > 0)
    output.print(
      table(
        ['POSITION', 'RECORDED', 'TYPE', 'STREAM', 'ROLE'],
        rows.map((row) => [row.position, row.recordedAt, row.type, `${row.stream}@${row.revision}`, row.actor.role]),
      ),
    );
};

const lineOf = ({ position, type, stream, revision, recordedAt }: EventRow): string =>
  `${position}  ${type}  ${stream}@${revision}  ${recordedAt}`;
