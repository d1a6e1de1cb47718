import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { migrate } from '@event-store/postgres';
import { createTestDatabase, type TestDatabase } from '../../../tools/testing/test-database';
import { choiceCell } from './cells';
import { readCsv } from './csv-file';
import { ImportEngine, type Upload } from './import-engine';
import { defineImport, type AnyImportKind, type RowResult } from './import-kind';
import { ImportStore, Spool, importMigrations } from './postgres';

let database: TestDatabase;
let pool: Pool;
let store: ImportStore;
let spool: Spool;

beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.ownerUrl, importMigrations, { applicationRole: database.applicationRole });
  pool = new Pool({ connectionString: database.applicationUrl });
  store = new ImportStore(pool);
  spool = new Spool(pool, () => Buffer.alloc(32, 7));
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const uploader = { id: 'uploader', role: 'DATA_ENTRY', unit: null };

interface Toy {
  readonly key: string;
  readonly colour: 'RED' | 'BLUE';
}

/** Keeps what was recorded in a set: a row that is there already repeats. */
const toyKind = (recorded: Set<string>, onApply: () => void = () => undefined): AnyImportKind =>
  defineImport<Toy>({
    kind: 'F4',
    description: 'toy',
    personalFields: ['key'],
    maxRows: 50,
    rowsAtOnce: 3,
    read: (bytes, context) =>
      readCsv(bytes, context, {
        columns: [
          { name: 'key', aliases: [], required: true },
          { name: 'colour', aliases: [], required: true },
        ],
        row: (cells) => {
          const colour = choiceCell('colour', cells.colour!, ['RED', 'BLUE'] as const);
          const row = colour.value ? { key: cells.key!, colour: colour.value } : null;
          return { row, issues: colour.issue ? [colour.issue] : [] };
        },
      }),
    apply: async (rows, run) => {
      onApply();
      return rows.map(({ line, row }): RowResult => {
        if (row.key.startsWith('bad'))
          return {
            line,
            state: 'REJECTED',
            events: 0,
            issues: [{ severity: 'REJECTED', code: 'TOY', field: 'key', value: row.key }],
          };
        if (recorded.has(row.key)) return { line, state: 'REPEATED', events: 0, issues: [] };
        if (run.context.mode === 'apply') recorded.add(row.key);
        return { line, state: 'RECORDED', events: 1, issues: [] };
      });
    },
  });

const engineOf = (kind: AnyImportKind): ImportEngine =>
  new ImportEngine({
    store,
    spool,
    clock: { now: () => '2021-11-30T03:00:00.000Z' },
    kinds: [kind],
    tools: {} as never,
    dryTools: {} as never,
  });

const upload = (text: string, more: Partial<Upload> = {}): Upload => ({
  commandId: randomUUID(),
  kind: 'F4',
  mode: 'apply',
  name: 'toy.csv',
  uploader,
  options: {},
  bytes: (async function* () {
    yield Buffer.from(text);
  })(),
  ...more,
});

const run = async (engine: ImportEngine, file: Upload) => {
  const received = await engine.receive(file);
  await engine.idle();
  if (received.kind === 'key-reused') throw new Error('key reused');
  return { received, record: (await store.byId(received.record.id))! };
};

const spooled = async (): Promise<number> =>
  Number((await pool.query<{ n: string }>('select count(*) as n from imports.spool')).rows[0]!.n);

