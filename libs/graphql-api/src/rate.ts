import { isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { graphqlError } from './errors';
import { isAnonymous, type Viewer } from './viewer';

export const RATE_WINDOW_SECONDS = 60;

/** Points that one asker may spend in a window; a request costs what its operation costs, and at least 1. */
export interface RatePoints {
  /** Of an address, for all who ask from there without a token. */
  readonly anonymous: number;
  /** Of the person a token is for, however many tokens there are. */
  readonly withToken: number;
}

/**
 * Without a token: twenty of the largest questions a minute, or hundreds of a public page's, from one address (a school shares one).
 * With one: two hundred of the largest. Whoever asks one question after the other doesn't reach it; who asks many at once shares the machine.
 */
export const RATE_POINTS: RatePoints = { anonymous: 20_000, withToken: 2_000_000 };

/** What is left after a request, in its headers. */
export interface RateState {
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
}

/** Counts in this process: two that answer GraphQL count each for itself. */
export type Rates = (viewer: Viewer, address: string, cost: number) => Promise<RateState>;

/** What somebody tries until it fits. Throws RATE_LIMITED once too much of it was wrong in a window, whatever comes then. */
export interface Guesses {
  wrong(asker: string): Promise<void>;
  right(asker: string): Promise<void>;
}

/** Whose requests count together: a person's, or those of an address without a token. */
export const askerOf = (viewer: Viewer, address: string): string =>
  isAnonymous(viewer) ? `address:${addressKey(address)}` : `actor:${viewer.actorId!}`;

/** `tries` wrong ones are answered in a window; what comes after them is not looked at, so that nobody learns whether it was right. */
export const guessesOf = (tries: number): Guesses => {
  const counter = limiter('guess', tries);
  return {
    wrong: async (asker) => {
      try {
        await counter.consume(asker);
      } catch (spent) {
        if (spent instanceof RateLimiterRes) throw rateLimited(stateOf(tries, spent));
        throw spent;
      }
    },
    right: async (asker) => {
      const state = await counter.get(asker);
      if (state !== null && state.consumedPoints >= tries) throw rateLimited(stateOf(tries, state));
    },
  };
};

/** Throws RATE_LIMITED with `retryAfter` where the window's points are spent. */
export const ratesOf = (points: RatePoints): Rates => {
  const anonymous = limiter('address', points.anonymous);
  const withToken = limiter('actor', points.withToken);
  return async (viewer, address, cost) => {
    const [counter, key] = isAnonymous(viewer) ? [anonymous, addressKey(address)] : [withToken, viewer.actorId!];
    try {
      return stateOf(counter.points, await counter.consume(key, Math.max(1, cost)));
    } catch (spent) {
      if (spent instanceof RateLimiterRes) throw rateLimited(stateOf(counter.points, spent));
      throw spent;
    }
  };
};

const limiter = (keyPrefix: string, points: number): RateLimiterMemory =>
  new RateLimiterMemory({ keyPrefix, points, duration: RATE_WINDOW_SECONDS });

const stateOf = (limit: number, { remainingPoints, msBeforeNext }: RateLimiterRes): RateState => ({
  limit,
  remaining: remainingPoints,
  resetSeconds: Math.ceil(msBeforeNext / 1_000),
});

/** The usual names; `x-ratelimit-reset` in seconds from now. */
export const rateHeaders = ({ limit, remaining, resetSeconds }: RateState): Readonly<Record<string, string>> => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(resetSeconds),
});

const rateLimited = (state: RateState) => {
  const retryAfter = state.resetSeconds;
  return graphqlError('RATE_LIMITED', `too many requests; come back in ${retryAfter} s`, {
    retryAfter,
    limit: state.limit,
    http: { headers: { ...rateHeaders(state), 'retry-after': String(retryAfter) } },
  });
};

/** Who has one address of version 6 has the 2⁶⁴ of its network: they count together. */
export const addressKey = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const [head = '', tail] = address.split('%')[0]!.toLowerCase().split('::');
  const groups = (text = ''): readonly string[] => (text === '' ? [] : text.split(':'));
  const [first, last] = [groups(head), groups(tail)];
  const zeros = tail === undefined ? 0 : Math.max(0, ADDRESS_GROUPS - first.length - last.length);
  const all = [...first, ...Array.from({ length: zeros }, () => '0'), ...last];
  return `${all
    .slice(0, NETWORK_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
};
const ADDRESS_GROUPS = 8;
const NETWORK_GROUPS = 4;
