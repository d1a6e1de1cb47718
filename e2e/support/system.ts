import { randomBytes, randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '../../tools/testing/test-database';
import { type LedgerProcess, startLedger } from './ledger-process';
import { logKeys } from './log-keys';

/** The whole ledger, in one process, on a database and a port of its own; as `ledger start` runs it. */
export interface System {
  readonly url: string;
  readonly database: TestDatabase;
  /** A token of the local issuer; always the same person for the same role and subject. */
  token(role: string | readonly string[], more?: TokenPlace): Promise<string>;
  /** A command. Its key is a new one unless it is given; the answer is whatever came, refusals too. */
  command(path: string, body: unknown, options: CommandOptions): Promise<Answer>;
  /** Data and errors of one GraphQL request. */
  query<T>(query: string, options?: QueryOptions): Promise<QueryAnswer<T>>;
  /** Any request of any kind. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** The same data in a new process: after a stop, or after `kill -9`. */
  restart(how?: 'stop' | 'kill'): Promise<void>;
  stop(): Promise<void>;
}

export interface TokenPlace {
  readonly subject?: string;
  readonly unit?: string;
  readonly organisation?: string;
}

export interface CommandOptions {
  readonly token?: string;
  readonly key?: string;
  readonly language?: 'vi' | 'en';
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs say which part of which answer they mean.
  readonly body: any;
}

export interface QueryOptions {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly token?: string;
  /** Waits until the answer holds this receipt's position. */
  readonly after?: string | number;
}

export interface QueryAnswer<T> {
  readonly data: T;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
  readonly extensions: { readonly ledger: { readonly size: string; readonly position: string | null } };
}

/** `env` adds settings; the demo is off unless it says otherwise. */
export const startSystem = async (env: Readonly<Record<string, string>> = {}): Promise<System> => {
  const database = await createTestDatabase();
  const settings = {
    DATABASE_URL: database.applicationUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    LEDGER_MASTER_KEY: randomBytes(32).toString('base64'),
    ...logKeys(),
    LEDGER_LOCAL_ISSUER: 'on',
    LEDGER_DEMO: 'off',
    ...env,
  };
  let ledger: LedgerProcess;
  try {
    ledger = await startLedger(settings);
  } catch (error) {
    await database.drop();
    throw error;
  }
  const send = (path: string, init?: RequestInit): Promise<Response> => fetch(ledger.url + path, init);
  return {
    get url() {
      return ledger.url;
    },
    database,
    fetch: send,
    token: async (role, more = {}) => {
      const { status, body } = await answerOf(await send('/auth/token', jsonRequest({ role, ...more })));
      if (status !== 200) throw new Error(`no token for ${String(role)}: ${status} ${JSON.stringify(body)}`);
      return (body as { readonly access_token: string }).access_token;
    },
    command: async (path, body, { token, key = randomUUID(), language = 'en', headers = {} }) =>
      answerOf(
        await send(
          path,
          jsonRequest(body, { 'Idempotency-Key': key, 'Accept-Language': language, ...bearer(token), ...headers }),
        ),
      ),
    query: async <T>(query: string, { variables = {}, token, after }: QueryOptions = {}) => {
      const wait: Record<string, string> = after === undefined ? {} : { 'Ledger-Min-Position': String(after) };
      const response = await send('/graphql', jsonRequest({ query, variables }, { ...bearer(token), ...wait }));
      return (await response.json()) as QueryAnswer<T>;
    },
    restart: async (how = 'stop') => {
      await ledger[how]();
      ledger = await startLedger(settings);
    },
    stop: async () => {
      await ledger.stop();
      await database.drop();
    },
  };
};

const bearer = (token: string | undefined): Readonly<Record<string, string>> =>
  token ? { Authorization: `Bearer ${token}` } : {};

const jsonRequest = (body: unknown, headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  const body: unknown = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body };
};
