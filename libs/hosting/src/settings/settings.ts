import { availableParallelism } from 'node:os';
import { StartRefused } from '@embedded-postgres';

/** A setting's meaning, and how its text is read. `read` answers with the value, or with what would be right. */
interface SettingDefinition<T> {
  readonly fallback: T;
  /** How the fallback is shown, where it isn't simply itself. */
  readonly shown?: string;
  readonly read: (text: string) => { readonly value: T } | { readonly wants: string };
  readonly vi: string;
  readonly en: string;
  /** Its value is never printed. */
  readonly secret?: true;
}

type Reader<T> = SettingDefinition<T>['read'];

const HIGHEST_PORT = 65_535;
/** A load balancer, an ingress, a gateway: who has more has another question than this one. */
const MOST_PROXIES = 5;
const KEY_BYTES = 32;
/** The other half of the cores is PostgreSQL's, which takes as much processor time as the threads (ADR 19). */
const CORES_PER_PROJECTION_THREAD = 2;
const USUAL_PROJECTION_THREADS = 8;
const MOST_PROJECTION_THREADS = 64;

const text: Reader<string | undefined> = (given) => ({ value: given });
const number =
  (least: number, most: number): Reader<number> =>
  (given) =>
    /^\d+$/.test(given) && Number(given) >= least && Number(given) <= most
      ? { value: Number(given) }
      : { wants: `${least}…${most}` };
const oneOf =
  <const T extends string>(...choices: readonly T[]): Reader<T> =>
  (given) => {
    const value = choices.find((choice) => choice === given);
    return value === undefined ? { wants: choices.join('|') } : { value };
  };
type Switch = 'on' | 'off';
const onOrOff: Reader<Switch> = oneOf('on', 'off');
const url =
  (...schemes: readonly string[]): Reader<string | undefined> =>
  (given) =>
    URL.canParse(given) && schemes.includes(new URL(given).protocol.slice(0, -1))
      ? { value: given }
      : { wants: schemes.map((scheme) => `${scheme}://…`).join(' | ') };
const key: Reader<string | undefined> = (given) =>
  Buffer.from(given, 'base64').length === KEY_BYTES ? { value: given } : { wants: `base64, ${KEY_BYTES} bytes` };

const define = <T>(definition: SettingDefinition<T>): SettingDefinition<T> => definition;