describe('importing a file', () => {
  it('records good rows, reports bad ones with their line, and forgets the upload', async () => {
    const text = `key,colour\n${'abcdefgh'
      .split('')
      .map((key) => `${key}-1,RED`)
      .join('\n')}\nx-1,GREEN\nbad-1,BLUE\n`;
    const { record } = await run(engineOf(toyKind(new Set())), upload(text));
    expect(record).toMatchObject({
      state: 'PARTIALLY_APPLIED',
      rowsTotal: 10,
      rowsDone: 10,
      counts: { rows: 10, recorded: 8, rejected: 2, repeated: 0, events: 8 },
    });
    const issues = [];
    for await (const issue of store.issues(record.id)) issues.push(issue);
    expect(issues).toMatchObject([
      { line: 10, code: 'CHOICE', field: 'colour', value: 'GREEN' },
      { line: 11, code: 'TOY', field: 'key', value: '•••-1' },
    ]);
    expect(await spooled()).toBe(0);
  });

  it('answers the same bytes with the first import, and the same key with other bytes with a refusal', async () => {
    const engine = engineOf(toyKind(new Set()));
    const text = `key,colour\n${randomUUID()},RED\n`;
    const first = upload(text);
    const { record } = await run(engine, first);
    expect(await engine.receive(upload(text))).toMatchObject({
      kind: 'known',
      sameKey: false,
      record: { id: record.id },
    });
    expect(await engine.receive(upload(text, { commandId: first.commandId }))).toMatchObject({
      kind: 'known',
      sameKey: true,
    });
    expect(await engine.receive(upload('key,colour\nother,RED\n', { commandId: first.commandId }))).toEqual({
      kind: 'key-reused',
    });
    expect(await spooled()).toBe(0);
  });

  it('records nothing in a dry run, and the file may then be applied', async () => {
    const recorded = new Set<string>();
    const engine = engineOf(toyKind(recorded));
    const text = `key,colour\n${randomUUID()},RED\n`;
    const dry = await run(engine, upload(text, { mode: 'dry-run' }));
    expect(dry.record).toMatchObject({ state: 'VALIDATED', counts: { recorded: 1 } });
    expect(recorded.size).toBe(0);
    expect((await run(engine, upload(text))).record).toMatchObject({ state: 'COMPLETED' });
    expect(recorded.size).toBe(1);
  });

  it('refuses a whole file with its code, and takes the same bytes again', async () => {
    const engine = engineOf(toyKind(new Set()));
    const rows = Array.from({ length: 51 }, (_, index) => `k${index},RED`).join('\n');
    for (const round of [1, 2]) {
      const { received, record } = await run(engine, upload(`key,colour\n${rows}\n`));
      expect({ round, kind: received.kind, state: record.state, code: record.code }).toEqual({
        round,
        kind: 'received',
        state: 'REJECTED',
        code: 'TOO_MANY_ROWS',
      });
    }
  });

  it('goes on after a run that died, from its last saved chunk, and counts each row once', async () => {
    const recorded = new Set<string>();
    let calls = 0;
    const text = `key,colour\n${Array.from({ length: 9 }, (_, index) => `row-${index}-${randomUUID()},RED`).join('\n')}\n`;
    const dying = engineOf(
      toyKind(recorded, () => {
        calls += 1;
        if (calls === 3) throw new Error('the machine failed');
      }),
    );
    const { record } = await run(dying, upload(text));
    expect(record).toMatchObject({ state: 'APPLYING', rowsDone: 6, finishedAt: null });
    const next = engineOf(toyKind(recorded));
    await next.resume();
    await next.idle();
    expect(await store.byId(record.id)).toMatchObject({
      state: 'COMPLETED',
      rowsDone: 9,
      counts: { rows: 9, recorded: 9 },
    });
  });

  it('keeps no plain byte of the upload', async () => {
    const id = randomUUID();
    await spool.write(
      id,
      (async function* () {
        yield Buffer.from('HS0001 is written here');
      })(),
    );
    const { rows } = await pool.query<{ bytes: Buffer }>('select bytes from imports.spool where import_id = $1', [id]);
    expect(Buffer.concat(rows.map(({ bytes }) => bytes)).includes('HS0001')).toBe(false);
    let back = '';
    for await (const piece of spool.read(id)) back += String(piece);
    expect(back).toBe('HS0001 is written here');
    await spool.remove(id);
  });
});
