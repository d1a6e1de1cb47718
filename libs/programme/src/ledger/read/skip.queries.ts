import type { Journal } from '@event-store/journal';
import type { Recorded } from '@kernel';
import type { LedgerEvent } from '../domain';
import type { ProjectionSkip } from './ledger.objects';

/** What the ledger's own stream says of events that projections leave out, by projection. */
export const skipsOf = (
  events: Awaited<ReturnType<Journal['stream']>>,
): ReadonlyMap<string, readonly ProjectionSkip[]> => {
  const skips = new Map<string, readonly ProjectionSkip[]>();
  for (const { body } of events) {
    const { type, data, actor } = JSON.parse(body) as Recorded<LedgerEvent>;
    if (type !== 'ProjectionSkipProposed' && type !== 'ProjectionEventSkipped') continue;
    const position = Number(data.position);
    const of = skips.get(data.name) ?? [];
    const isThis = (skip: ProjectionSkip): boolean => skip.version === data.version && skip.position === position;
    const { version, eventId, reason } = data;
    const proposal = { version, position, eventId, reason, proposedBy: actor.id, approvedBy: null };
    skips.set(
      data.name,
      type === 'ProjectionSkipProposed'
        ? [...of, proposal]
        : of.map((skip) => (isThis(skip) ? { ...skip, approvedBy: actor.id } : skip)),
    );
  }
  return skips;
};
