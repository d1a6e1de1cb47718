import { registerProgramme, startProgramme, type Programme } from './support/programme';
import type { QueryAnswer } from './support/system';

/** A start makes a database, and other suites keep the machine busy. */
jest.setTimeout(180_000);

interface Events {
  readonly events: {
    readonly nodes: readonly { readonly position: string }[];
    readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
  };
}

const page = (args: string): string => `{ events(${args}) { nodes { position } pageInfo { endCursor hasNextPage } } }`;

describe('queries that are not as they should be', () => {
  let programme: Programme;
  let size: number;
  beforeAll(async () => {
    programme = await startProgramme();
    await registerProgramme(programme);
    size = await programme.size();
  });
  afterAll(() => programme?.stop());

  const ask = <T = Events>(query: string): Promise<QueryAnswer<T>> =>
    programme.system.query<T>(query, { token: programme.people.auditor, after: size - 1 });
  const errorOf = async (query: string): Promise<Readonly<Record<string, unknown>>> => {
    const { errors = [] } = await ask(query);
    expect(errors).toHaveLength(1);
    return errors[0]!.extensions;
  };

  describe('row 80', () => {
    /** A grant's device's grant, and so on: two levels each. */
    const deep = (times: number): string =>
      `{ grant(id: "x") { ${'device { grant { '.repeat(times)}status${' } }'.repeat(times)} } }`;
    const alias = (n: number): string => `a${n}: ledger { size }`;
    const aliases = `{ ledger { ${Array.from({ length: 31 }, (_, n) => `a${n}: size`).join(' ')} } }`;
    const roots = `{ ${Array.from({ length: 11 }, (_, n) => alias(n)).join(' ')} }`;
    const dear = `{ beneficiaries(first: 100) { nodes { history(first: 100) { nodes { eventId } } } } }`;
    const long = `{ ledger { ${'size '.repeat(5_001)} } }`;

    it.each([
      ['aliases', 'ALIASES', aliases],
      ['root fields', 'ROOT_FIELDS', roots],
      ['cost', 'COST', dear],
      ['tokens', 'TOKENS', long],
    ])('too many %s: COST_EXCEEDED', async (_, limit, query) => {
      expect(await errorOf(query)).toMatchObject({ code: 'COST_EXCEEDED', limit });
    });

    it('too deep: COST_EXCEEDED', async () => {
      expect(await errorOf(deep(6))).toMatchObject({ code: 'COST_EXCEEDED', limit: 'DEPTH' });
    });

    it.each([
      ['no bound', '{ events { nodes { position } } }'],
      ['no bound but an order', page('after: null')],
      ['more than 100', page('first: 101')],
      ['none', page('first: 0')],
      ['both ends', page('first: 1, last: 1')],
    ])('a page with %s: BAD_USER_INPUT', async (_, query) => {
      expect(await errorOf(query)).toMatchObject({ code: 'BAD_USER_INPUT' });
    });

    it('introspection stays on', async () => {
      const { data, errors } = await ask<{ readonly __schema: { readonly queryType: { readonly name: string } } }>(
        '{ __schema { queryType { name } } }',
      );
      expect([data, errors]).toEqual([{ __schema: { queryType: { name: 'Query' } } }, undefined]);
    });
  });

  describe('row 81', () => {
    const cursor = async (): Promise<string> => (await ask(page('first: 2'))).data.events.pageInfo.endCursor;

    it('a cursor of this list goes on where it stood', async () => {
      const { data } = await ask(page(`first: 1, after: "${await cursor()}"`));
      expect(data.events.nodes).toEqual([{ position: '2' }]);
    });

    it('a cursor of another filter: CURSOR_MISMATCH', async () => {
      const other = page(`first: 2, after: "${await cursor()}", filter: { streamKind: "org" }`);
      expect(await errorOf(other)).toMatchObject({ code: 'CURSOR_MISMATCH' });
    });

    it('a cursor of another list: CURSOR_MISMATCH', async () => {
      const other = `{ exceptions(first: 2, after: "${await cursor()}") { nodes { code } } }`;
      expect(await errorOf(other)).toMatchObject({ code: 'CURSOR_MISMATCH' });
    });

    it.each([
      ['malformed', 'not-a-cursor'],
      ['of an older format', Buffer.from('v0:[[1],2,"x"]').toString('base64url')],
      ['cut off', Buffer.from('v1:[[1],2').toString('base64url')],
    ])('a cursor that is %s: CURSOR_INVALID', async (_, wrong) => {
      expect(await errorOf(page(`first: 2, after: "${wrong}"`))).toMatchObject({ code: 'CURSOR_INVALID' });
    });
  });

  describe('row 82', () => {
    it.each([
      ['size 0', '{ size: "0" }'],
      ['a time before the first event', '{ recordedAt: "2020-01-01T00:00:00.000Z" }'],
    ])('as of %s: empty', async (_, asOf) => {
      const { data, errors, extensions } = await ask(page(`first: 2, asOf: ${asOf}`));
      expect([data.events.nodes, errors]).toEqual([[], undefined]);
      expect(extensions.ledger).toMatchObject({ size: '0', position: null });
    });

    it('beyond the head: BAD_USER_INPUT', async () => {
      const beyond = page(`first: 2, asOf: { size: "${size + 1_000}" }`);
      expect(await errorOf(beyond)).toMatchObject({ code: 'BAD_USER_INPUT', reason: 'BEYOND_HEAD' });
    });

    it('a number beyond 2^53: USE_STRING', async () => {
      const beyond = page('first: 2, asOf: { size: 9007199254740993 }');
      expect(await errorOf(beyond)).toMatchObject({ code: 'BAD_USER_INPUT', reason: 'USE_STRING' });
    });
  });

  it('nothing of all this changed the ledger', async () => {
    expect(await programme.size()).toBe(size);
  });
});
