import { TILE_WIDTH, type TileId, entriesPath, tilePath } from '@transparency-log';
import { CouldNotCheck, type LedgerSource } from '../log';

/** A server is asked for so many bundles or tiles at once: enough to hide the way there, too few to trouble it. */
const REQUESTS_AT_ONCE = 8;
const LENGTH_BYTES = 2;

export interface HttpSourceOptions {
  /** Where the ledger runs; its log is below `/log/`. */
  readonly url: string;
  /** `Authorization` for the bodies, where they need it. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch?: typeof globalThis.fetch;
}

/** The log of a running ledger, as C2SP tlog-tiles lays it down. */
export const httpSource = ({ url, headers = {}, fetch = globalThis.fetch }: HttpSourceOptions): LedgerSource => {
  const get = async (path: string): Promise<Response> => {
    try {
      return await fetch(`${url}/log/${path}`, { headers });
    } catch (error) {
      const cause = (error as { readonly cause?: { readonly code?: string } }).cause?.code ?? (error as Error).message;
      throw unreachable(url, cause);
    }
  };
  return {
    checkpoint: async () => {
      const response = await get('checkpoint');
      if (!response.ok) throw await refused(response);
      return response.text();
    },
    bundles: (index, size) => bundles(get, index, size),
    tiles: { tiles: (ids) => inTurns(ids, (id) => tileOf(get, id)) },
  };
};

/** The log's verifier keys, as the server itself shows them. */
export const shownKeys = async ({ url, fetch = globalThis.fetch }: HttpSourceOptions): Promise<readonly string[]> => {
  const response = await fetch(`${url}/log/vkey`).catch((error: Error) => {
    throw unreachable(url, error.message);
  });
  if (!response.ok) throw await refused(response);
  return (await response.text()).split('\n').filter((line) => line !== '');
};

type Get = (path: string) => Promise<Response>;

/** The next bundles are on their way while one is looked at. */
const bundles = async function* (get: Get, index: number, size: number): AsyncGenerator<readonly Uint8Array[]> {
  const count = Math.ceil(size / TILE_WIDTH);
  const ahead: Promise<readonly Uint8Array[]>[] = [];
  let next = index;
  const request = (): void => {
    const width = Math.min(TILE_WIDTH, size - next * TILE_WIDTH);
    const bundle = get(entriesPath({ index: next, width })).then(bodiesOf);
    // Told where it is awaited, and not before.
    bundle.catch(() => undefined);
    ahead.push(bundle);
    next += 1;
  };
  for (let at = index; at < count; at += 1) {
    while (next < count && next < at + REQUESTS_AT_ONCE) request();
    const bodies = await ahead.shift()!;
    if (bodies.length === 0) return;
    yield bodies;
  }
};

const bodiesOf = async (response: Response): Promise<readonly Uint8Array[]> => {
  if (response.status === 404) return [];
  if (!response.ok) throw await refused(response);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const view = new DataView(bytes.buffer);
  const bodies: Uint8Array[] = [];
  // As many entries as there are: that there are too few is for who counts them to say.
  for (let at = 0; at + LENGTH_BYTES <= bytes.length;) {
    const start = at + LENGTH_BYTES;
    at = start + view.getUint16(at);
    bodies.push(bytes.subarray(start, at));
  }
  return bodies;
};

const tileOf = async (get: Get, id: TileId): Promise<Uint8Array> => {
  const response = await get(tilePath(id));
  if (response.status === 404) return new Uint8Array(0);
  if (!response.ok) throw await refused(response);
  return new Uint8Array(await response.arrayBuffer());
};

const inTurns = async <T, R>(things: readonly T[], work: (thing: T) => Promise<R>): Promise<readonly R[]> => {
  const done: R[] = [];
  for (let at = 0; at < things.length; at += REQUESTS_AT_ONCE)
    done.push(...(await Promise.all(things.slice(at, at + REQUESTS_AT_ONCE).map(work))));
  return done;
};

const unreachable = (url: string, cause: string): CouldNotCheck =>
  new CouldNotCheck('LEDGER_UNREACHABLE', {
    vi: `không nói chuyện được với sổ ở ${url} (${cause})`,
    en: `no ledger answers at ${url} (${cause})`,
  });

const refused = async (response: Response): Promise<CouldNotCheck> => {
  const { code, detail } = (await response.json().catch(() => ({}))) as {
    readonly code?: string;
    readonly detail?: string;
  };
  const words = `${code ?? `HTTP ${response.status}`}${detail ? `: ${detail}` : ''}`;
  const needsRole = response.status === 401 || response.status === 403;
  return new CouldNotCheck(needsRole ? 'UNAUTHENTICATED' : (code ?? 'HTTP_ERROR'), { vi: words, en: words });
};
