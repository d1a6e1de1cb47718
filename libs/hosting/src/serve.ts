import { type DynamicModule, type LogLevel, Module, type Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createHttpApplication, drain, listen } from './http/http-application';
import { Readiness } from './readiness';
import { openResources, Resources } from './resources';
import type { Settings } from './settings';
import { SharedModule } from './shared.module';

/** One ledger process: some of its parts behind one port. */
export interface RunningLedger {
  readonly url: string;
  readonly app: NestExpressApplication;
  readonly resources: Resources;
  readonly readiness: Readiness;
  /** Takes no more requests, lets those under way end, stops workers, closes connections, stops an embedded database. Once, however often it is asked. */
  stop(): Promise<void>;
}

export interface ServeOptions {
  readonly settings: Settings;
  /** `CommandApiModule`, `QueryApiModule`, `WorkerModule`: any of them, in one process. */
  readonly parts: readonly Type[];
  /** Told to the person who starts it, step by step. */
  readonly log: (line: string) => void;
  /** What has to be done before the first request is answered. Should end soon where `stopping` aborts. */
  readonly prepare?: (ledger: Omit<RunningLedger, 'stop'>, stopping: AbortSignal) => Promise<void>;
  /** Aborts where somebody wants the process to stop, also while it starts. */
  readonly stopping: AbortSignal;
}

/** Throws `StartRefused` for what the person who starts it can mend. Nothing is left running where it throws. */
export const serve = async (options: ServeOptions): Promise<RunningLedger> => {
  const { settings, parts, log, prepare, stopping } = options;
  const resources = await openResources(settings, log);
  let app: NestExpressApplication | null = null;
  try {
    const logLevels = LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(settings.LEDGER_LOG_LEVEL) + 1);
    const trustedProxies = settings.LEDGER_TRUSTED_PROXIES;
    app = await createHttpApplication(rootOf(resources, parts), { logLevels, trustedProxies });
    const url = await listen(app, settings.LEDGER_HOST, settings.PORT);
    const readiness = app.get(Readiness);
    const running = { url, app, resources, readiness };
    resources.database.announce(url);
    if (prepare) await unlessStopped(prepare(running, stopping), stopping);
    if (!stopping.aborted) readiness.enter('ready');
    return { ...running, stop: once(() => stop(running)) };
  } catch (error) {
    await app?.close();
    await resources.close();
    throw error;
  }
};

/** What is cut short was recorded in steps that each hold; what is left of it fails when the connections close, and nobody waits for it. */
const unlessStopped = async (work: Promise<void>, stopping: AbortSignal): Promise<void> => {
  const stopped = new Promise<void>((resolve) => stopping.addEventListener('abort', () => resolve(), { once: true }));
  work.catch(() => undefined);
  if (!stopping.aborted) await Promise.race([work, stopped]);
};

/** Each level shows those before it too. */
const LOG_LEVELS: readonly LogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug'];

@Module({})
class LedgerProcess {}

const rootOf = (resources: Resources, parts: readonly Type[]): DynamicModule => ({
  module: LedgerProcess,
  imports: [SharedModule.of(resources), ...parts],
});

const stop = async ({ app, resources, readiness }: Omit<RunningLedger, 'stop'>): Promise<void> => {
  readiness.enter('stopping');
  await drain(app);
  // Workers stop in their modules' `onModuleDestroy`, while the connections that they need are open.
  await app.close();
  await resources.close();
};

const once = (work: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | null = null;
  return () => (done ??= work());
};
