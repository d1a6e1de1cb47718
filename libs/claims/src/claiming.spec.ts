import { randomUUID } from 'node:crypto';
import { EventCodec, sha256Hex } from '@event-store';
import { createInMemoryEventStore } from '@event-store/in-memory';
import { type CommandContext, EventSourcedLedger, wholeCommand } from '@command-handling';
import { FixedClock } from '@command-handling/testing';
import { allEvents } from '@programme/catalogue';
import { CLAIM_TIMEOUT_MILLISECONDS, bankReceiptKey, claim, claimId, serialKey } from '@programme/claim/domain';
import { device } from '@programme/device/domain';
import * as d from '@programme/device/domain/device.fixtures';
import { donation } from '@programme/donation/domain';
import * as g from '@programme/donation/domain/donation.fixtures';
import { addMilliseconds } from '@programme/shared';
import { type Claiming, claimAll, claimKeys, holdersOf } from './claiming';

const NOW = '2021-11-15T03:00:00.000Z';
const actor = { id: '00000000-0000-4000-8000-000000000001', role: 'DATA_ENTRY', unit: null };
const OTHER_TAG = 'SMT-00000002W';
const SERIAL = serialKey('Maker', 'MT10-0001');
const BANK = bankReceiptKey('0011223344', 'FT-1', '2021-10-20');

describe('claims', () => {
  let clock: FixedClock;
  let ledger: EventSourcedLedger;
  beforeEach(() => {
    clock = new FixedClock(NOW);
    ledger = new EventSourcedLedger(createInMemoryEventStore().store, new EventCodec(allEvents), clock);
  });
  const context = (more: Partial<CommandContext> = {}): CommandContext => ({ commandId: randomUUID(), actor, ...more });
  const claiming = (tag: string, given = context()): Claiming => ({
    keys: [SERIAL],
    stream: device.streamOf(tag),
    id: tag,
    context: () => given,
  });
  const receiptOf = (code: string, receiptId: string): Claiming => {
    const given = context();
    return { keys: [BANK], stream: donation.streamOf(code), id: receiptId, context: () => given };
  };
  const timeOut = (): void => clock.moveTo(addMilliseconds(NOW, CLAIM_TIMEOUT_MILLISECONDS));
  const receive = (tag: string) => ledger.decide(device, tag, d.receiveDevice({ tag }), context());

  it('are had once: by the same thing again in silence, by no other', async () => {
    expect(await claimKeys(ledger, claiming(d.TAG))).toBeNull();
    expect(await claimKeys(ledger, claiming(d.TAG))).toBeNull();
    await receive(d.TAG);
    const taken = { kind: 'taken', key: SERIAL, holder: d.TAG, stream: device.streamOf(d.TAG), holderExists: true };
    expect(await claimKeys(ledger, claiming(OTHER_TAG))).toEqual(taken);
    expect(await claimAll(ledger, [claiming(OTHER_TAG), claiming(d.TAG)])).toEqual([taken, null]);
    expect(await holdersOf(ledger, [SERIAL, BANK])).toEqual([d.TAG, null]);
  });

  it('of a thing that came about stay its own, however late', async () => {
    await claimKeys(ledger, claiming(d.TAG));
    await receive(d.TAG);
    timeOut();
    expect(await claimKeys(ledger, claiming(OTHER_TAG))).toMatchObject({ kind: 'taken', holderExists: true });
  });

  it('of a thing that never came about are kept for it until they time out, then taken over', async () => {
    await claimKeys(ledger, claiming(d.TAG));
    expect(await claimKeys(ledger, claiming(OTHER_TAG))).toMatchObject({ kind: 'taken', holderExists: false });
    timeOut();
    expect(await claimAll(ledger, [claiming(OTHER_TAG)])).toEqual([null]);
    expect(await holdersOf(ledger, [SERIAL])).toEqual([OTHER_TAG]);
  });

  it('of a receipt that never came about are taken over, though the stream it was to stand in has events', async () => {
    const { code } = g.donationPledged().data;
    await ledger.decide(
      donation,
      code,
      g.pledgeDonation({ code, kind: 'CASH_VND', quantity: undefined, amountVnd: 9 }),
      context(),
    );
    const [lost, other] = [randomUUID(), randomUUID()];
    expect(await claimKeys(ledger, receiptOf(code, lost))).toBeNull();
    expect(await claimKeys(ledger, receiptOf(code, other))).toMatchObject({ kind: 'taken', holder: lost });
    timeOut();
    expect(await claimKeys(ledger, receiptOf(code, other))).toBeNull();
    const { state } = await ledger.load(claim, claimId(BANK, sha256Hex));
    expect(state.holder).toMatchObject({ id: other, stream: donation.streamOf(code) });
  });

  it('tell the command that was reused, where a claim of it is recorded under other content', async () => {
    const given = context();
    const whole = (tag: string) => wholeCommand(d.receiveDevice({ tag }), tag, given);
    await claimKeys(ledger, claiming(d.TAG, whole(d.TAG)));
    const reused = await claimKeys(ledger, claiming(OTHER_TAG, whole(OTHER_TAG)));
    expect(reused).toMatchObject({ kind: 'refused', code: 'IDEMPOTENCY_KEY_REUSED' });
  });
});
