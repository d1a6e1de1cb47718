import type { Worker } from 'node:worker_threads';
import type { StoredEvent } from '@event-store';
import type { Checkpoint } from '../progress';
import type { Applier } from './applying';
import type { Batch } from './batch';

/** Threads of this process that fold and write, where a projection is far behind. */
export interface Threads {
  readonly count: number;
  /** Starts one that does nothing but `serveThread`. */
  readonly open: () => Worker;
  /** How far behind the journal they are started; as far as they are worth it, unless a specification says otherwise. */
  readonly fromEvents?: number;
}

/** A page, once for all projections that the thread applies it to; then what is asked for. A checkpoint says which tables are meant. */
export type ThreadRequest =
  | { readonly kind: 'page'; readonly from: number; readonly events: readonly StoredEvent[] }
  | {
      readonly kind: 'apply';
      readonly id: number;
      readonly checkpoint: Checkpoint;
      readonly eventsPerSecond: number;
      /** Positions in the page that this version of the projection leaves out. */
      readonly leftOut: readonly number[];
    };

export type ThreadAnswer =
  | { readonly id: number; readonly checkpoint: Checkpoint }
  | {
      readonly id: number;
      readonly error: { readonly name: string; readonly message: string; readonly code: unknown };
    };

/**
 * A thread knows nothing between two pages but the last page: what it is to apply comes with its checkpoint and goes back with the next one. So a
 * projection may be applied here now and there then, and whoever schedules holds all that there is to hold.
 */
export interface ThreadPool {
  readonly count: number;
  /** Applies the whole page. Throws what the thread threw, or that there is none any more. */
  apply(applier: Applier, batch: Batch, eventsPerSecond: number): Promise<void>;
  /** Resolves when no thread is left. */
  close(): Promise<void>;
}

export const openThreadPool = ({ count, open }: Threads): ThreadPool => {
  const threads: Thread[] = [];
  /** One that has nothing to do; a new one where all have, as long as there may be more; then the one that has least. */
  const idlest = (): Thread => {
    const [least] = [...threads].sort((one, other) => one.pending - other.pending);
    if (least && (least.pending === 0 || threads.length === count)) return least;
    const thread = openThread(open());
    threads.push(thread);
    return thread;
  };
  return {
    count,
    apply: (applier, batch, eventsPerSecond) => idlest().apply(applier, batch, eventsPerSecond),
    close: async () => {
      await Promise.all(threads.map((thread) => thread.end()));
    },
  };
};

interface Pending {
  readonly resolve: (checkpoint: Checkpoint) => void;
  readonly reject: (error: Error) => void;
}

type Thread = ReturnType<typeof openThread>;

const openThread = (worker: Worker) => {
  const pending = new Map<number, Pending>();
  let page: Batch | null = null;
  let asked = 0;
  let lost: Error | null = null;
  const lose = (error: Error): void => {
    lost ??= error;
    for (const { reject } of pending.values()) reject(lost);
    pending.clear();
  };
  worker.on('error', lose);
  worker.on('exit', () => lose(new Error('a thread of the projections ended')));
  worker.on('message', (answer: ThreadAnswer) => {
    const { resolve, reject } = pending.get(answer.id)!;
    pending.delete(answer.id);
    if ('checkpoint' in answer) resolve(answer.checkpoint);
    else reject(Object.assign(new Error(answer.error.message), answer.error));
  });
  const post = (request: ThreadRequest): void => worker.postMessage(request);

  return {
    get pending() {
      return pending.size;
    },
    apply: async (applier: Applier, batch: Batch, eventsPerSecond: number): Promise<void> => {
      if (lost) throw lost;
      if (page !== batch) post({ kind: 'page', from: batch.from, events: batch.stored });
      page = batch;
      const id = asked++;
      const { checkpoint } = applier;
      const answered = new Promise<Checkpoint>((resolve, reject) => pending.set(id, { resolve, reject }));
      post({ kind: 'apply', id, checkpoint, eventsPerSecond, leftOut: leftOutOf(applier, batch) });
      applier.moved(await answered);
    },
    /** Nothing is asked of it any more. What it had open goes with it. */
    end: () => worker.terminate(),
  };
};

const leftOutOf = ({ isSkipped }: Applier, { from, stored }: Batch): readonly number[] =>
  stored.flatMap((_, index) => (isSkipped(from + index) ? [from + index] : []));
