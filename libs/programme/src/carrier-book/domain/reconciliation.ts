import { QUOTA_BYTES_PER_DAY } from '../../shared';

/** What is wrong with a line or a day; derived as of a size, never recorded, so that a late fact reclassifies (contract 2). */
export type GapCode = 'MISSED' | 'SHORT' | 'OVER' | 'OUT_OF_WINDOW' | 'UNKNOWN_GRANT' | 'DUPLICATE' | 'TERM_SHORTFALL';
export type Classification = 'EXACT' | Exclude<GapCode, 'TERM_SHORTFALL'>;

/** A carrier's statement of one grant on the day, as its book holds it. At most one of CREDITED and FAILED a grant and day. */
export interface StatedLine {
  readonly grantId: string;
  readonly outcome: 'CREDITED' | 'FAILED' | 'CONFLICT';
  readonly bytes: number;
}

/** What is known of the grant that a line names. */
export interface GrantOfDay {
  readonly grantId: string;
  /** It is this carrier's and active on this day. */
  readonly isActive: boolean;
  /** The day is beyond the term of the carrier's contract: a miss on it is the contract's. */
  readonly isBeyondTerm: boolean;
}

export interface ClassifiedLine {
  readonly classification: Classification;
  /** How far the credit is from what was promised; the bytes themselves where none was. */
  readonly amount: bigint;
}

/** 4.H. `grant` is null where this carrier has no such grant. */
export const classify = (line: StatedLine, grant: GrantOfDay | null): ClassifiedLine => {
  const bytes = BigInt(line.bytes);
  const quota = BigInt(QUOTA_BYTES_PER_DAY);
  if (line.outcome === 'CONFLICT') return { classification: 'DUPLICATE', amount: bytes };
  if (grant === null) return { classification: 'UNKNOWN_GRANT', amount: bytes };
  if (!grant.isActive) return { classification: 'OUT_OF_WINDOW', amount: bytes };
  if (line.outcome === 'FAILED') return { classification: 'MISSED', amount: quota };
  if (bytes < quota) return { classification: 'SHORT', amount: quota - bytes };
  if (bytes > quota) return { classification: 'OVER', amount: bytes - quota };
  return { classification: 'EXACT', amount: 0n };
};

export interface Gap {
  readonly code: GapCode;
  /** Grants for MISSED and TERM_SHORTFALL, lines for the others. */
  readonly count: number;
  readonly bytes: bigint;
}

/** `promised = creditedInWindow + short + missed − over`, whatever the carrier states. */
export interface Reconciliation {
  readonly promisedGrants: number;
  readonly promised: bigint;
  readonly credited: bigint;
  readonly creditedInWindow: bigint;
  readonly short: bigint;
  readonly over: bigint;
  readonly missed: bigint;
  /** The part of `missed` that lies beyond the term of the carrier's contract. */
  readonly termShortfall: bigint;
  readonly gaps: readonly Gap[];
}

const GAP_ORDER: readonly GapCode[] = [
  'MISSED',
  'TERM_SHORTFALL',
  'SHORT',
  'OVER',
  'OUT_OF_WINDOW',
  'UNKNOWN_GRANT',
  'DUPLICATE',
];

/** One carrier and service day from its grants and lines. The reference for the SQL of the read room, which is held equal to it. */
export const reconcile = (grants: readonly GrantOfDay[], lines: readonly StatedLine[]): Reconciliation => {
  const quota = BigInt(QUOTA_BYTES_PER_DAY);
  const grantById = new Map(grants.map((grant) => [grant.grantId, grant]));
  const gaps = new Map<GapCode, { count: number; bytes: bigint }>();
  const add = (code: GapCode, bytes: bigint) => {
    const gap = gaps.get(code) ?? { count: 0, bytes: 0n };
    gaps.set(code, { count: gap.count + 1, bytes: gap.bytes + bytes });
  };
  const counted = new Set<string>();
  let credited = 0n;
  let creditedInWindow = 0n;
  for (const line of lines) {
    const { classification, amount } = classify(line, grantById.get(line.grantId) ?? null);
    if (line.outcome === 'CREDITED') credited += BigInt(line.bytes);
    if (classification === 'EXACT' || classification === 'SHORT' || classification === 'OVER') {
      counted.add(line.grantId);
      creditedInWindow += BigInt(line.bytes);
    }
    // A miss is reckoned from the grants: most misses have no line at all.
    if (classification !== 'EXACT' && classification !== 'MISSED') add(classification, amount);
  }
  const active = grants.filter(({ isActive }) => isActive);
  for (const { grantId, isBeyondTerm } of active)
    if (!counted.has(grantId)) add(isBeyondTerm ? 'TERM_SHORTFALL' : 'MISSED', quota);
  const bytesOf = (code: GapCode) => gaps.get(code)?.bytes ?? 0n;
  return {
    promisedGrants: active.length,
    promised: BigInt(active.length) * quota,
    credited,
    creditedInWindow,
    short: bytesOf('SHORT'),
    over: bytesOf('OVER'),
    missed: bytesOf('MISSED') + bytesOf('TERM_SHORTFALL'),
    termShortfall: bytesOf('TERM_SHORTFALL'),
    gaps: GAP_ORDER.flatMap((code) => (gaps.has(code) ? [{ code, ...gaps.get(code)! }] : [])),
  };
};

/** A contract in decimal gigabytes: 4 × 10⁹ bytes a day, 6.87 % less than promised. */
export const DECIMAL_QUOTA_BYTES = 4_000_000_000;

/** Row 60: most lines are short by the same amount, so it is the contract and not the lines. */
export const looksDecimal = (lines: { readonly credited: number; readonly decimal: number }): boolean =>
  lines.credited > 0 && lines.decimal * 2 > lines.credited;

export type CarrierDayState = 'OPEN' | 'NO_FILE' | 'COMPLETE' | 'CLOSED';

/** Open until noon of D+2 (Vietnam time) of the ledger's own clock, then complete or without a file; closed once somebody closed it. */
export const carrierDayStateOf = (day: {
  readonly closed: boolean;
  readonly endsAt: string;
  readonly ledgerTime: string;
  readonly hasStatements: boolean;
}): CarrierDayState => {
  if (day.closed) return 'CLOSED';
  if (day.ledgerTime <= day.endsAt) return 'OPEN';
  return day.hasStatements ? 'COMPLETE' : 'NO_FILE';
};
