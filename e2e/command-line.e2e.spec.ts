import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandResult, runLedger } from './support/ledger-process';
import { startSystem, type System } from './support/system';

/** Each verb is a process of its own, and other suites keep the machine busy. */
jest.setTimeout(180_000);

describe('the command line', () => {
  let system: System;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'so-song-cli-'));
    system = await startSystem();
    const token = await system.token('DATA_ENTRY');
    const body = { code: '31-TEST-001', kind: 'SCHOOL', name: 'Trường Thử', provinceCode: '31', unitCode: '303' };
    const { status, body: receipt } = await system.command('/api/v1/organisations', body, { token });
    expect(status).toBe(201);
    const reader = await system.token('AUDITOR');
    await system.query('{ events(last: 1) { nodes { position } } }', {
      token: reader,
      after: (receipt as { readonly position: string }).position,
    });
  });
  afterAll(async () => {
    await system?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ledger = (...args: readonly string[]): Promise<CommandResult> => runLedger(args, { LEDGER_URL: system.url });
  const documents = ({ stdout }: CommandResult): readonly Record<string, unknown>[] =>
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('helps in Vietnamese, or in English where that is asked for', async () => {
    const [vietnamese, english] = await Promise.all([runLedger(['--help']), runLedger(['--help', '--lang', 'en'])]);
    expect([vietnamese.exitCode, english.exitCode]).toEqual([0, 0]);
    expect(vietnamese.stdout).toContain('sổ cái mở');
    expect(english.stdout).toContain('the open ledger');
  });

  it('shows with each verb how it is used, in both languages', async () => {
    const help = async (
      language: string,
      ...verb: readonly string[]
    ): Promise<readonly (readonly [string, string])[]> => {
      const { exitCode, stdout } = await runLedger([...verb, '--help', '--lang', language]);
      expect([verb, exitCode]).toEqual([verb, 0]);
      const [, list] = /^(?:Commands|Lệnh):\n((?: {2}.+\n)+)/m.exec(stdout) ?? [];
      if (list === undefined) return [[verb.join(' '), stdout]];
      const names = [...list.matchAll(/^ {2}([a-z]+)/gm)].map((match) => match[1]!).filter((name) => name !== 'help');
      const all = [];
      for (const name of names) all.push(...(await help(language, ...verb, name)));
      return all;
    };
    const [vietnamese, english] = await Promise.all([help('vi'), help('en')]);
    expect(english.map(([verb]) => verb)).toEqual(expect.arrayContaining(['start', 'doctor', 'events list', 'trace']));
    expect(vietnamese.map(([verb]) => verb)).toEqual(english.map(([verb]) => verb));
    const without = (all: typeof english) =>
      all.filter(([, text]) => !/\bledger [a-z]/.test(text.split('\n\n').slice(1).join('\n\n')));
    expect([...without(vietnamese), ...without(english)].map(([verb]) => verb)).toEqual([]);
    expect(vietnamese.filter(([, text]) => /^(Usage|Options|Examples?):/m.test(text)).map(([verb]) => verb)).toEqual(
      [],
    );
  });

  it.each([
    [['events', 'list', '--limit', '0'], 'lỗi: tùy chọn'],
    [['events', 'list', '--size', 'all'], 'lỗi: tùy chọn'],
    [['events', 'tail', '--from', '-1'], 'lỗi: tùy chọn'],
    [['trace', 'SMT-ENRPSR3JG', '--size', '1.5'], 'lỗi: tùy chọn'],
    [['trace'], 'lỗi: cần số máy'],
    [['changes', '--from', '0'], 'lỗi: cần một loại'],
    [['import', 'file.csv'], 'lỗi: cần một tệp với --kind'],
    [['import', 'file.csv', '--kind', 'F5'], 'chỉ nhận: F4'],
    [['events', 'list', '--lang', 'fr'], 'chỉ nhận: vi, en'],
    [['evnts'], 'có phải ý bạn là events?'],
  ])('leaves with 2 for %s, in words of its own', async (args, words) => {
    const { exitCode, stderr } = await runLedger(args);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(words)]);
  });

  it('leaves with 2 where it was called wrongly, and says how to', async () => {
    const { exitCode, stderr, stdout } = await ledger('events', 'list', '--last', '5');
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain("không có tùy chọn '--last'");
    const asked = await ledger('events', 'list', '--last', '5', '--json', '--lang', 'en');
    expect([asked.exitCode, documents(asked)]).toEqual([
      2,
      [{ error: { code: 'USAGE', message: expect.stringContaining("unknown option '--last'") } }],
    ]);
    expect((await ledger()).exitCode).toBe(2);
  });

  it('leaves with 1 where no ledger answers', async () => {
    const { exitCode, stderr } = await runLedger(['events', 'list', '--lang', 'en'], {
      LEDGER_URL: 'http://127.0.0.1:9',
    });
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('no ledger answers at http://127.0.0.1:9')]);
  });

  it('leaves with 4 without a role, and tells programs why', async () => {
    const { exitCode, stdout } = await ledger('events', 'list', '--json');
    expect(exitCode).toBe(4);
    expect(documents({ exitCode, stdout, stderr: '' })).toEqual([
      { error: expect.objectContaining({ code: 'UNAUTHENTICATED' }) },
    ]);
  });

  it('lists events, newest first, by kind', async () => {
    const listed = await ledger('events', 'list', '--type', 'OrganisationRegistered', '--as', 'AUDITOR', '--json');
    expect(documents(listed)).toEqual([
      expect.objectContaining({ type: 'OrganisationRegistered', stream: 'org-31-TEST-001' }),
    ]);
  });

  it('says what differs between two moments, thing by thing or figure by figure', async () => {
    const changes = (...words: readonly string[]) => ledger('changes', ...words, '--as', 'AUDITOR');
    const [organisation, ...more] = documents(await changes('Organisation', '--from', '2021-01-01', '--json'));
    expect(more).toEqual([]);
    expect(organisation).toMatchObject({ from: '0', key: '31-TEST-001', kind: 'ADDED' });
    const [first] = (await changes('Organisation', '31-TEST-001', '--from', '0')).stdout.split('\n');
    expect(first).toMatch(/^31-TEST-001\tADDED\tcode\t-\t"31-TEST-001"\t\d+$/);
    expect(await changes('--by', 'LOCALITY', '--from', '0')).toMatchObject({ exitCode: 0, stdout: '\n' });
    expect((await changes('Device', 'SMT-ENRPSR3JG', '--from', '0')).exitCode).toBe(3);
  });

  it('shows the exact bytes of an event, and leaves with 3 where there is none', async () => {
    const { stdout } = await ledger('events', 'get', '0', '--as', 'AUDITOR', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ type: 'LedgerOpened', data: { purpose: 'PRODUCTION' } });
    const { data } = await system.query<{ readonly event: { readonly body: string } }>(
      '{ event(position: "0") { body } }',
      { token: await system.token('AUDITOR') },
    );
    expect(stdout).toBe(`${data.event.body}\n`);
    expect((await ledger('events', 'get', '9999', '--as', 'AUDITOR')).exitCode).toBe(3);
  });

  it('rebuilds a projection to the same digest, for an administrator only', async () => {
    const rebuilt = documents(await ledger('projections', 'rebuild', 'organisation', '--as', 'ADMIN', '--json'))[0]!;
    expect(rebuilt['digestAfter']).toMatch(/^[0-9a-f]{64}$/);
    expect(rebuilt['digestAfter']).toBe(rebuilt['digestBefore']);
    expect((await ledger('projections', 'rebuild', 'organisation', '--as', 'AUDITOR')).exitCode).toBe(4);
    expect((await ledger('projections', 'rebuild', 'nothing', '--as', 'ADMIN')).exitCode).toBe(3);
  });

  it('lets a projection stand still and go on, and says which words do not fit its state', async () => {
    const order = async (...words: readonly string[]) =>
      documents(await ledger('projections', ...words, '--as', 'ADMIN', '--json'))[0]!;
    expect(await order('pause', 'measure')).toMatchObject({ state: 'DONE' });
    expect(await order('status', 'measure')).toMatchObject({ state: 'PAUSED', lastError: null, build: null });
    expect(await order('resume', 'measure')).toMatchObject({ state: 'DONE' });
    expect(await order('status', 'measure', '--watch')).toMatchObject({ state: 'LIVE' });
    for (const [words, code] of [
      [['retry', 'measure'], 'NOTHING_TO_RETRY'],
      [['abort', 'measure'], 'NO_REBUILD'],
      [['switch', 'measure', '--reason', 'RULE_CORRECTED'], 'NO_REBUILD'],
    ] as const) {
      const { exitCode, stderr } = await ledger('projections', ...words, '--as', 'ADMIN');
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining(code)]);
    }
    expect((await ledger('projections', 'status', 'nothing', '--as', 'ADMIN')).exitCode).toBe(3);
    expect((await ledger('projections', 'switch', 'measure', '--as', 'ADMIN')).exitCode).toBe(2);
  });

  it('replays to a past size, from which GraphQL answers, and drops it', async () => {
    const scratch = (...words: readonly string[]) =>
      ledger('projections', 'scratch', ...words, '--as', 'ADMIN', '--json');
    const [built] = documents(await scratch('--size', '1', '--reason', 'REPORT_QUESTIONED'));
    const same = { name: 'organisation', state: 'READY', comparison: expect.objectContaining({ differing: 0 }) };
    expect(built).toMatchObject({
      size: '1',
      state: 'READY',
      projections: expect.arrayContaining([expect.objectContaining(same)]),
    });
    const id = built!['id'] as string;
    const query = '{ organisations(first: 1) { nodes { code } } events(last: 1) { nodes { position } } }';
    const token = await system.token('AUDITOR');
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Ledger-Scratch': id };
    const ask = async () => {
      const body = JSON.stringify({ query });
      return (await system.fetch('/graphql', { method: 'POST', headers, body })).json() as Promise<object>;
    };
    expect(await ask()).toMatchObject({
      data: { organisations: { nodes: [] }, events: { nodes: [{ position: '0' }] } },
      extensions: { ledger: { size: '1', scratch: id } },
    });
    expect(documents(await scratch('drop', id, '--reason', 'DONE_WITH'))[0]).toMatchObject({ id, state: 'DROPPED' });
    expect(await ask()).toMatchObject({ errors: [{ extensions: { code: 'SCRATCH_DROPPED' } }] });
    expect((await scratch('--reason', 'REPORT_QUESTIONED')).exitCode).toBe(2);
  });

  it('lists projections with what they lag', async () => {
    const [rows] = documents(await ledger('projections', 'list', '--as', 'ADMIN', '--json'));
    expect(rows).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'event', version: 1 })]));
  });

  it('sends a file: 1 where it is refused, and why', async () => {
    const file = join(folder, 'credit_VIETTEL_20211115.csv');
    writeFileSync(file, 'no header\n');
    const refused = await ledger('import', file, '--kind', 'F8', '--as', 'CARRIER_AGENT', '--json');
    expect([refused.exitCode, documents(refused)[0]]).toEqual([1, expect.objectContaining({ state: 'REJECTED' })]);
  });

  it('sends a file: 7 where a part is recorded, with the rows that are not in a file beside it', async () => {
    const file = join(folder, 'credit_VIETTEL_20211115.csv');
    const line = (id: string, txn: string): string => `${id}|||2021-11-15|4294967296|${txn}|CREDITED|`;
    writeFileSync(
      file,
      [
        'H|VIETTEL|2021-11-15|1|BINARY|CALENDAR_DAY',
        line('0d4d3a63-6f64-5b52-8f0e-0d7e6bb4f3a1', 'T1'),
        line('not-a-grant', 'T2'),
        'T|2|8589934592',
        '',
      ].join('\n'),
    );
    const { exitCode, stderr } = await ledger('import', file, '--kind', 'F8', '--as', 'CARRIER_AGENT', '--lang', 'en');
    expect([exitCode, stderr]).toEqual([7, expect.stringContaining(`rows with issues: ${file}.errors.csv`)]);
    expect(readFileSync(`${file}.errors.csv`, 'utf8')).toContain(
      'line,code,field,value,message_vi,message_en,suggestion\n3,',
    );
  });

  it('says that nothing has a tag that is not in the ledger', async () => {
    expect((await ledger('trace', 'SMT-ENRPSR3JG', '--as', 'AUDITOR')).exitCode).toBe(3);
  });
});
