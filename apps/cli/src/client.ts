import { readSettings } from '@hosting/settings';
import { exitCodes, Failure } from './failure';
import type { Language } from './output';

/** A running ledger, over HTTP. Every refusal comes as a `Failure` with the exit code that belongs to it. */
export interface Client {
  readonly url: string;
  /** Data of one GraphQL request. */
  graphql<T>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<T>;
  /** An answer of the REST API that is no refusal. */
  request(path: string, init?: RequestInit): Promise<Response>;
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
}

interface GraphqlAnswer<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** `LEDGER_URL`, with `LEDGER_TOKEN` or the role of `--as` from the local issuer; without either, as the public. */
export const connect = async (language: Language, as: string | undefined, at?: string): Promise<Client> => {
  const url = ledgerUrl(at);
  const headers = await authorization(url, language, as);
  const request = (path: string, init: RequestInit = {}): Promise<Response> =>
    send(url + path, { ...init, headers: { ...headers, ...(init.headers as Record<string, string>) } });
  return {
    url,
    request: async (path, init) => refuseProblem(await request(path, init)),
    graphql: async <T>(query: string, variables = {}) => {
      const response = await request('/graphql', {
        method: 'POST',
        body: JSON.stringify({ query, variables }),
        headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json' },
      });
      if (
        !/json/.test(response.headers.get('content-type') ?? '') ||
        /problem/.test(response.headers.get('content-type')!)
      )
        await refuseProblem(response);
      const { data, errors } = (await response.json()) as GraphqlAnswer<T>;
      if (errors?.length) throw failureOf(errors[0]!.extensions?.code, errors[0]!.message, response.status);
      return data as T;
    },
  };
};

/** The address that was asked for, or `LEDGER_URL`. */
export const ledgerUrl = (asked: string | undefined): string =>
  (asked ?? readSettings(process.env).LEDGER_URL).replace(/\/$/, '');

/** Headers of whoever asks: language, and a token where there is one. */
export const authorization = async (
  url: string,
  language: Language,
  as: string | undefined,
): Promise<Readonly<Record<string, string>>> => {
  const headers = { 'Accept-Language': language };
  const token = as === undefined ? readSettings(process.env).LEDGER_TOKEN : await tokenFor(url, as, headers);
  return { ...headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
};

const tokenFor = async (url: string, role: string, headers: Readonly<Record<string, string>>): Promise<string> => {
  const response = await send(`${url}/auth/token`, {
    method: 'POST',
    body: JSON.stringify({ role: role.split(',').length > 1 ? role.split(',') : role }),
    headers: { ...headers, 'Content-Type': 'application/json' },
  });
  const { access_token } = (await (await refuseProblem(response)).json()) as { readonly access_token: string };
  return access_token;
};

const send = async (url: string, init: RequestInit): Promise<Response> => {
  try {
    // A stream as a body has no length, and Node wants to be told that nothing is read back meanwhile.
    return await fetch(url, init.body instanceof ReadableStream ? ({ ...init, duplex: 'half' } as RequestInit) : init);
  } catch (error) {
    const cause = (error as { readonly cause?: { readonly code?: string } }).cause?.code ?? (error as Error).message;
    const origin = new URL(url).origin;
    throw new Failure(
      exitCodes.failed,
      {
        vi: `không nói chuyện được với sổ ở ${origin} (${cause}); nó đang chạy chứ? Địa chỉ đặt bằng LEDGER_URL.`,
        en: `no ledger answers at ${origin} (${cause}); is it running? LEDGER_URL sets the address.`,
      },
      'LEDGER_UNREACHABLE',
    );
  }
};

const refuseProblem = async (response: Response): Promise<Response> => {
  if (response.ok) return response;
  const { code, detail } = await response.json().then(
    (body) => body as Problem,
    () => ({}) as Problem,
  );
  throw failureOf(code, detail ?? response.statusText, response.status);
};

/** Words of the server are in the language that was asked for already. */
const failureOf = (code = 'HTTP_ERROR', words: string, status: number): Failure => {
  const text = `${code}: ${words}`;
  return new Failure(exitCodeOf(code, status), { vi: text, en: text }, code);
};

const exitCodeOf = (code: string, status: number): Failure['exitCode'] => {
  if (status === 401 || status === 403 || code === 'UNAUTHENTICATED' || code === 'FORBIDDEN')
    return exitCodes.unauthenticated;
  if (status === 404 || code === 'NOT_FOUND') return exitCodes.notFound;
  if (code === 'PROJECTION_STALE') return exitCodes.stale;
  return exitCodes.failed;
};
