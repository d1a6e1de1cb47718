import { type Data } from './body';
import { type Checking, type Facts, type StreamRules, record, text } from './facts';
import { hexOf, sha256OfText } from './ids';

/** A claim is followed by its thing; only after a quarter of an hour without it may another take the key. */
const CLAIM_TIMEOUT_MILLISECONDS = 15 * 60_000;
const HEX_IN_STREAM = 32;

export const claimRules: StreamRules = ({ event, data, name, must }, facts) => {
  const kind = text(data.kind).toLowerCase().replaceAll('_', '-');
  must('STREAM_NAME', /^[0-9a-f]{32}$/.test(name.slice(kind.length + 1)) && name.startsWith(`${kind}-`), () => kind);
  const held = facts.claims.get(name);
  if (event.type === 'KeyReleased') {
    must('KEY_ONE_HOLDER', held != null, () => 'a key that nobody holds is released');
    facts.claims.set(name, null);
    return;
  }
  const holder = record(data.holder);
  const next = { stream: text(holder.stream), id: text(holder.id), at: event.recordedAt };
  must('FACT_FORM', next.stream !== '' && next.id !== '', () => 'a claim without a holder');
  if (held) {
    const waited = Date.parse(event.recordedAt) - Date.parse(held.at) >= CLAIM_TIMEOUT_MILLISECONDS;
    must('KEY_ONE_HOLDER', waited && !exists(facts, held), () => `${next.stream} takes the key of ${held.stream}`);
  }
  facts.claims.set(name, next);
};

/** A bank's receipt is one of many in its donation's stream; every other holder is its stream. */
const exists = (facts: Facts, { stream, id }: { readonly stream: string; readonly id: string }): boolean =>
  stream.startsWith('donation-') ? facts.receipts.has(id) : facts.lengthOf(stream) > 0;

const normalised = (value: string): string => value.normalize('NFC').trim().replace(/\s+/g, ' ').toUpperCase();
const keyOf = (...parts: readonly string[]): string =>
  parts.map((part) => normalised(part).replaceAll('|', '/')).join('|');

/** The thing that is recorded now holds this natural key. */
const mustHold = (check: Checking, facts: Facts, kind: string, key: string): void => {
  const name = `${kind}-${hexOf(sha256OfText(facts.hashes, key)).slice(0, HEX_IN_STREAM)}`;
  const holder = facts.claims.get(name);
  check.must('KEY_CLAIMED_FIRST', holder?.stream === check.event.stream, () =>
    holder ? `claim-${name} is held by ${holder.stream}` : `claim-${name} is held by nobody`,
  );
};

export const deviceHoldsItsKeys = (check: Checking, facts: Facts, data: Data): void => {
  if (typeof data.serial === 'string') mustHold(check, facts, 'serial', keyOf(text(data.maker), data.serial));
  for (const imei of Array.isArray(data.imei) ? data.imei : []) mustHold(check, facts, 'imei', keyOf(text(imei)));
};

export const receiptHoldsItsKey = (check: Checking, facts: Facts, data: Data): void =>
  mustHold(check, facts, 'bank-receipt', keyOf(text(data.account), text(data.bankRef), text(data.valueDate)));
