import { existsSync, statfsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { holderOf, runningEmbeddedPostgres, startEmbeddedPostgres } from '@embedded-postgres';
import { inspectServer } from '@event-store/kurrentdb';
import { type Inspection, inspect } from '../postgres';
import type { Settings } from '../settings';

/** One thing that was looked at. `note` is worth knowing and no fault; `problem` is. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'note' | 'problem';
  readonly vi: string;
  readonly en: string;
}

/** Half a year of a province is about 5 GB; less than this is soon too little. */
const LEAST_FREE_BYTES = 2 * 1024 ** 3;
const GIBIBYTE = 1024 ** 3;
/** The first of them are enough to look further. */
const SHOWN_STREAMS = 5;
const LEAST_NODE = [20, 19] as const;

/** Looks at the machine, the data directory and the database, and changes nothing. An embedded database that rests is started for it, and stopped again. */
export const examine = async (settings: Settings): Promise<readonly Finding[]> => [
  node(),
  ...(settings.DATABASE_URL ? [] : [disk(settings), holder(settings)]),
  masterKey(settings),
  ...(await database(settings)),
];

/** The other store, and how far the journal is behind it. */
const kurrentDb = async (url: string, { journal }: Inspection): Promise<readonly Finding[]> => {
  try {
    const { version, head } = await inspectServer(url);
    const lag = (head?.commit ?? 0n) - BigInt(journal?.readTo ?? 0);
    const behind = lag > 0n ? lag : 0n;
    return [
      finding(
        'kurrentdb',
        behind === 0n ? 'ok' : 'note',
        `KurrentDB ${version}, nhật ký chậm ${behind} byte`,
        `KurrentDB ${version}, the journal is ${behind} bytes behind`,
      ),
    ];
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    const why = `${code}: ${message}`;
    return [
      finding('kurrentdb', 'problem', `không dùng được KurrentDB: ${why}`, `the KurrentDB can't be used: ${why}`),
    ];
  }
};

const tampering = ({ journal }: Inspection): readonly Finding[] => {
  const streams = journal?.tampered ?? [];
  if (streams.length === 0) return [];
  const shown = streams.slice(0, SHOWN_STREAMS).join(', ');
  return [
    finding(
      'tampering',
      'problem',
      `${streams.length} lần luồng bị cắt hay xóa trên máy chủ: ${shown}; nhật ký còn giữ các sự kiện`,
      `streams were cut or deleted on the server ${streams.length} times: ${shown}; the journal still has their events`,
    ),
  ];
};

const finding = (check: string, state: Finding['state'], vi: string, en: string): Finding => ({ check, state, vi, en });

const node = (): Finding => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fits = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return finding('node', fits ? 'ok' : 'problem', `Node ${process.version}`, `Node ${process.version}`);
};

const disk = ({ LEDGER_DATA_DIR }: Settings): Finding => {
  let folder = resolve(LEDGER_DATA_DIR);
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const size = (free / GIBIBYTE).toFixed(1);
  return finding(
    'disk',
    free < LEAST_FREE_BYTES ? 'problem' : 'ok',
    `còn trống ${size} GiB ở ${resolve(LEDGER_DATA_DIR)}`,
    `${size} GiB free at ${resolve(LEDGER_DATA_DIR)}`,
  );
};

const holder = ({ LEDGER_DATA_DIR }: Settings): Finding => {
  const who = holderOf(LEDGER_DATA_DIR);
  if (!who)
    return finding(
      'holder',
      'ok',
      'không tiến trình nào đang giữ thư mục dữ liệu',
      'no process holds the data directory',
    );
  const where = who.note ? ` · ${who.note}` : '';
  return finding(
    'holder',
    'ok',
    `tiến trình ${who.pid} giữ thư mục dữ liệu từ ${who.since}${where}`,
    `process ${who.pid} holds the data directory since ${who.since}${where}`,
  );
};

const masterKey = (settings: Settings): Finding => {
  const file = settings.LEDGER_MASTER_KEY_FILE ?? join(settings.LEDGER_DATA_DIR, 'master.key');
  if (settings.LEDGER_MASTER_KEY) return finding('master-key', 'ok', 'từ LEDGER_MASTER_KEY', 'from LEDGER_MASTER_KEY');
  if (existsSync(file)) return finding('master-key', 'ok', `từ ${file}`, `from ${file}`);
  const fresh = !settings.DATABASE_URL && !existsSync(join(settings.LEDGER_DATA_DIR, 'postgres'));
  if (fresh) return finding('master-key', 'note', 'sẽ được tạo ở lần chạy đầu', 'will be made on the first start');
  return finding('master-key', 'problem', `không thấy ${file}`, `${file} is missing`);
};

