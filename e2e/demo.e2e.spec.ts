import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LedgerProcess, startLedger } from './support/ledger-process';

/** The whole demo is recorded once for this file: some minutes on two cores that others use too. */
jest.setTimeout(900_000);

let dataDir: string;
let ledger: LedgerProcess;
let token: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'so-song-demo-'));
  ledger = await startLedger({ LEDGER_DATA_DIR: dataDir, LEDGER_DEMO: 'on' });
  token = await tokenOf('AUDITOR');
});

afterAll(async () => {
  await ledger?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const post = async (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(ledger.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const tokenOf = async (role: string): Promise<string> =>
  ((await (await post('/auth/token', { role })).json()) as { access_token: string }).access_token;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs say which part of which answer they mean.
const query = async (text: string, variables: Readonly<Record<string, unknown>> = {}): Promise<any> => {
  const answer = (await (
    await post('/graphql', { query: text, variables }, { Authorization: `Bearer ${token}` })
  ).json()) as { data: unknown; errors?: unknown };
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
};

const CARRIERS = ['VIETTEL', 'VINAPHONE', 'MOBIFONE'] as const;
const FIGURES = 'promised credited creditedInWindow short missed over';
const QUOTA = 4_294_967_296n;

interface Figures {
  readonly day: string;
  readonly state: string;
  readonly promised: string;
  readonly credited: string | null;
  readonly creditedInWindow: string;
  readonly short: string;
  readonly missed: string;
  readonly over: string;
}

const daysOf = async (carrier: string): Promise<readonly Figures[]> => {
  const days: Figures[] = [];
  let after: string | null = null;
  do {
    const { carrierDays } = await query(
      `query ($carrier: Carrier!, $after: String) { carrierDays(filter: { carrier: $carrier }, first: 50, after: $after) {
         nodes { day state ${FIGURES} } pageInfo { hasNextPage endCursor } } }`,
      { carrier, after },
    );
    days.push(...carrierDays.nodes);
    after = carrierDays.pageInfo.hasNextPage ? carrierDays.pageInfo.endCursor : null;
  } while (after !== null);
  return days;
};

describe('the demo programme', () => {
  it('says in its first event that it is one, and is whole', async () => {
    const { ledger: read, events } = await query(
      '{ ledger { purpose size } events(first: 1) { nodes { type body } } }',
    );
    expect(read.purpose).toBe('DEMO');
    expect(events.nodes[0]).toMatchObject({ type: 'LedgerOpened' });
    expect(JSON.parse(events.nodes[0].body)).toMatchObject({ revision: 0, data: { purpose: 'DEMO' } });
    const done = await query('{ events(filter: { types: ["DemoCompleted"] }, first: 1) { nodes { position } } }');
    expect(done.events.nodes).toHaveLength(1);
  });

  it('has about 130,000 credits of three carriers, and the windows of all grants have ended', async () => {
    const counted = await query(`{
      credits: events(filter: { types: ["DailyQuotaCredited"] }, first: 1) { count(limit: 200000) { value precision } }
      completed: grants(filter: { status: COMPLETED }, first: 1) { count { value } }
      all: grants(first: 1) { count { value } } }`);
    expect(counted.credits.count.value).toBeGreaterThan(125_000);
    expect(counted.credits.count.value).toBeLessThan(135_000);
    expect(counted.all.count.value).toBe(1_440);
    expect(counted.completed.count.value).toBe(1_438);
  });

  it.each(CARRIERS)('keeps the identity of 4.H on every day of %s', async (carrier) => {
    const days = await daysOf(carrier);
    expect(days.length).toBeGreaterThan(120);
    for (const { day, promised, creditedInWindow, short, missed, over } of days) {
      const right = BigInt(creditedInWindow) + BigInt(short) + BigInt(missed) - BigInt(over);
      expect({ day, promised }).toEqual({ day, promised: right.toString() });
    }
  });

  it('shows every line of the carrier that counts decimal gigabytes as short, with the amount', async () => {
    const { carrierDay } = await query(`{ carrierDay(carrier: VINAPHONE, day: "2021-12-20") { hint short
      lines(first: 100) { nodes { bytes classification amount outcome } } } }`);
    const credited = carrierDay.lines.nodes.filter(({ outcome }: { outcome: string }) => outcome === 'CREDITED');
    expect(credited.length).toBeGreaterThan(50);
    for (const line of credited)
      expect(line).toMatchObject({ bytes: '4000000000', classification: 'SHORT', amount: '294967296' });
    expect(carrierDay.hint).toMatch(/decimal/);
  });

  it('shows the day of the missing file as NO_FILE: nothing is known to be credited, all is missed', async () => {
    const { carrierDay } = await query(
      `{ carrierDay(carrier: VIETTEL, day: "2021-12-25") { state credited promised missed } }`,
    );
    expect(carrierDay).toMatchObject({ state: 'NO_FILE', credited: null, missed: carrierDay.promised });
    expect(BigInt(carrierDay.promised)).toBeGreaterThan(400n * QUOTA);
  });

  it('counts the file that was sent twice once', async () => {
    const { carrierDay } = await query(`{ carrierDay(carrier: MOBIFONE, day: "2021-12-20") {
      promised creditedInWindow missed files { fileId } gaps { code count } } }`);
    expect(carrierDay.files).toHaveLength(1);
    expect(BigInt(carrierDay.creditedInWindow) + BigInt(carrierDay.missed)).toBe(BigInt(carrierDay.promised));
    expect(carrierDay.gaps.map(({ code }: { code: string }) => code)).not.toContain('DUPLICATE');
  });

  it('shows what a contract of 90 days leaves out of three months', async () => {
    const { carrierDays } = await query(
      `{ carrierDays(filter: { carrier: MOBIFONE }, last: 100) { nodes { day missed termShortfall } } }`,
    );
    const sum = carrierDays.nodes.reduce(
      (total: bigint, { termShortfall }: { termShortfall: string }) => total + BigInt(termShortfall),
      0n,
    );
    expect(sum).toBeGreaterThan(0n);
    for (const { missed, termShortfall } of carrierDays.nodes)
      expect(BigInt(termShortfall)).toBeLessThanOrEqual(BigInt(missed));
  });

  it('credited days of a wrong recipient, a lost tablet and a double benefit are out of the window afterwards', async () => {
    const ends = await query(`{ events(filter: { types: ["GrantEnded", "GrantSuspended"] }, first: 10) {
      nodes { type ... on GrantEndedEvent { data { reason } } ... on GrantSuspendedEvent { data { reason } } } } }`);
    const reasons = ends.events.nodes.map(({ type, data }: { type: string; data: { reason: string } }) => [
      type,
      data.reason,
    ]);
    expect(reasons).toContainEqual(['GrantEnded', 'VOIDED']);
    expect(reasons.map(([type]: [string]) => type)).toContain('GrantSuspended');
    const { carrierDays } = await query(
      `{ carrierDays(filter: { carrier: VIETTEL }, first: 100) { nodes { gaps { code count } } } }`,
    );
    const codes = carrierDays.nodes.flatMap(({ gaps }: { gaps: readonly { code: string }[] }) =>
      gaps.map(({ code }) => code),
    );
    expect(codes).toContain('OUT_OF_WINDOW');
  });

  it('answers as of an earlier size as it did then', async () => {
    const { events } = await query(
      `{ events(filter: { types: ["GrantActivated"] }, first: 1) { nodes { position stream } } }`,
    );
    const { position, stream } = events.nodes[0];
    const id = stream.slice('grant-'.length);
    const read = `query ($id: ID!, $size: Position!) { grant(id: $id, asOf: { size: $size }) { status firstDay days { day credited } } }`;
    const before = await query(read, { id, size: position });
    const after = await query(read, { id, size: String(Number(position) + 1) });
    expect(before.grant).toMatchObject({ status: 'ENTITLED', firstDay: null });
    expect(after.grant).toMatchObject({ status: 'ACTIVE' });
    expect(after.grant.days.every(({ credited }: { credited: string | null }) => credited === null)).toBe(true);
    const now = await query('query ($id: ID!) { grant(id: $id) { days { day credited } } }', { id });
    expect(now.grant.days.length).toBeGreaterThanOrEqual(89);
    expect(now.grant.days.length).toBeLessThanOrEqual(92);
  });
});
