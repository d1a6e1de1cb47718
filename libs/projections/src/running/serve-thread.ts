import type { MessagePort } from 'node:worker_threads';
import type { EventCodec } from '@event-store';
import type { Checkpoint, ProjectionStore } from '../progress';
import type { Projection } from '../projection';
import { applierOf, type Applier } from './applying';
import { batchOf, type Batch } from './batch';
import { suspicious, trusting } from './purity';
import type { ThreadAnswer, ThreadRequest } from './threads';

export interface ThreadOptions {
  readonly projections: readonly Projection[];
  readonly codec: EventCodec;
  readonly store: ProjectionStore;
  /** As for the runner. */
  readonly suspicious?: boolean;
}

/** What a thread of the runner does: it applies pages to projections as it is told, until it is ended. */
export const serveThread = (port: MessagePort, options: ThreadOptions): void => {
  const purity = options.suspicious ? suspicious : trusting;
  const apply = applyingWith(options);
  let batch: Batch | null = null;
  const answer = (given: ThreadAnswer): void => port.postMessage(given);

  port.on('message', (request: ThreadRequest) => {
    switch (request.kind) {
      case 'page':
        batch = batchOf(request.events, request.from, { codec: options.codec, purity });
        return;
      case 'apply':
        apply(request, batch!).then(
          (checkpoint) => answer({ id: request.id, checkpoint }),
          ({ name, message, code }: Error & { readonly code?: unknown }) =>
            answer({ id: request.id, error: { name, message, code } }),
        );
    }
  });
};

type Apply = Extract<ThreadRequest, { readonly kind: 'apply' }>;

const applyingWith = ({ projections, store, suspicious: isSuspicious }: ThreadOptions) => {
  /** By name and generation, made ready once. */
  const known = new Map<string, { readonly applier: Applier; leftOut: readonly number[] }>();

  const readyFor = (checkpoint: Checkpoint) => {
    const id = `${checkpoint.name}/${checkpoint.generation}`;
    const ready = known.get(id);
    if (ready) return ready;
    const projection = projections.find(({ name }) => name === checkpoint.name)!;
    const isSkipped = (position: number): boolean => made.leftOut.includes(position);
    const purity = isSuspicious ? suspicious : trusting;
    const made = {
      applier: applierOf(projection, checkpoint, store, purity, isSkipped),
      leftOut: [] as readonly number[],
    };
    known.set(id, made);
    return made;
  };

  return async ({ checkpoint, leftOut, eventsPerSecond }: Apply, batch: Batch): Promise<Checkpoint> => {
    const ready = readyFor(checkpoint);
    ready.leftOut = leftOut;
    ready.applier.moved(checkpoint);
    await ready.applier.apply(batch, batch.to, eventsPerSecond);
    return ready.applier.checkpoint;
  };
};
