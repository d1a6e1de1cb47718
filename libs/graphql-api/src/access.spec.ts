import type { GraphQLError } from 'graphql';
import { assertMay } from './access';
import { auditor, type GraphqlHarness } from './testing';
import { potSizes, servePots } from './testing/pots';
import { ANONYMOUS, scopeSql, type Viewer } from './viewer';

const sizes = potSizes();
let api: GraphqlHarness;
beforeAll(async () => {
  api = await servePots(sizes);
});
afterAll(() => api.close());

describe('access', () => {
  it('needs a token where a field does not say otherwise', async () => {
    const { data, errors } = await api.ask('{ price(amount: 1) pot(code: "a") { code } }', { as: null });
    expect(data).toEqual({ price: '1', pot: null });
    expect(errors![0]).toMatchObject({ path: ['pot'], extensions: { code: 'UNAUTHENTICATED' } });
  });
  it('refuses a token that does not hold', async () => {
    const { errors, status } = await api.ask('{ price(amount: 1) }', {
      as: null,
      headers: { authorization: 'Bearer forged' },
    });
    expect(errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
    expect(status).toBe(401);
  });
  it('keeps bodies from those who came to an event by a public way', async () => {
    const query =
      '{ firstFilling { type position } whole: firstFilling { body ... on PotFilledEvent { data { litres } } } }';
    const { data, errors } = await api.ask(query, { as: null });
    expect(data).toEqual({ firstFilling: { type: 'PotFilled', position: '0' }, whole: null });
    expect(errors!.map(({ extensions }) => extensions.code)).toContain('UNAUTHENTICATED');
    expect((await api.ask(query)).data!.whole).toMatchObject({ data: { litres: 3 } });
  });
  it('narrows by unit and organisation in SQL', () => {
    const values: unknown[] = [7];
    const officer: Viewer = { actorId: 'x', roles: ['SCHOOL_OFFICER'], units: ['31'], organisations: ['31-TEST-01'] };
    expect(
      scopeSql(officer, { units: ['d.province_code'], organisations: ['d.school_code', 'd.donor_code'] }, values),
    ).toBe(
      '(d.province_code = any ($2::text[]) or d.school_code = any ($3::text[]) or d.donor_code = any ($3::text[]))',
    );
    expect(values).toEqual([7, ['31'], ['31-TEST-01']]);
    expect(scopeSql(officer, {}, values)).toBe('false');
    expect(scopeSql(ANONYMOUS, { units: ['d.unit'] }, values)).toBe('false');
    expect(scopeSql(auditor, { units: ['d.unit'] }, values)).toBe('true');
  });
  it('to bodies is for those who read all, and for the scoped', () => {
    const scoped: Viewer = { actorId: 'x', roles: ['SCHOOL_OFFICER'], units: [], organisations: ['S'] };
    const codeOf = (viewer: Viewer, open = false): unknown => {
      try {
        assertMay(viewer, { kind: 'BODIES' }, open);
        return 'may';
      } catch (error) {
        return (error as GraphQLError).extensions.code;
      }
    };
    expect([auditor, scoped, { ...scoped, organisations: [] }, ANONYMOUS].map((viewer) => codeOf(viewer))).toEqual([
      'may',
      'may',
      'FORBIDDEN',
      'UNAUTHENTICATED',
    ]);
    expect(codeOf(ANONYMOUS, true)).toBe('may');
  });
});
