import { isDay, isInstant, vietnamDay } from './calendar';
import { isCanonical, nullIn } from './canonical-json';
import type { RuleId } from './rule-table';

/** Contract 1: a leaf of the log is at most a uint16 long. */
export const MAX_BODY_BYTES = 65_535;
/** How far a clock may run ahead (domain 4.0). */
const CLOCK_SKEW_MILLISECONDS = 5 * 60_000;

/** Values of an event's data as they were found: nothing about them is believed. */
export type Data = Readonly<Record<string, unknown>>;

/** One event as its bytes say, in the form of the envelope (DESIGN 3). */
export interface Body {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly v: number;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly actor: { readonly id: string; readonly role: string; readonly unit: string | null };
  readonly command: { readonly id: string; readonly sha256: string };
  readonly causation?: string;
  readonly correlation?: string;
  readonly data: Data;
}

export type ReadBody =
  | { readonly body: Body; readonly wrong: null }
  | { readonly body: Body | null; readonly wrong: { readonly rule: RuleId; readonly detail: string } };

export const isUuid = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isObject = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const MEMBERS: Readonly<Record<string, (value: unknown) => boolean>> = {
  actor: (value) =>
    isObject(value) &&
    isText(value.id) &&
    isText(value.role) &&
    (value.unit === null || isText(value.unit)) &&
    Object.keys(value).length === 3,
  causation: (value) => value === undefined || isUuid(value),
  command: (value) =>
    isObject(value) &&
    isUuid(value.id) &&
    typeof value.sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(value.sha256) &&
    Object.keys(value).length === 2,
  correlation: (value) => value === undefined || isUuid(value),
  data: isObject,
  id: isUuid,
  occurredAt: (value) => typeof value === 'string' && (isInstant(value) || isDay(value)),
  recordedAt: (value) => typeof value === 'string' && isInstant(value),
  revision: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  stream: isText,
  type: (value) => typeof value === 'string' && /^[A-Z][A-Za-z0-9]{1,79}$/.test(value),
  v: (value) => Number.isSafeInteger(value) && (value as number) >= 1,
};
const MEMBER_NAMES = Object.keys(MEMBERS);

// A byte order mark is three bytes of the body like any other, and canonical JSON begins with none.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What the bytes say, and the first thing that is wrong with their form. The body is null where they say nothing. */
export const readBody = (bytes: Uint8Array): ReadBody => {
  if (bytes.length > MAX_BODY_BYTES) return wrong('BODY_SIZE', `${bytes.length} bytes`);
  let value: unknown;
  let text: string;
  try {
    text = decoder.decode(bytes);
    value = JSON.parse(text);
  } catch {
    return wrong('BODY_CANONICAL', 'not JSON in UTF-8');
  }
  if (!isCanonical(text, value)) return wrong('BODY_CANONICAL', 'JSON, and not as RFC 8785 writes it');
  if (!isObject(value)) return wrong('ENVELOPE', 'not an object');
  const bad = MEMBER_NAMES.find((name) => !MEMBERS[name]!(value[name]));
  if (bad !== undefined) return wrong('ENVELOPE', `member ${bad}`);
  const body = value as unknown as Body;
  const isUnknown = Object.keys(value).some((name) => MEMBERS[name] === undefined);
  if (isUnknown) return { body, wrong: { rule: 'ENVELOPE', detail: 'a member that envelopes don’t have' } };
  const place = text.includes('null') ? nullIn(value) : null;
  if (place !== null) return { body, wrong: { rule: 'ENVELOPE', detail: `null at ${place}` } };
  if (isAhead(body))
    return {
      body,
      wrong: { rule: 'NOT_AHEAD_OF_TIME', detail: `occurred ${body.occurredAt}, recorded ${body.recordedAt}` },
    };
  return { body, wrong: null };
};

const wrong = (rule: RuleId, detail: string): ReadBody => ({ body: null, wrong: { rule, detail } });

const isAhead = ({ occurredAt, recordedAt }: Body): boolean => {
  if (occurredAt === recordedAt) return false;
  return occurredAt.length === 10
    ? occurredAt > vietnamDay(recordedAt)
    : Date.parse(occurredAt) - Date.parse(recordedAt) > CLOCK_SKEW_MILLISECONDS;
};
