import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { graphqlError } from './errors';
import { MAX_COST_ANONYMOUS, MAX_COST_WITH_TOKEN, costWithinLimits, parseWithinLimits } from './limits';
import { minimumSize } from './minimum-size';
import { planOperation } from './operation';
import type { Journal } from '@event-store/journal';
import { readingFrom, type ProjectionScratches } from '@projections';
import type { SealedLog } from '@sealing';
import type { Viewers } from './ports';
import { publicError } from './public-error';
import { askerOf, rateHeaders, type Rates } from './rate';
import { RequestReads, type ShellContext } from './read-context';
import type { RequestSizes, SizePlanner } from './request-sizes';
import { rootText } from './root-text';
import { assertReadable, scratchOf } from './scratch';
import { ANONYMOUS, isAnonymous, type Viewer } from './viewer';

/** The wall that every request meets, waiting included. */
export const TIMEOUT_MILLISECONDS = 10_000;

export interface ShellPorts {
  readonly viewers: Viewers;
  readonly sizes: SizePlanner;
  readonly scratches: ProjectionScratches;
  readonly log: Pick<SealedLog, 'root'>;
  readonly journal: Journal;
  readonly rates: Rates;
  readonly report: (incidentId: string, cause: unknown) => void;
  readonly timeoutMilliseconds: number;
}

interface YogaContext extends ShellContext {
  readonly request: { readonly headers: { get(name: string): string | null } };
  /** As Express has it: `ip` is the client's address also behind proxies that are trusted. */
  readonly req: { readonly ip?: string };
}

type Execute = (args: ExecutionArgs) => Promise<ExecutionResult> | ExecutionResult;

/** Everything that happens to a request between its text and its resolvers, and to its answer before it is sent. */
export const requestPlugin = (ports: ShellPorts): Plugin => ({
  onParse: ({ setParseFn }) => setParseFn(parseWithinLimits),
  onExecute: ({ executeFn, setExecuteFn }) =>
    setExecuteFn(((args: ExecutionArgs) => withinTime(execute(ports, executeFn as Execute, args), ports)) as never),
  onResultProcess: ({ result, setResult }) => {
    if (Array.isArray(result) || Symbol.asyncIterator in result) return;
    const { errors } = result as ExecutionResult;
    if (errors) setResult({ ...result, errors: errors.map((error) => told(error, 'data' in result, ports)) } as never);
  },
});

/** Where there is data the answer is one, whatever is missing in it: its status is 200. */
const told = (error: GraphQLError, hasData: boolean, { report }: ShellPorts): GraphQLError => {
  const known = publicError(error, report);
  if (!hasData || !known.extensions.http) return known;
  const { http: _, ...extensions } = known.extensions;
  return Object.assign(Object.create(known) as GraphQLError, { extensions });
};

/** A plain timer: an abort signal would cost every request more than its look-ups do. */
const withinTime = (work: Promise<ExecutionResult>, { timeoutMilliseconds }: ShellPorts): Promise<ExecutionResult> =>
  new Promise((resolve, reject) => {
    const message = `the answer took longer than ${timeoutMilliseconds / 1000} s`;
    const timer = setTimeout(() => resolve({ errors: [graphqlError('TIMEOUT', message)] }), timeoutMilliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });

const execute = async (ports: ShellPorts, executeFn: Execute, args: ExecutionArgs): Promise<ExecutionResult> => {
  const context = args.contextValue as YogaContext;
  const { headers } = context.request;
  const operation = planOperation(args.schema as GraphQLSchema, args.document, args.operationName, args.variableValues);
  if (!operation) return executeFn(args);
  try {
    const viewer = await viewerOf(ports.viewers, headers.get('authorization'));
    const cost = costWithinLimits(operation, isAnonymous(viewer) ? MAX_COST_ANONYMOUS : MAX_COST_WITH_TOKEN);
    const address = context.req.ip ?? '';
    const rate = await ports.rates(viewer, address, cost.requested);
    const atLeast = await minimumSize(ports.journal, headers);
    const scratch = await scratchOf(ports.scratches, headers, viewer);
    const planner = scratch ? ports.sizes.within(scratch) : ports.sizes;
    const { sizes, result } = await readingFrom(scratch?.schema ?? null, async () => {
      const planned = await planner.plan(args.schema, operation, atLeast);
      const { head, size, own } = planned;
      context.reads = new RequestReads(size, head, viewer, own, askerOf(viewer, address));
      return { sizes: planned, result: await executeFn(args) };
    });
    if (scratch) await assertReadable(ports.scratches, scratch);
    const keys = operation.roots.map(({ responseKey }) => responseKey);
    const ledger = { ...(await ledgerExtension(ports.log, sizes, keys)), ...(scratch ? { scratch: scratch.id } : {}) };
    const http = { headers: rateHeaders(rate) };
    return { ...result, extensions: { ...result.extensions, ledger, cost, http } };
  } catch (error) {
    return { errors: [publicError(error, ports.report)] };
  }
};

const viewerOf = async (viewers: Viewers, authorization: string | null): Promise<Viewer> => {
  const viewer = authorization === null ? ANONYMOUS : await viewers.of(authorization);
  if (!viewer) throw graphqlError('UNAUTHENTICATED', 'the bearer token does not hold');
  return viewer;
};

/**
 * What the answer can be cited by. One size where all fields share it; where root fields name different ones, `size` and `root` are what the
 * others are read at, and `sizes` and `roots` say those of each. `occurredOn`, or `occurredOns` by field, where a day was asked for; `scratch`
 * where it is made of one.
 */
const ledgerExtension = async (
  log: ShellPorts['log'],
  { head, size: shared, own }: RequestSizes,
  keys: readonly string[],
): Promise<Readonly<Record<string, unknown>>> => {
  const sizes = keys.map((key): readonly [string, number] => [key, own.get(key)?.size ?? shared]);
  const days = keys.map((key): readonly [string, string | null] => [key, own.get(key)?.occurredOn ?? null]);
  const distinct = new Set(sizes.map(([, size]) => size));
  const size = distinct.size === 1 ? [...distinct][0]! : shared;
  return {
    size: String(size),
    root: await rootText(log, size),
    position: size === 0 ? null : String(size - 1),
    lagEvents: head - size,
    ...(distinct.size > 1 ? await eachByItself(log, sizes) : {}),
    ...occurredOnOf(days),
  };
};

/** The size names the events that were looked at; which of them count is said beside it. */
const occurredOnOf = (days: readonly (readonly [string, string | null])[]): Readonly<Record<string, unknown>> => {
  const distinct = [...new Set(days.map(([, day]) => day))];
  if (distinct.every((day) => day === null)) return {};
  return distinct.length === 1 ? { occurredOn: distinct[0] } : { occurredOns: Object.fromEntries(days) };
};

const eachByItself = async (log: ShellPorts['log'], sizes: readonly (readonly [string, number])[]) => ({
  sizes: Object.fromEntries(sizes.map(([key, size]) => [key, String(size)])),
  roots: Object.fromEntries(await Promise.all(sizes.map(async ([key, size]) => [key, await rootText(log, size)]))),
});
