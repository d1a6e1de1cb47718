import { Injectable } from '@nestjs/common';
import { vietnamDay } from '@programme/shared';
import { EventCodec, Journal, type StoredEvent } from '@event-store';
import { LedgerProofs } from './ledger-proofs';
import { ledgerEventValue, type LedgerEventValue } from './ledger-event';
import { inOrderOf, type BatchRead, type ReadContext } from './read-context';
import { isAnonymous, readsAll, type Viewer } from './viewer';

/** Events for resolvers, out of the journal: `read.load(this.events.byPosition, row.fromPosition)`. */
@Injectable()
export class LedgerEvents {
  constructor(
    private readonly journal: Journal,
    private readonly codec: EventCodec,
    private readonly proofs: LedgerProofs,
  ) {}

  /** Null beyond the size that is read at, and where it happened later than the day that is. */
  readonly byPosition: BatchRead<number, LedgerEventValue | null> = async (positions, read) => {
    const stored = await this.journal.byPositions(positions);
    return inOrderOf(positions, this.within(stored, read), ({ position }) => position);
  };

  readonly byId: BatchRead<string, LedgerEventValue | null> = async (ids, read) => {
    const stored = await this.journal.byIds(ids);
    return inOrderOf(ids, this.within(stored, read), ({ eventId }) => eventId);
  };

  async stream(name: string, read: ReadContext): Promise<readonly LedgerEventValue[]> {
    return this.within(await this.journal.stream(name, read.size), read);
  }

  /** All of them stand in the ledger, by positions that a list gave. */
  async page(positions: readonly number[], read: ReadContext): Promise<readonly LedgerEventValue[]> {
    const found = await Promise.all(positions.map((position) => read.load(this.byPosition, position)));
    return found.map((event, index) => {
      if (!event) throw new Error(`the journal has no event at ${positions[index]}`);
      return event;
    });
  }

  private within(stored: readonly StoredEvent[], read: ReadContext): readonly LedgerEventValue[] {
    const prove = (position: number) => read.load(this.proofs.byPosition, position);
    return stored
      .filter(({ position }) => position < read.size)
      .map((event) => ledgerEventValue(event, (each) => this.codec.decode(each), prove))
      .filter(({ occurredAt }) => read.occurredOn === null || vietnamDay(occurredAt) <= read.occurredOn);
  }
}

/** May the viewer see this event by itself: all may be seen, or it was recorded by the viewer's own unit or organisation. */
export const maySeeEvent = (viewer: Viewer, publicEntries: boolean, { actor }: LedgerEventValue): boolean =>
  publicEntries ||
  readsAll(viewer) ||
  (!isAnonymous(viewer) && actor.unit !== null && [...viewer.units, ...viewer.organisations].includes(actor.unit));
