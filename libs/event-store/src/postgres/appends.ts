import type { Append, AppendResult, EncodedEvent } from '../event-store';
import { intArray, textArray, uuidArray } from './wire';

/**
 * Appends that are stored together: no two touch one stream, and one command id always means the same command in them.
 */
export interface Group {
  readonly appends: readonly Append[];
  readonly events: readonly EncodedEvent[];
}

export interface GroupLimits {
  readonly events: number;
  readonly bytes: number;
}

/** A group that grows. */
export interface GroupBuilder {
  readonly group: Group;
  /**
   * `clashes`: it can only be decided after the group was stored. `full`: nothing more fits. An empty group takes any
   * append.
   */
  add(append: Append): 'taken' | 'clashes' | 'full';
}

export const groupBuilder = (limits: GroupLimits): GroupBuilder => {
  const streams = new Set<string>();
  const commands = new Map<string, string>();
  const appends: Append[] = [];
  const events: EncodedEvent[] = [];
  let bytes = 0;
  return {
    group: { appends, events },
    add: (append) => {
      if (streams.has(append.stream)) return 'clashes';
      let more = 0;
      for (const { commandId, commandSha256, body } of append.events) {
        if ((commands.get(commandId) ?? commandSha256) !== commandSha256) return 'clashes';
        more += body.length;
      }
      const fits = events.length + append.events.length <= limits.events && bytes + more <= limits.bytes;
      if (appends.length > 0 && !fits) return 'full';
      bytes += more;
      streams.add(append.stream);
      appends.push(append);
      for (const event of append.events) {
        commands.set(event.commandId, event.commandSha256);
        events.push(event);
      }
      return 'taken';
    },
  };
};

/** Parameters of `append_check`: one entry for each append, each event, and each command of an append. */
export const checkParameters = ({ appends, events }: Group): readonly Buffer[] => {
  const eventAppends: number[] = [];
  const commandAppends: number[] = [];
  const commandIds: string[] = [];
  const commandSha256s: string[] = [];
  for (const [index, append] of appends.entries()) {
    const seen = new Set<string>();
    for (const { commandId, commandSha256 } of append.events) {
      eventAppends.push(index + 1);
      if (seen.has(commandId)) continue;
      seen.add(commandId);
      commandAppends.push(index + 1);
      commandIds.push(commandId);
      commandSha256s.push(commandSha256);
    }
  }
  return [
    textArray(appends.map(({ stream }) => stream)),
    intArray(appends.map(({ expectedRevision }) => expectedRevision)),
    intArray(eventAppends),
    uuidArray(events.map(({ id }) => id)),
    intArray(commandAppends),
    uuidArray(commandIds),
    textArray(commandSha256s),
  ];
};

/** What `append_group` takes beyond `append_check`. */
export const eventParameters = (events: readonly EncodedEvent[]): readonly Buffer[] => [
  textArray(events.map(({ stream }) => stream)),
  intArray(events.map(({ revision }) => revision)),
  textArray(events.map(({ type }) => type)),
  uuidArray(events.map(({ commandId }) => commandId)),
  textArray(events.map(({ body }) => body)),
];

/** The row that both functions return; the position comes as text, as `pg` gives a bigint. */
export interface CheckRow {
  readonly next_position: string;
  readonly losers: readonly Loser[] | null;
}

interface Loser {
  /** From 1, in the order of the group. */
  readonly append: number;
  readonly kind: 'repeated' | 'command-reused' | 'wrong-expected-revision';
  readonly actual: number;
  readonly command_id: string | null;
  readonly first_revision: number | null;
  readonly last_revision: number | null;
  readonly last_position: number | null;
}

/** Those of the group that are not named as losers. */
export const winnersOf = ({ appends }: Group, { losers }: CheckRow): readonly Append[] => {
  if (losers === null) return appends;
  const lost = new Set(losers.map(({ append }) => append));
  return appends.filter((_, index) => !lost.has(index + 1));
};

/** Answers in the order of the group; the winners stand one behind the other from `next_position`. */
export const resultsOf = ({ appends }: Group, { next_position, losers }: CheckRow): readonly AppendResult[] => {
  const lost = new Map((losers ?? []).map((loser) => [loser.append, loser]));
  let position = Number(next_position);
  return appends.map(({ expectedRevision, events }, index) => {
    const loser = lost.get(index + 1);
    if (loser) return refusalOf(loser);
    position += events.length;
    return {
      kind: 'appended',
      firstRevision: expectedRevision + 1,
      lastRevision: expectedRevision + events.length,
      position: position - 1,
      repeated: false,
    };
  });
};

const refusalOf = (loser: Loser): AppendResult => {
  switch (loser.kind) {
    case 'repeated':
      return {
        kind: 'appended',
        firstRevision: loser.first_revision!,
        lastRevision: loser.last_revision!,
        position: loser.last_position!,
        repeated: true,
      };
    case 'command-reused':
      return { kind: 'command-reused', commandId: loser.command_id! };
    case 'wrong-expected-revision':
      return { kind: 'wrong-expected-revision', actual: loser.actual };
  }
};
