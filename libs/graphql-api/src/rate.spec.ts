import type { GraphqlHarness } from './testing';
import { auditor } from './testing';
import { potSizes, servePots } from './testing/pots';
import { RATE_POINTS, RATE_WINDOW_SECONDS, addressKey, guessesOf } from './rate';
import { MAX_COST_ANONYMOUS, MAX_COST_WITH_TOKEN } from './limits';

const another = { ...auditor, actorId: '00000000-0000-4000-8000-000000000002' };
/** One pot: a point, and nothing of it needs a role. */
const CHEAP = '{ price(amount: 1) }';
const POT = '{ pot(code: "a") { code } }';

const headersOf = async (api: GraphqlHarness, query: string): Promise<Headers> =>
  (await fetch(`${api.url}?query=${encodeURIComponent(query)}`)).headers;

describe('how much may be asked in a minute', () => {
  let api: GraphqlHarness;
  beforeEach(async () => {
    api = await servePots(potSizes(), { ratePoints: { anonymous: 2, withToken: 3 } });
  });
  afterEach(() => api.close());

  it('is told with each answer', async () => {
    const headers = await headersOf(api, CHEAP);
    expect(headers.get('x-ratelimit-limit')).toBe('2');
    expect(headers.get('x-ratelimit-remaining')).toBe('1');
    expect(headers.get('x-ratelimit-reset')).toBe(String(RATE_WINDOW_SECONDS));
  });

  it('is refused beyond the points of a token, with the seconds to wait', async () => {
    for (let n = 0; n < 3; n += 1) expect((await api.ask(POT)).errors).toBeUndefined();
    const { status, errors, data } = await api.ask(POT);
    expect([status, data]).toEqual([429, undefined]);
    expect(errors![0]!.extensions).toEqual({ code: 'RATE_LIMITED', limit: 3, retryAfter: expect.any(Number) });
    expect(errors![0]!.extensions.retryAfter).toBeGreaterThan(0);
    expect(errors![0]!.extensions.retryAfter).toBeLessThanOrEqual(RATE_WINDOW_SECONDS);
  });

  it('has the wait in a header too, where HTTP looks for it', async () => {
    for (let n = 0; n < 2; n += 1) await headersOf(api, CHEAP);
    const headers = await headersOf(api, CHEAP);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(headers.get('x-ratelimit-remaining')).toBe('0');
  });

  it('is counted for each person, and for those without a token by their address', async () => {
    for (let n = 0; n < 4; n += 1) await api.ask(POT);
    expect((await api.ask(POT, { as: another })).status).toBe(200);
    const anonymous = [];
    for (let n = 0; n < 3; n += 1) anonymous.push((await api.ask(CHEAP, { as: null })).status);
    expect(anonymous).toEqual([200, 200, 429]);
  });

  it('counts a large question for what it costs', async () => {
    const dear = '{ a: pot(code: "a") { code lid { size } } b: pot(code: "b") { code } }';
    expect((await api.ask(dear)).extensions.cost.requested).toBe(3);
    expect((await api.ask(POT)).status).toBe(429);
  });

  it('is spent by nobody whose question is not answered for another reason', async () => {
    for (let n = 0; n < 5; n += 1) await api.ask('{ nothing }');
    expect((await api.ask(POT)).status).toBe(200);
  });
});

describe('guesses', () => {
  const refused = { extensions: { code: 'RATE_LIMITED', limit: 3 } };
  it('may be wrong so often, each asker for itself; then it does not matter what they are', async () => {
    const guesses = guessesOf(3);
    for (let n = 0; n < 3; n += 1) {
      await guesses.right('one');
      await guesses.wrong('one');
    }
    await expect(guesses.right('one')).rejects.toMatchObject(refused);
    await expect(guesses.wrong('one')).rejects.toMatchObject(refused);
    await guesses.wrong('another');
    await guesses.right('another');
  });
  it('are counted before the first is answered', async () => {
    const guesses = guessesOf(3);
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => guesses.wrong('one')));
    expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(2);
  });
});

it('leaves room for many of the largest questions', () => {
  expect(RATE_POINTS.anonymous).toBeGreaterThanOrEqual(10 * MAX_COST_ANONYMOUS);
  expect(RATE_POINTS.withToken).toBeGreaterThanOrEqual(100 * MAX_COST_WITH_TOKEN);
});

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['', ''],
])('counts %s as %s', (address, key) => expect(addressKey(address)).toBe(key));