/** Every setting of the ledger, by the name of its environment variable. The one table: reading, checking and the manual come from it. */
const definitions = {
  PORT: define({
    fallback: 3000,
    read: number(0, HIGHEST_PORT),
    vi: 'Cổng HTTP; 0 là một cổng trống bất kỳ.',
    en: 'HTTP port; 0 is any free one.',
  }),
  LEDGER_HOST: define({
    fallback: '127.0.0.1',
    read: (given) => ({ value: given }),
    vi: 'Địa chỉ lắng nghe; 0.0.0.0 để máy khác tới được.',
    en: 'Address to listen on; 0.0.0.0 lets other machines in.',
  }),
  LEDGER_TRUSTED_PROXIES: define({
    fallback: 0,
    read: number(0, MOST_PROXIES),
    vi: 'Số proxy đứng trước, mà X-Forwarded-For của chúng được tin: người hỏi không có token được đếm theo địa chỉ.',
    en: 'How many proxies stand in front, whose X-Forwarded-For is believed: who asks without a token is counted by address.',
  }),
  LEDGER_DATA_DIR: define({
    fallback: '.ledger',
    read: (given) => ({ value: given }),
    vi: 'Thư mục của PostgreSQL đi kèm và của các khóa.',
    en: 'Directory of the embedded PostgreSQL and of the keys.',
  }),
  DATABASE_URL: define<string | undefined>({
    fallback: undefined,
    shown: 'PostgreSQL đi kèm · embedded',
    read: url('postgres', 'postgresql'),
    secret: true,
    vi: 'PostgreSQL của ứng dụng; vai trò này không được sửa hay xóa sự kiện.',
    en: "The application's PostgreSQL; its role may not update or delete events.",
  }),
  DATABASE_OWNER_URL: define<string | undefined>({
    fallback: undefined,
    shown: 'DATABASE_URL',
    read: url('postgres', 'postgresql'),
    secret: true,
    vi: 'Cũng cơ sở dữ liệu đó, với chủ sở hữu bảng: để chạy migration.',
    en: 'The same database as the owner of its tables: for migrations.',
  }),
  LEDGER_EVENT_STORE: define<'postgres' | 'kurrentdb'>({
    fallback: 'postgres',
    read: oneOf('postgres', 'kurrentdb'),
    vi: 'Kho sự kiện; với kurrentdb thì sự kiện ở cụm máy chủ của KURRENTDB_URL, còn PostgreSQL giữ nhật ký và các bảng để đọc.',
    en: 'Event store; with kurrentdb the events are in the cluster of KURRENTDB_URL, and PostgreSQL holds the journal and what is read.',
  }),
  KURRENTDB_URL: define<string | undefined>({
    fallback: undefined,
    // Several hosts with a comma between them are an address here, and no URL.
    read: (given) => (/^esdb(\+discover)?:\/\/[^/]/.test(given) ? { value: given } : { wants: 'esdb://…' }),
    secret: true,
    vi: 'KurrentDB (EventStoreDB 23.10 trở lên) khi LEDGER_EVENT_STORE là kurrentdb.',
    en: 'The KurrentDB (EventStoreDB 23.10 or later) where LEDGER_EVENT_STORE is kurrentdb.',
  }),
  LEDGER_DEMO: define<Switch>({
    fallback: 'on',
    read: onOrOff,
    vi: 'Ghi chương trình mẫu Hải Phòng 2021 vào một sổ trống (chỉ với PostgreSQL đi kèm).',
    en: 'Record the demo programme, Hải Phòng 2021, in an empty ledger (embedded PostgreSQL only).',
  }),
  LEDGER_PUBLIC_ENTRIES: define<Switch>({
    fallback: 'off',
    read: onOrOff,
    vi: 'Cho mọi người đọc thân sự kiện mà không cần vai trò.',
    en: 'Lets everybody read the bodies of events without a role.',
  }),
  LEDGER_PROJECTION_THREADS: define({
    fallback: Math.min(
      Math.max(Math.floor(availableParallelism() / CORES_PER_PROJECTION_THREAD), 1),
      USUAL_PROJECTION_THREADS,
    ),
    shown: `một nửa số lõi, nhiều nhất ${USUAL_PROJECTION_THREADS} · half the cores, at most ${USUAL_PROJECTION_THREADS}`,
    read: number(1, MOST_PROJECTION_THREADS),
    vi: 'Số luồng dựng bảng để đọc khi còn xa đầu sổ, mỗi luồng 3 kết nối; 1 là không thêm luồng nào.',
    en: 'Threads that fill the read tables when they are far behind, each with 3 connections; 1 is none but the own one.',
  }),
  LEDGER_MASTER_KEY: define<string | undefined>({
    fallback: undefined,
    shown: 'LEDGER_MASTER_KEY_FILE',
    read: key,
    secret: true,
    vi: 'Khóa chủ của kho dữ liệu cá nhân, 32 byte ở dạng base64.',
    en: 'Master key of the vault of personal data, 32 bytes in base64.',
  }),
  LEDGER_MASTER_KEY_FILE: define<string | undefined>({
    fallback: undefined,
    shown: '<LEDGER_DATA_DIR>/master.key',
    read: text,
    vi: 'Tệp giữ khóa chủ ở dạng base64; với PostgreSQL đi kèm thì tự tạo lần đầu.',
    en: 'File with the master key in base64; made on the first start with the embedded PostgreSQL.',
  }),
  LEDGER_LOG_KEY: define<string | undefined>({
    fallback: undefined,
    shown: 'LEDGER_LOG_KEY_FILE',
    read: text,
    secret: true,
    vi: 'Khóa ký các điểm kiểm của sổ (PRIVATE+KEY+…); nhiều dòng khi đang thay khóa.',
    en: "Key that signs the log's checkpoints (PRIVATE+KEY+…); several lines while it is being replaced.",
  }),
  LEDGER_LOG_KEY_FILE: define<string | undefined>({
    fallback: undefined,
    shown: '<LEDGER_DATA_DIR>/log.key',
    read: text,
    vi: 'Tệp giữ khóa ký; với PostgreSQL đi kèm thì tự tạo lần đầu.',
    en: 'File with the signing key; made on the first start with the embedded PostgreSQL.',
  }),
  LEDGER_LOG_STATE_FILE: define<string | undefined>({
    fallback: undefined,
    shown: '<LEDGER_DATA_DIR>/log.signed',
    read: text,
    vi: 'Tệp giữ điểm kiểm đã ký sau cùng, ngoài cơ sở dữ liệu; phải sống lâu như khóa.',
    en: 'File with the checkpoint signed last, outside the database; it must live as long as the key.',
  }),
  LEDGER_LOG_POLICY_FILE: define<string | undefined>({
    fallback: undefined,
    read: text,
    vi: 'Các nhân chứng được mời ký, và bao nhiêu là đủ (C2SP tlog-policy).',
    en: 'Witnesses that are asked to cosign, and how many are enough (C2SP tlog-policy).',
  }),
  LEDGER_LOCAL_ISSUER: define<Switch | undefined>({
    fallback: undefined,
    shown: 'on với PostgreSQL đi kèm · on when embedded',
    read: onOrOff,
    vi: 'POST /auth/token cấp quyền cho bất kỳ ai hỏi: chỉ để chạy thử.',
    en: 'POST /auth/token gives any role to whoever asks: for trials only.',
  }),
  LEDGER_OIDC_ISSUER: define<string | undefined>({
    fallback: undefined,
    read: url('https', 'http'),
    vi: 'Nơi cấp token OIDC.',
    en: 'OIDC issuer of the tokens.',
  }),
  LEDGER_OIDC_AUDIENCE: define({
    fallback: 'so-song',
    read: (given) => ({ value: given }),
    vi: 'Audience mà token phải mang.',
    en: 'Audience that a token must carry.',
  }),
  LEDGER_LOG_LEVEL: define<'error' | 'warn' | 'log' | 'debug'>({
    fallback: 'warn',
    read: oneOf('error', 'warn', 'log', 'debug'),
    vi: 'Mức nhật ký của máy chủ.',
    en: 'How much the servers log.',
  }),
  LEDGER_URL: define({
    fallback: 'http://127.0.0.1:3000',
    read: url('http', 'https') as Reader<string>,
    vi: 'Sổ đang chạy mà các lệnh nói chuyện với.',
    en: 'The running ledger that commands speak to.',
  }),
  LEDGER_STATE_DIR: define<string | undefined>({
    fallback: undefined,
    shown: '$XDG_STATE_HOME/so-song',
    read: text,
    vi: 'Nơi ledger verify nhớ điểm kiểm đã thấy của từng sổ, và chỗ dừng giữa chừng.',
    en: 'Where ledger verify remembers the checkpoint it saw of each ledger, and where it was stopped.',
  }),
  LEDGER_TOKEN: define<string | undefined>({
    fallback: undefined,
    read: text,
    secret: true,
    vi: 'Token của các lệnh; hoặc dùng --as VAI_TRÒ.',
    en: 'Token of the commands; or use --as ROLE.',
  }),
};