const database = async (settings: Settings): Promise<readonly Finding[]> => {
  try {
    if (settings.DATABASE_URL) return await lookedAt(settings, settings.DATABASE_URL);
    const running = runningEmbeddedPostgres(settings.LEDGER_DATA_DIR);
    if (running) return await lookedAt(settings, running.applicationUrl);
    if (!existsSync(join(settings.LEDGER_DATA_DIR, 'postgres')))
      return [finding('database', 'note', 'chưa có: chạy npm start để tạo', 'none yet: npm start makes it')];
    const started = await startEmbeddedPostgres({ dataDir: settings.LEDGER_DATA_DIR });
    try {
      return await lookedAt(settings, started.applicationUrl);
    } finally {
      await started.stop();
    }
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    const why = code ?? message;
    return [
      finding('database', 'problem', `không vào được cơ sở dữ liệu: ${why}`, `the database can't be reached: ${why}`),
    ];
  }
};

const lookedAt = async (settings: Settings, url: string): Promise<readonly Finding[]> => {
  const seen = await inspect(url);
  const { LEDGER_EVENT_STORE: store, KURRENTDB_URL: server } = settings;
  const other = store === 'kurrentdb' && server !== undefined ? await kurrentDb(server, seen) : [];
  return [...findingsOf(seen), ...tampering(seen), ...other];
};

const findingsOf = (seen: Inspection): readonly Finding[] => {
  const { serverVersion, synchronousCommit, databaseBytes, events, mayChangeEvents, purpose, parked, gate } = seen;
  const size = (databaseBytes / GIBIBYTE).toFixed(2);
  const found = [
    finding('database', 'ok', `PostgreSQL ${serverVersion}, ${size} GiB`, `PostgreSQL ${serverVersion}, ${size} GiB`),
    finding(
      'durability',
      synchronousCommit === 'off' ? 'problem' : 'ok',
      `synchronous_commit = ${synchronousCommit}`,
      `synchronous_commit = ${synchronousCommit}`,
    ),
  ];
  if (events === null)
    return [
      ...found,
      finding('ledger', 'note', 'chưa có sổ trong cơ sở dữ liệu này', 'no ledger in this database yet'),
    ];
  found.push(
    finding(
      'ledger',
      'ok',
      `${events} sự kiện, mục đích ${purpose ?? 'chưa ghi'}`,
      `${events} events, purpose ${purpose ?? 'not recorded'}`,
    ),
    mayChangeEvents
      ? finding(
          'append-only',
          'note',
          'quyền không ngăn ứng dụng sửa sự kiện: hãy đặt DATABASE_OWNER_URL riêng',
          'not enforced by rights: give DATABASE_OWNER_URL a role of its own',
        )
      : finding(
          'append-only',
          'ok',
          'ứng dụng không có quyền sửa hay xóa sự kiện',
          'the application may not change or delete events',
        ),
  );
  if (gate.moved)
    found.push(
      finding(
        'move',
        'note',
        'sổ đã rời kho này (LEDGER_MOVED): ở đây chỉ đọc',
        'the ledger has left this store (LEDGER_MOVED): it is read-only here',
      ),
    );
  if (gate.importing)
    found.push(
      finding(
        'move',
        'problem',
        'một lần nhập sự kiện chưa xong: chạy lại ledger import --events',
        'an import of events has not ended: run ledger import --events again',
      ),
    );
  if (purpose === 'DEMO')
    found.push(finding('purpose', 'note', 'DEMO: dữ liệu bịa ra để xem thử', 'DEMO: the data is invented'));
  if (parked !== null)
    found.push(
      finding(
        'policies',
        parked > 0 ? 'problem' : 'ok',
        `${parked} phản ứng đang chờ xử lý lại`,
        `${parked} reactions are parked`,
      ),
    );
  return [...found, ...projectionFindings(seen.projections, events)];
};

/** One line for all that follow; a line for each that stopped. */
const projectionFindings = (projections: Inspection['projections'], events: number): readonly Finding[] => {
  if (projections.length === 0) return [];
  const lag = Math.max(...projections.map(({ size }) => events - size));
  const stopped = projections.flatMap(({ name, fault }) => (fault ? [{ name, ...fault }] : []));
  return [
    finding(
      'projections',
      lag === 0 ? 'ok' : 'note',
      `${projections.length} projection, chậm nhất còn ${lag} sự kiện`,
      `${projections.length} projections, the slowest has ${lag} events to go`,
    ),
    ...stopped.map(({ name, position, code }) =>
      finding(
        'projections',
        'problem',
        `${name} dừng ở sự kiện ${position}: ${code}`,
        `${name} stopped at event ${position}: ${code}`,
      ),
    ),
  ];
};
