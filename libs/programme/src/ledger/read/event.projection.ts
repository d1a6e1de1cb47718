import { defineFacts, type Positioned } from '@projections';
import { allEvents, streamKinds } from '../../catalogue';
import { vietnamDay } from '../../shared';

/**
 * Answers  which events there are, by type, stream, actor, chain, day, and by the things they are about.
 * Engine   every event is one row that never changes. The body isn't here: it is read from the journal by position.
 *          `event_ref` has a row for each thing an event is about: `device:SMT-…`, `donation:…`, `donor:…`, `beneficiary:…`,
 *          `grant:…`, `sim:…`, `file:…` (a carrier's file), `import:…`.
 */
export const eventProjection = defineFacts({
  name: 'event',
  version: 1,
  events: allEvents,
  bitemporal: true,
  tables: [
    {
      kind: 'facts',
      name: 'event_list',
      columns: {
        event_id: 'uuid',
        type: 'text',
        stream: 'text',
        stream_kind: 'text',
        actor_id: 'text',
        actor_role: 'text',
        unit: 'text',
        command_id: 'uuid',
        correlation: 'uuid',
        occurred_on: 'day',
        recorded_at: 'instant',
        import_batch: 'uuid',
      },
      key: [],
      indexes: [['type'], ['stream'], ['actor_id'], ['correlation']],
    },
    { kind: 'facts', name: 'event_ref', columns: { ref: 'text' }, key: ['ref'] },
  ],
  facts: (event) => ({ event_list: [entryOf(event)], event_ref: refsOf(event).map((ref) => ({ ref })) }),
});

const entryOf = (event: Positioned) => ({
  event_id: event.id,
  type: event.type,
  stream: event.stream,
  stream_kind: streamKindOf(event.stream),
  actor_id: event.actor.id,
  actor_role: event.actor.role,
  unit: event.actor.unit,
  command_id: event.command.id,
  correlation: event.correlation ?? event.command.id,
  occurred_on: vietnamDay(event.occurredAt),
  recorded_at: event.recordedAt,
  import_batch: (event.data as Subjects).import?.batchId ?? null,
});

/** The kind of a stream is its name up to the first hyphen; `ledger` and `clock` have nothing behind it. */
export const streamKindOf = (stream: string): string => {
  const hyphen = stream.indexOf('-');
  return hyphen < 0 ? stream : stream.slice(0, hyphen);
};

/** Streams that are named for one thing: their events are about it, whatever their data says. */
const THINGS = ['donor', 'donation', 'device', 'beneficiary', 'sim', 'grant'] as const;
const THING_KINDS: ReadonlySet<string> = new Set(
  streamKinds.map(({ kind }) => kind).filter((kind) => (THINGS as readonly string[]).includes(kind)),
);

/** What event data calls the things it is about. */
interface Subjects {
  readonly tag?: string;
  readonly donationCode?: string;
  readonly donorCode?: string;
  readonly subjectId?: string;
  readonly grantId?: string;
  readonly simId?: string;
  readonly fileId?: string;
  readonly import?: { readonly batchId: string };
}

/** Each thing once, in a fixed order. */
export const refsOf = ({ stream, data }: Pick<Positioned, 'stream' | 'data'>): readonly string[] => {
  const refs: string[] = [];
  const add = (kind: string, id: string | undefined): void => {
    if (id !== undefined && !refs.includes(`${kind}:${id}`)) refs.push(`${kind}:${id}`);
  };
  const kind = streamKindOf(stream);
  if (THING_KINDS.has(kind)) add(kind, stream.slice(kind.length + 1));
  const subjects = data as Subjects;
  add('device', subjects.tag);
  add('donation', subjects.donationCode);
  add('donor', subjects.donorCode);
  add('beneficiary', subjects.subjectId);
  add('grant', subjects.grantId);
  add('sim', subjects.simId);
  add('file', subjects.fileId);
  // A carrier's file is an import too, under the same id: one row is enough to find its lines.
  if (subjects.import?.batchId !== subjects.fileId) add('import', subjects.import?.batchId);
  return refs;
};
