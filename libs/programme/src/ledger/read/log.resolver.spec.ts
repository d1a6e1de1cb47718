import { SettableSizes, arrayJournal, graphqlHarness, type GraphqlHarness } from '@graphql-api/testing';
import { allEvents } from '@programme/catalogue';
import { ed25519, sha256 } from '@sealing';
import { LogOfJournal, signingKeyOf } from '@sealing/testing';
import {
  decodeBase64,
  leafHash,
  parsePolicy,
  parseProof,
  verifyConsistency,
  verifyInclusion,
  verifyProof,
} from '@transparency-log';
import { ledgerRead } from '.';

const SIZE = 300;
const key = signingKeyOf('log.example/2021');
const journal = arrayJournal(
  Array.from({ length: SIZE }, (_, at) => ({ stream: `clock-${at}`, type: 'DayBegan', data: { day: '2021-11-30' } })),
);
const bytes = (base64: string): Uint8Array => decodeBase64(base64)!;

let api: GraphqlHarness;
beforeAll(async () => {
  api = await graphqlHarness({
    rooms: [ledgerRead],
    events: allEvents,
    journal,
    log: new LogOfJournal(journal, key),
    sizes: new SettableSizes(SIZE, { event: SIZE, 'ledger-time': SIZE }),
  });
});
afterAll(() => api.close());

/** The reason of a refusal. */
const reasonOf = async (query: string): Promise<unknown> => {
  const { errors } = await api.ask(query, { as: null });
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  return errors![0]!.extensions.reason;
};

describe('an answer', () => {
  it('names the root of the ledger that it was read from, whatever its size', async () => {
    const log = new LogOfJournal(journal);
    for (const size of [0, 1, 256, 257, SIZE]) {
      const { data, extensions } = await api.ask(`{ ledger(asOf: { size: ${size} }) { size root checkpoint } }`);
      const root = Buffer.from(await log.root(size)).toString('base64');
      expect(data!.ledger).toMatchObject({ size: String(size), root });
      expect(extensions.ledger).toMatchObject({ size: String(size), root });
    }
  });
});

describe('the proof of an event', () => {
  const policy = parsePolicy(sha256, `log ${key.verifierKey}\nquorum none\n`);

  it('is a file that holds for the exact bytes and no others', async () => {
    const { data } = await api.ask('{ event(position: 258) { body proof } }');
    const { body, proof } = data!.event as { readonly body: string; readonly proof: string };
    const question = (text: string) => ({
      leafHash: leafHash(sha256, Buffer.from(text)),
      proof: parseProof(proof),
      policy,
      verify: ed25519,
    });
    expect((await verifyProof(sha256, question(body))).checkpoint).toMatchObject({ origin: key.name, size: SIZE });
    await expect(verifyProof(sha256, question(body.replace('30', '31')))).rejects.toMatchObject({ step: 'inclusion' });
  });

  it('is there for each event of a list', async () => {
    const { data, errors } = await api.ask('{ stream(name: "clock-7") { releases(first: 5) { nodes { proof } } } }');
    expect(errors).toBeUndefined();
    expect(parseProof(data!.stream.releases.nodes[0].proof).index).toBe(7);
  });
});

describe('proofs between sizes', () => {
  it('show that the later ledger continues the earlier one, to anybody', async () => {
    const { data } = await api.ask('{ consistency(from: 257, to: 300) { from to fromRoot toRoot path } }', {
      as: null,
    });
    const { from, to, fromRoot, toRoot, path } = data!.consistency;
    const question = { from: Number(from), to: Number(to), fromRoot: bytes(fromRoot), toRoot: bytes(toRoot) };
    verifyConsistency(sha256, { ...question, path: path.map(bytes) });
  });

  it('show that a leaf is in a ledger of a size, to anybody', async () => {
    const { data } = await api.ask('{ inclusion(position: 3, size: 299) { root path } }', { as: null });
    const { root, path } = data!.inclusion;
    const leaf = leafHash(sha256, Buffer.from(journal.events[3]!.body));
    verifyInclusion(sha256, { index: 3, size: 299, leafHash: leaf, path: path.map(bytes), root: bytes(root) });
  });

  it.each([
    ['EMPTY_TREE', '{ consistency(from: 0, to: 300) { from } }'],
    ['SIZES_REVERSED', '{ consistency(from: 9, to: 3) { from } }'],
    ['BEYOND_HEAD', '{ consistency(from: 9, to: 301) { from } }'],
    ['EMPTY_TREE', '{ inclusion(position: 0, size: 0) { root } }'],
    ['INDEX_OUT_OF_RANGE', '{ inclusion(position: 300, size: 300) { root } }'],
    ['BEYOND_HEAD', '{ inclusion(position: 0, size: 301) { root } }'],
  ])('are refused with %s for %s', async (reason, query) => {
    expect(await reasonOf(query)).toBe(reason);
  });
});
