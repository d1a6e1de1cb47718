import type { Actor, Recorded } from '@kernel';
import { type EventCodec, type StoredEvent, eventIdOf, sha256Hex } from '@event-store';

/** A fact as fixtures give it; `on` says of which stream. What is not said is the same for all. */
export interface GivenFact {
  readonly type: string;
  readonly data: unknown;
  readonly occurredAt?: string;
  readonly recordedAt?: string;
  readonly stream?: string;
  readonly actor?: Actor;
  readonly correlation?: string;
}

const SOMEBODY = { id: '00000000-0000-4000-8000-000000000001', role: 'DATA_ENTRY', unit: null };

const commandAt = (position: number) => ({
  id: `00000000-0000-4000-9000-${String(position).padStart(12, '0')}`,
  sha256: sha256Hex(String(position)),
});

/** The id of the fact at this position, which is in this stream. */
export const eventIdAt = (position: number, stream: string): string => {
  const { id, sha256 } = commandAt(position);
  return eventIdOf(id, stream, 0, sha256);
};

/** The facts as the journal of a ledger would hold them, at positions 0, 1, … */
export const storedFacts = (codec: EventCodec, facts: readonly GivenFact[]): readonly StoredEvent[] => {
  const revisions = new Map<string, number>();
  return facts.map((fact, position) => {
    const stream = fact.stream ?? 'specification-1';
    const revision = revisions.get(stream) ?? 0;
    revisions.set(stream, revision + 1);
    const command = commandAt(position);
    const { body, id, type } = codec.encode({
      id: eventIdAt(position, stream),
      stream,
      revision,
      type: fact.type,
      v: codec.definitions.find((definition) => definition.type === fact.type)?.version ?? 1,
      occurredAt: fact.occurredAt ?? '2021-11-30',
      recordedAt: fact.recordedAt ?? '2021-11-30T03:00:00.000Z',
      actor: fact.actor ?? SOMEBODY,
      command,
      ...(fact.correlation ? { correlation: fact.correlation } : {}),
      data: fact.data,
    } as Recorded);
    return { position, id, stream, revision, type, body };
  });
};
