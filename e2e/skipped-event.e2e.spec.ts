import { Client } from 'pg';
import { runLedger } from './support/ledger-process';
import { startSystem, type System } from './support/system';

/** Each verb is a process of its own, and other suites keep the machine busy. */
jest.setTimeout(180_000);

interface Shown {
  readonly name: string;
  readonly version: number;
  readonly state: string;
  readonly lastError: { readonly position: string; readonly eventId: string } | null;
  readonly skips: readonly Readonly<Record<string, unknown>>[];
}

describe('a projection that stopped at an event', () => {
  let system: System;
  let version: number;
  let position: string;
  let eventId: string;
  let admins: readonly [string, string];
  beforeAll(async () => {
    system = await startSystem();
    admins = [await system.token('ADMIN', { subject: 'one' }), await system.token('ADMIN', { subject: 'other' })];
    // The event is in order; the table can't take what it gives.
    await eventually(async () => (await shown()) !== undefined);
    ({ version } = (await shown())!);
    await query(`alter table read_tables.organisation_now_v${version} add check (code <> '31-TEST-013')`);
    for (const code of ['31-TEST-012', '31-TEST-013', '31-TEST-014']) {
      const body = { code, kind: 'SCHOOL', name: 'Trường Thử', provinceCode: '31', unitCode: '303' };
      const token = await system.token('DATA_ENTRY');
      expect((await system.command('/api/v1/organisations', body, { token })).status).toBe(201);
    }
    await eventually(async () => (await shown())!.state === 'FAULTED');
    ({ position, eventId } = (await shown())!.lastError!);
  });
  afterAll(() => system?.stop());

  const query = async (sql: string): Promise<void> => {
    const client = new Client({ connectionString: system.database.applicationUrl });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  const shown = async (): Promise<Shown | undefined> => {
    const { data } = await system.query<{ readonly projections: readonly Shown[] }>(
      '{ projections { name version state lastError { position eventId } skips { version position eventId reason proposedBy approvedBy } } }',
      { token: admins[0] },
    );
    return data.projections.find(({ name }) => name === 'organisation');
  };
  const send = (verb: string, body: object, token: string) =>
    system.command(`/api/v1/projections/organisation/${verb}`, body, { token });

  it('goes on without it when one administrator proposes it, with a reason, and another one approves', async () => {
    const [one, other] = admins;
    const reason = 'SOURCE_DAMAGED';
    const codeOf = async (...given: Parameters<typeof send>) => (await send(...given)).body.code as string;
    expect(await codeOf('skip', { position: '0', reason }, one)).toBe('SKIP_OTHER_EVENT');
    expect(await codeOf('skip', { position }, one)).toBe('REQUIRED');
    expect(await codeOf('approve', { position }, other)).toBe('SKIP_NOT_PROPOSED');
    expect(await codeOf('skip', { position, reason }, await system.token('AUDITOR'))).toBe('FORBIDDEN_ROLE');

    const cli = (token: string, ...args: readonly string[]) =>
      runLedger(['projections', ...args, '--json'], { LEDGER_URL: system.url, LEDGER_TOKEN: token });
    const proposed = await cli(one, 'skip', 'organisation', '--position', position, '--reason', reason);
    expect([proposed.exitCode, JSON.parse(proposed.stdout)]).toMatchObject([0, { stream: 'ledger' }]);
    expect(await codeOf('skip', { position, reason }, other)).toBe('SKIP_PROPOSED');
    expect(await codeOf('approve', { position }, one)).toBe('SEPARATION_OF_DUTIES');
    expect((await shown())!.skips).toMatchObject([{ version, position, eventId, reason, approvedBy: null }]);

    const approved = await cli(other, 'approve', 'organisation', '--position', position);
    expect([approved.exitCode, JSON.parse(approved.stdout)]).toMatchObject([0, { state: 'DONE', position }]);
    await eventually(async () => (await shown())!.state === 'LIVE');
    const { skips, lastError } = (await shown())!;
    expect([skips.length, lastError]).toEqual([1, null]);
    const { proposedBy, approvedBy } = skips[0]!;
    expect(approvedBy).toMatch(/^[0-9a-f-]{36}$/);
    expect(approvedBy).not.toBe(proposedBy);
    expect(await codeOf('skip', { position, reason }, one)).toBe('NOTHING_TO_SKIP');
  });

  it('says the same when it is rebuilt, and the ledger says who ordered what', async () => {
    const { body } = await send('rebuild', {}, admins[0]);
    expect(body).toMatchObject({ state: 'DONE', digestBefore: body.digestAfter });
    const { data } = await system.query<{
      readonly stream: { readonly releases: { readonly nodes: readonly { readonly type: string }[] } };
    }>('{ stream(name: "ledger") { releases(last: 4) { nodes { type } } } }', { token: admins[0] });
    expect(data.stream.releases.nodes.map(({ type }) => type)).toEqual([
      'ProjectionSkipProposed',
      'ProjectionEventSkipped',
      'ProjectionRebuildOrdered',
      'ProjectionRebuilt',
    ]);
  });
});

const eventually = async (isThere: () => Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + 60_000;
  while (!(await isThere())) {
    if (performance.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
