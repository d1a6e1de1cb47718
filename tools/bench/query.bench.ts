import type { GraphqlHarness } from '@graphql-api/testing';
import { atSize, type ReadTables } from '@projections';
import { percentile, secondsOf, type Bench, type BenchContext } from './bench';
import { withReadApi } from './read-api';
import { DAYS, lives } from './synthetic-lives';

/** Of each question, one after the other. Its first ones are not counted: plans are made and code is compiled in them. */
const SAMPLES = 200;
const WARM_UP = 40;
const PAGE = 100;
const DEEP_PAGE = 1_000;

interface Question {
  readonly figure: string;
  /** The n-th question over HTTP; fails unless it is answered in full. */
  readonly ask: (n: number) => Promise<void>;
  /** The bare SQL that answers it. */
  readonly bare: (n: number) => Promise<unknown>;
}

/**
 * Questions over GraphQL, HTTP included, in one process with whoever asks: milliseconds at the 50th and 99th percentile.
 * Floor: the bare SQL of the same answer, in turns with it. A ratio of 3 means that the answer takes three times as long as its SQL.
 */
export const queryBench: Bench = {
  name: 'query',
  run: async ({ database, report }: BenchContext) => {
    await withReadApi(database, 'lives last', async ({ api, tables, size }) => {
      for (const question of await questionsOf(api, tables, size)) await measured(question, report);
    });
  },
};

const measured = async ({ figure, ask, bare }: Question, report: BenchContext['report']): Promise<void> => {
  const asked: number[] = [];
  const floors: number[] = [];
  for (let n = 0; n < WARM_UP + SAMPLES; n += 1) {
    const floor = await secondsOf(() => bare(n));
    const seconds = await secondsOf(() => ask(n));
    if (n < WARM_UP) continue;
    floors.push(floor * 1_000);
    asked.push(seconds * 1_000);
  }
  for (const percent of [50, 99])
    report({
      figure: `${figure}, p${percent}`,
      value: percentile(asked, percent),
      unit: 'ms',
      floor: percentile(floors, percent),
    });
};

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the question decides the shape of its answer.
type Data = Record<string, any>;

const questionsOf = async (api: GraphqlHarness, tables: ReadTables, size: number): Promise<readonly Question[]> => {
  const answered = async (query: string, variables: Data, isWhole: (data: Data) => boolean): Promise<Data> => {
    const { data, errors } = await api.ask(query, { variables });
    if (errors || !data || !isWhole(data)) throw new Error(`not answered: ${JSON.stringify(errors ?? data)}`);
    return data;
  };
  const pages = async (after: string | null): Promise<Data> =>
    (await answered(EVENTS_PAGE, { after }, ({ events }) => events.nodes.length === PAGE)).events as Data;
  const page = (figure: string, after: string | null, from: number): Question => ({
    figure,
    ask: async () => void (await pages(after)),
    bare: () => tables.query(BARE_PAGE, [size, from]),
  });
  const life = (n: number) => lives[n % lives.length]!;
  return [
    {
      figure: 'a device with its history',
      ask: async (n) =>
        void (await answered(DEVICE, { tag: life(n).tag }, ({ device }) => device.history.nodes.length === 7)),
      bare: (n) => tables.query(BARE_DEVICE, [life(n).tag]),
    },
    {
      figure: `a grant with its ${DAYS} days`,
      ask: async (n) => void (await answered(GRANT, { id: life(n).grantId }, ({ grant }) => isCredited(grant.days))),
      bare: (n) =>
        Promise.all([tables.query(BARE_GRANT, [life(n).grantId]), tables.query(BARE_CREDITS, [life(n).grantId])]),
    },
    page(`${PAGE} events, page 1`, null, -1),
    page(`${PAGE} events, page ${DEEP_PAGE}`, await cursorBefore(DEEP_PAGE, answered), (DEEP_PAGE - 1) * PAGE - 1),
    {
      figure: 'the funnel by province',
      ask: async () => void (await answered(FUNNEL, {}, ({ funnel }) => funnel.length > 0)),
      bare: () =>
        Promise.all([
          tables.totalsAt('device', 'ORGANISATION', atSize(size)),
          tables.totalsAt('donation', 'PROVINCE', atSize(size)),
        ]),
    },
  ];
};

const isCredited = (days: readonly Data[]): boolean =>
  days.length === DAYS && days.every(({ credited }) => credited !== null);

/** As a client gets there: page by page. */
const cursorBefore = async (
  page: number,
  answered: (query: string, variables: Data, isWhole: (data: Data) => boolean) => Promise<Data>,
): Promise<string> => {
  let after: string | null = null;
  for (let n = 1; n < page; n += 1) {
    const { events }: Data = await answered(CURSORS, { after }, (data) => data.events.pageInfo.hasNextPage);
    after = events.pageInfo.endCursor as string;
  }
  return after!;
};

const DEVICE = `query ($tag: AssetTag!) { device(tag: $tag) { tag state serial maker model
  history(first: 50) { nodes { from to state schoolCode } } } }`;
const GRANT = `query ($id: ID!) { grant(id: $id) { grantId status firstDay endDay days { day active state credited } } }`;
const EVENTS_PAGE = `query ($after: String) { events(first: ${PAGE}, after: $after) {
  nodes { eventId type stream position occurredAt } pageInfo { hasNextPage endCursor } } }`;
const CURSORS = `query ($after: String) { events(first: ${PAGE}, after: $after) { pageInfo { hasNextPage endCursor } } }`;
const FUNNEL = `{ funnel(by: LOCALITY) { key name received handedOver acceptedByPupil inUse } }`;

const BARE_DEVICE = `select h.* from device_history h where h.tag = $1
  union all select n.*, null::bigint from device_now n where n.tag = $1 order by from_position`;
const BARE_GRANT = 'select * from data_grant_now where grant_id = $1';
const BARE_CREDITS = 'select * from credit where grant_id = $1 order by service_date';
/** The page's positions first: a join of both tables over their whole order would walk the journal up to the page. */
const BARE_PAGE = `select e.position, j.body from (
    select position from event_list where position < $1 and position > $2 order by position limit ${PAGE + 1}
  ) e join public.event j on j.position = e.position order by e.position`;