type Definitions = typeof definitions;
export type SettingName = keyof Definitions;
export type Settings = {
  readonly [Name in SettingName]: Definitions[Name] extends SettingDefinition<infer T> ? T : never;
};

/** Throws `StartRefused` BAD_SETTING for the first value that is wrong. An empty variable is an absent one. */
export const readSettings = (environment: Readonly<Record<string, string | undefined>>): Settings => {
  const names = Object.keys(definitions) as SettingName[];
  return Object.fromEntries(names.map((name) => [name, valueOf(name, environment[name])])) as unknown as Settings;
};

/** Variables that look like ours and are none: most likely a slip of the pen. */
export const unknownSettings = (environment: Readonly<Record<string, string | undefined>>): readonly string[] =>
  Object.keys(environment).filter((name) => name.startsWith('LEDGER_') && !(name in definitions));

export interface SettingRow {
  readonly name: SettingName;
  readonly fallback: string;
  readonly vi: string;
  readonly en: string;
}

/** The table for help and manual. */
export const settingRows = (): readonly SettingRow[] =>
  (Object.keys(definitions) as SettingName[]).map((name) => {
    const { fallback, shown, vi, en } = definitions[name] as SettingDefinition<unknown>;
    return { name, fallback: shown ?? (fallback === undefined ? '' : String(fallback)), vi, en };
  });

const valueOf = (name: SettingName, given: string | undefined): unknown => {
  const { fallback, read, secret } = definitions[name] as SettingDefinition<unknown>;
  if (given === undefined || given === '') return fallback;
  const result = read(given);
  if ('value' in result) return result.value;
  const shown = secret ? '' : ` "${given}"`;
  throw new StartRefused('BAD_SETTING', {
    vi: `${name}: giá trị${shown} không dùng được, cần ${result.wants}`,
    en: `${name}: the value${shown} can't be used, wanted ${result.wants}`,
  });
};
