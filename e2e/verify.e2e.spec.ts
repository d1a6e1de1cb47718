import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { generateSigningKey, parseSigningKeys } from '@sealing/signing';
import { formatCheckpoint, signNote } from '@transparency-log';
import { policyTextOf } from '@verification/testing';
import { type CommandResult, runLedger } from './support/ledger-process';
import { startSystem, type System } from './support/system';

/** Each verb is a process of its own, and other suites keep the machine busy. */
jest.setTimeout(300_000);

const SCHOOLS = 5;

/** The log's own: whoever has it can sign another history, and is found out all the same. */
const key = generateSigningKey('so-song.test/verify');

describe('a ledger that is checked from its bytes', () => {
  let system: System;
  let folder: string;
  let head: number;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'so-song-verify-'));
    system = await startSystem({ LEDGER_LOG_KEY: key });
    const token = await system.token('DATA_ENTRY');
    for (let n = 1; n <= SCHOOLS; n += 1) {
      const body = { code: `31-TEST-00${n}`, kind: 'SCHOOL', name: 'Trường Thử', provinceCode: '31', unitCode: '303' };
      const { body: receipt } = await system.command('/api/v1/organisations', body, { token });
      head = Number((receipt as { readonly position: string }).position);
    }
    await sealedBeyond(head);
  });
  afterAll(async () => {
    await system?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Until the latest checkpoint has the event at this position. */
  const sealedBeyond = async (position: number): Promise<void> => {
    const size = async (): Promise<number> =>
      Number((await (await system.fetch('/log/checkpoint')).text()).split('\n')[1]);
    while (!((await size()) > position)) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const ledger = (...args: readonly string[]): Promise<CommandResult> =>
    runLedger([...args, '--as', 'AUDITOR', '--lang', 'en'], {
      LEDGER_URL: system.url,
      LEDGER_STATE_DIR: join(folder, 'state'),
    });
  const document = ({ stdout }: CommandResult) =>
    JSON.parse(stdout.trim().split('\n')[0]!) as { readonly [name: string]: never };
  const inFolder = (name: string): string => join(folder, name);

  it('is right as it runs, and so are the read tables', async () => {
    const { exitCode, stdout } = await ledger('verify', '--url', '--projections');
    expect(stdout).toContain('RIGHT');
    expect(stdout).not.toContain('✗');
    expect(exitCode).toBe(0);
  });

  it('is copied into a directory that verifies without the ledger, and not once a byte of it is another', async () => {
    expect((await ledger('export', inFolder('export'), '--url')).exitCode).toBe(0);
    expect((await ledger('verify', inFolder('export'))).exitCode).toBe(0);
    cpSync(inFolder('export'), inFolder('changed'), { recursive: true });
    const events = join(inFolder('changed'), 'events.ndjson');
    writeFileSync(events, readFileSync(events, 'utf8').replace('31-TEST-003', '31-TEST-033'));
    const found = await ledger('verify', inFolder('changed'), '--json');
    const position = readFileSync(events, 'utf8')
      .split('\n')
      .findIndex((line) => line.includes('31-TEST-033'));
    expect([found.exitCode, document(found)]).toEqual([
      5,
      expect.objectContaining({
        verdict: 'WRONG',
        problems: expect.arrayContaining([expect.objectContaining({ fault: 'EVENT_CHANGED', position })]),
      }),
    ]);
    // Somebody else's log is not this one, however right it is in itself.
    const policy = inFolder('other.policy');
    writeFileSync(policy, policyTextOf());
    expect((await ledger('verify', inFolder('export'), '--trust', policy)).exitCode).toBe(5);
    expect((await ledger('verify', inFolder('nowhere'))).exitCode).toBe(3);
  });

  it('gives receipts that verify, and not once a character is another', async () => {
    const [file, changed] = [inFolder('receipt.html'), inFolder('changed.html')];
    expect((await ledger('receipt', String(head), '--out', file)).exitCode).toBe(0);
    expect((await ledger('verify', file)).stdout).toContain('VALID');
    writeFileSync(changed, readFileSync(file, 'utf8').replace('31-TEST-005', '31-TEST-055'));
    const found = await ledger('verify', changed);
    expect([found.exitCode, found.stdout]).toEqual([5, expect.stringContaining('INVALID: INCLUSION')]);
  });

  it.each([
    [['inclusion', '0', '--size', '0'], 'EMPTY_TREE', 2],
    [['inclusion', '3', '--size', '3'], 'INDEX_OUT_OF_RANGE', 2],
    [['inclusion', '0', '--size', '99999'], 'BEYOND_HEAD', 3],
    [['consistency', '0', '2'], 'EMPTY_TREE', 2],
    [['consistency', '3', '2'], 'SIZES_REVERSED', 2],
    [['consistency', '1', '1e3'], 'NOT_A_SIZE', 2],
  ] as const)('has no proof %p: %s', async (args, code, exitCode) => {
    const refused = await ledger('proof', ...args, '--json');
    expect([refused.exitCode, document(refused)]).toEqual([exitCode, { error: expect.objectContaining({ code }) }]);
  });

  it('proves that it continues a checkpoint that was kept, and tells one that it does not know', async () => {
    const kept = inFolder('kept.checkpoint');
    writeFileSync(kept, await (await system.fetch('/log/checkpoint')).text());
    expect((await ledger('proof', 'consistency', '--since', kept)).exitCode).toBe(0);
    writeFileSync(kept, readFileSync(kept, 'utf8').replace(/\n\d+\n/, '\n2\n'));
    const refused = await ledger('proof', 'consistency', '--since', kept, '--json');
    expect([refused.exitCode, JSON.stringify(document(refused))]).toEqual([
      5,
      expect.stringContaining('SIGNATURE_INVALID'),
    ]);
  });

  /** What a person with the whole database does behind the ledger's back, and undoes. */
  const asSuperuser = async (...statements: readonly string[]): Promise<void> => {
    const url = new URL(process.env.TEST_DATABASE_URL!);
    url.pathname = new URL(system.database.ownerUrl).pathname;
    const client = new Client({ connectionString: url.href });
    await client.connect();
    try {
      await client.query("set session_replication_role = 'replica'");
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };

  const projections = (...args: readonly string[]): Promise<CommandResult> =>
    runLedger(['projections', ...args, '--as', 'ADMIN', '--lang', 'en'], { LEDGER_URL: system.url });
  const said = ({ stdout, stderr }: CommandResult): string => stdout + stderr;

  it('has read tables that a rebuild proves: a row that somebody changed is shown', async () => {
    await asSuperuser(`update read.organisation_now set name = 'Trường Khác' where code = '31-TEST-004'`);
    const found = await projections('rebuild', 'organisation');
    expect([found.exitCode, said(found)]).toEqual([5, expect.stringContaining('DIFFERS')]);
    expect(said(found)).toContain('31-TEST-004');
    expect((await projections('switch', 'organisation', '--reason', 'ROW_CHANGED')).exitCode).toBe(0);
  });

  describe('behind the back of which its database was changed', () => {
    const last = () => head;
    const changes: readonly (readonly [string, () => readonly string[], (document: object) => void])[] = [
      [
        'a body',
        () => [`update event set body = replace(body, '31-TEST-002', '31-TEST-022') where body like '%31-TEST-002%'`],
        (found) => expect(found).toMatchObject({ problems: [{ fault: 'EVENT_CHANGED' }] }),
      ],
      [
        'an event in the middle, deleted',
        () => [`delete from event where position = 2`],
        (found) => expect(found).toMatchObject({ problems: [{ fault: 'EVENT_MISSING', position: 2 }] }),
      ],
      [
        'an event in the middle, inserted',
        () => [
          `update event set position = -(position + 1) where position >= 3`,
          `update event set position = -position where position < 0`,
          `insert into event select 3, gen_random_uuid(), stream || '9', 0, type, gen_random_uuid(), body || ' ' from event where position = 4`,
        ],
        (found) => expect(found).toMatchObject({ problems: [{ fault: 'EVENT_CHANGED', position: 3 }] }),
      ],
      [
        'a body, and every hash above it',
        () => [
          `update event set body = replace(body, '31-TEST-002', '31-TEST-022') where body like '%31-TEST-002%'`,
          `update log.sealer set partials[1] = overlay(partials[1] placing
             (select sha256('\\x00'::bytea || convert_to(body, 'UTF8')) from event where body like '%31-TEST-022%' limit 1)
             from (select position from event where body like '%31-TEST-022%' limit 1)::int * 32 + 1 for 32)`,
        ],
        (found) => expect(found).toMatchObject({ problems: [{ fault: 'TREE_CHANGED' }] }),
      ],
      [
        'the checkpoint, signed again over another root',
        () => [
          `update log.checkpoint set note = '${forked}' where note like '${forked.split('\n').slice(0, 2).join('\n')}%'`,
        ],
        (found) => expect(found).toMatchObject({ problems: [{ fault: 'FORKED' }] }),
      ],
      [
        'two events, swapped',
        () => [
          `update event set position = -1 where position = 1`,
          `update event set position = 1 where position = 3`,
          `update event set position = 3 where position = -1`,
        ],
        (found) => expect(found).toMatchObject({ problems: [{ fault: 'EVENT_CHANGED', position: 1 }] }),
      ],
      [
        'the tail, cut',
        () => [`delete from event where position >= ${last()}`],
        (found) => expect(found).toMatchObject({ problems: [{ fault: 'EVENT_MISSING', position: last() }] }),
      ],
      [
        'a tile',
        () => [`update log.sealer set partials[1] = set_byte(partials[1], 32, get_byte(partials[1], 32) # 1)`],
        (found) => expect(found).toMatchObject({ problems: [{ fault: 'TILE_CHANGED', position: 1 }] }),
      ],
      [
        'the latest checkpoint, taken back',
        () => [`delete from log.checkpoint where size = (select max(size) from log.checkpoint)`],
        (found) => expect(found).toMatchObject({ problems: [{ fault: 'ROLLED_BACK' }] }),
      ],
    ];

    let forked = '';
    beforeAll(async () => {
      // The rebuild is in the ledger too; and the checkpoint that is seen here is the one that is remembered.
      const { data } = await system.query<{ ledger: { size: string } }>('{ ledger { size } }');
      await sealedBeyond(Number(data.ledger.size) - 1);
      expect((await ledger('verify', '--url')).exitCode).toBe(0);
      const [origin, size] = (await (await system.fetch('/log/checkpoint')).text()).split('\n');
      const other = { origin: origin!, size: Number(size), root: new Uint8Array(32).fill(7) };
      forked = signNote(formatCheckpoint(other), parseSigningKeys(key));
      await asSuperuser(
        'create table kept_event as select * from event',
        'create table kept_sealer as select * from log.sealer',
        'create table kept_checkpoint as select * from log.checkpoint',
      );
    });
    afterEach(() =>
      asSuperuser(
        'delete from event',
        'insert into event select * from kept_event',
        'delete from log.sealer',
        'insert into log.sealer select * from kept_sealer',
        'delete from log.checkpoint',
        'insert into log.checkpoint select * from kept_checkpoint',
      ),
    );

    it.each(changes)('is found out: %s', async (_, statements, expected) => {
      await asSuperuser(...statements());
      const found = await ledger('verify', '--url', '--json');
      expect(found.exitCode).toBe(5);
      const { problems, ...rest } = document(found) as unknown as { readonly problems: readonly object[] };
      expected({ ...rest, problems: problems.slice(0, 1) });
    });
  });

  describe('of which a projection is rebuilt', () => {
    it('says the same when its database was put back', async () => {
      const rebuilt = await projections('rebuild', 'organisation');
      expect([rebuilt.exitCode, said(rebuilt)]).toEqual([0, expect.stringContaining('the digest is that of the live')]);
    });

    it('is told at which event that stopped, and goes on when the event was put right', async () => {
      await asSuperuser(
        `update event set body = replace(body, '"kind":"SCHOOL"', '"kind":"NOTHING"') where body like '%31-TEST-002%'`,
      );
      const stopped = await projections('rebuild', 'organisation');
      expect([stopped.exitCode, said(stopped)]).toEqual([1, expect.stringContaining('the rebuild stopped at event')]);
      await asSuperuser('update event e set body = k.body from kept_event k where k.position = e.position');
      expect((await projections('retry', 'organisation')).exitCode).toBe(0);
      const whole = await projections('status', 'organisation', '--watch', '--json');
      expect(JSON.parse(whole.stdout)).toMatchObject({ state: 'LIVE', lastError: null, build: null });
    });
  });
});
