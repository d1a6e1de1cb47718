import type { CommandBus } from '@nestjs/cqrs';
import type { Actor } from '@kernel';
import type { Clock, CommandContext, Ledger, Outcome } from '@command-handling';
import type { Journal } from '@event-store';
import type { ImportEngine, ImportKindName } from '@imports';
import type { Vault } from '@vault';
import { type DemoPlan, commandIdOf } from './assignments';
import type { DemoRandomness } from './demo-randomness';

/** What the demo records with: the same bus, engine and policies as everybody's. */
export interface DemoTools {
  readonly commands: CommandBus;
  readonly imports: ImportEngine;
  readonly ledger: Ledger;
  readonly journal: Pick<Journal, 'size'>;
  readonly vault: Vault;
  /** Starts projections and policies; the ledger is open by then. */
  readonly follow: () => Promise<void>;
  /** Resolves when every policy has reacted to the first `size` events. */
  readonly policiesReached: (size: number) => Promise<void>;
  /** While `work` runs, the process's clock and random source are these. */
  readonly lend: <T>(clock: Clock, randomness: DemoRandomness, work: () => Promise<T>) => Promise<T>;
  readonly progress: (progress: DemoProgress) => void;
  readonly signal: AbortSignal;
}

export interface DemoProgress {
  /** The day that is being recorded. */
  readonly day: string;
  readonly done: number;
  readonly total: number;
  readonly events: number;
}

/** What happens on one day. */
export type Chapter = (day: string) => Promise<void>;

/** Commands in flight together: the store commits them as one group. */
const COMMANDS_AT_ONCE = 64;

/** Something that the demo did was refused: the demo or a rule is wrong, and a half-true demo is worse than none. */
export class DemoRefused extends Error {}

/** What the chapters of the story act with. */
export class Recorder {
  private readonly actors = new Map<string, Actor>();
  private subjects: ReadonlyMap<number, string> | null = null;

  constructor(
    private readonly tools: DemoTools,
    private readonly random: DemoRandomness,
    private readonly plan: DemoPlan,
  ) {}

  /** Somebody of that role, the same at each call. */
  async actor(role: string, unit: string | null = null): Promise<Actor> {
    const login = unit === null ? `demo/${role}` : `demo/${role}/${unit}`;
    const known = this.actors.get(login);
    if (known) return known;
    const actor = { id: await this.tools.vault.actorIdOf(login), role, unit };
    this.actors.set(login, actor);
    return actor;
  }

  context(what: string, actor: Actor): CommandContext {
    return { commandId: commandIdOf(this.random, what), actor, provenance: { channel: 'API' } };
  }

  /** Sends commands side by side, so no two of one stream: their order is not told. A refusal ends the demo. */
  async send<T>(items: readonly T[], command: (item: T) => object): Promise<void> {
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < items.length) {
        const item = command(items[next++]!);
        const outcome = (await this.tools.commands.execute(item as never)) as Outcome;
        if (outcome.kind === 'refused')
          throw new DemoRefused(`${item.constructor.name}: ${outcome.code} ${JSON.stringify(outcome.facts)}`);
      }
    };
    await Promise.all(Array.from({ length: Math.min(COMMANDS_AT_ONCE, items.length) }, lane));
  }

  /** Sends a file and waits for its end; a row that is left out ends the demo. */
  async file(what: string, kind: ImportKindName, name: string, text: string, uploader: Actor): Promise<void> {
    const received = await this.tools.imports.receive({
      commandId: commandIdOf(this.random, what),
      kind,
      mode: 'apply',
      name,
      uploader,
      options: {},
      bytes: (async function* () {
        yield Buffer.from(text);
      })(),
    });
    if (received.kind === 'key-reused') throw new DemoRefused(`${name}: another file was sent under this key`);
    const record = await this.tools.imports.ended(received.record.id);
    if (record?.state !== 'COMPLETED')
      throw new DemoRefused(`${name}: ${record?.state} ${record?.code ?? ''} ${JSON.stringify(record?.counts)}`);
  }

  /** The subject id of each pupil that is registered, by the pupil's index. */
  async subjectIds(): Promise<ReadonlyMap<number, string>> {
    if (this.subjects) return this.subjects;
    const found = await this.tools.vault.find(
      this.plan.pupils.map(({ school, studentCode }) => ({
        kind: 'SCHOOL_STUDENT',
        value: `${school.code}/${studentCode}`,
      })),
    );
    const known = new Map(this.plan.pupils.map(({ index }, place) => [index, found[place]!] as const));
    if (found.every((subjectId) => subjectId !== null)) this.subjects = known;
    return known;
  }

  /** Every policy has reacted to all there is, what the policies themselves recorded included. */
  async settled(): Promise<void> {
    for (let size = -1; size !== (await this.tools.journal.size());) {
      size = await this.tools.journal.size();
      await this.tools.policiesReached(size);
    }
  }

  pick(below: number, purpose: string): number {
    return this.random.below(below, purpose);
  }
}
