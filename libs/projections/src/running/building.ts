import type { Comparison } from '../projection-orders';
import type { OrderBook, ProjectionStore } from '../progress';
import type { Applier } from './applying';
import type { ProjectionRounds } from './rounds';

/** Tables that are built beside those that serve, as far as this process has got with them. */
interface BuildUnderWay {
  readonly applier: Applier;
  comparison: Comparison | null;
  comparing: Promise<void> | null;
  /** Somebody accepted that it differs. */
  accepted: boolean;
}

export interface Builds {
  /** Compares what is as far as the serving tables, and switches to what says the same. Never waits for a comparison. */
  step(onError: (error: unknown) => void): Promise<void>;
  /** Lets what differs take its place at the next step. False where nothing of that name is built. */
  accept(name: string): boolean;
  abort(name: string): Promise<void>;
  settled(): Promise<void>;
}

/**
 * A comparison reads both sets of tables whole, at the size that the serving ones have, while both go on: rows are versioned. The switch is
 * made between two turns, when the built tables are as far as the serving ones, so that no reader goes back in time.
 */
export const buildsOf = (
  rounds: ProjectionRounds,
  store: ProjectionStore,
  book: OrderBook | null,
  warn: (words: string) => void,
): Builds => {
  const underWay = new Map<number, BuildUnderWay>();

  const track = (): readonly BuildUnderWay[] => {
    const building = rounds.building();
    const known = new Set(building.map(({ checkpoint }) => checkpoint.generation));
    for (const generation of underWay.keys()) if (!known.has(generation)) underWay.delete(generation);
    for (const applier of building) {
      const { generation } = applier.checkpoint;
      if (!underWay.has(generation))
        underWay.set(generation, { applier, comparison: null, comparing: null, accepted: false });
    }
    return [...underWay.values()];
  };

  const compare = async (build: BuildUnderWay): Promise<void> => {
    const { projection, checkpoint } = build.applier;
    const comparison = await store.compare(projection, checkpoint);
    const { orderId } = checkpoint;
    if (comparison && isDifferent(comparison)) {
      if (orderId && book) await book.change(orderId, { state: 'DIFFERS', comparison });
      const { name, version, differing } = comparison;
      warn(
        `projection ${name} v${version} differs from the live tables in ${differing} rows and waits for switch or abort`,
      );
    }
    build.comparison = comparison;
  };

  const mayServe = ({ comparison, accepted }: BuildUnderWay): boolean =>
    comparison !== null && (accepted || !isDifferent(comparison));

  const switchTo = async ({ applier, comparison }: BuildUnderWay): Promise<void> => {
    const { differing: _, differences: __, ...proved } = comparison!;
    const { projection, checkpoint } = applier;
    if (!(await store.switchTo(projection, checkpoint, proved))) return;
    rounds.serve(applier);
    underWay.delete(checkpoint.generation);
  };

  const isReady = ({ applier: { checkpoint } }: BuildUnderWay): boolean =>
    checkpoint.indexed && checkpoint.size >= checkpoint.targetSize;

  return {
    step: async (onError) => {
      for (const build of track()) {
        if (!isReady(build)) continue;
        if (build.comparison === null) {
          // One at a time, so that what is aborted waits for no other.
          if ([...underWay.values()].some(({ comparing }) => comparing !== null)) continue;
          build.comparing = rounds
            .beside(() => compare(build))
            .catch(onError)
            .finally(() => {
              build.comparing = null;
            });
        } else if (mayServe(build)) await switchTo(build);
      }
    },
    accept: (name) => {
      const build = track().find(({ applier }) => applier.projection.name === name);
      if (build) build.accepted = true;
      return build !== undefined;
    },
    abort: async (name) => {
      const build = track().find(({ applier }) => applier.projection.name === name);
      if (!build) return;
      await build.comparing;
      await rounds.alone(name, async () => {
        await store.abandon(build.applier.projection, build.applier.checkpoint);
        rounds.remove(build.applier);
      });
    },
    settled: async () => {
      for (const { comparing } of underWay.values()) await comparing;
    },
  };
};

/** Tables of other columns can't be compared: nothing says that they differ. */
const isDifferent = ({ digestBefore, digestAfter }: Comparison): boolean =>
  digestBefore !== undefined && digestBefore !== digestAfter;
