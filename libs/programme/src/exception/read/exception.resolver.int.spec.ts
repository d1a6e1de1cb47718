import type { EventDefinition } from '@kernel';
import { RecordedSizes } from '@graphql-api';
import { SettableSizes, arrayJournal, graphqlHarness, type GraphqlHarness } from '@graphql-api/testing';
import { type ReadSide, createReadSide, encodedFact } from '@projections/testing/read-side';
import * as pupil from '../../beneficiary/domain/beneficiary.fixtures';
import * as data from '../../data-grant/domain/data-grant.fixtures';
import { exceptionProjection, exceptionRead } from '.';

class NoTimes extends RecordedSizes {
  readonly projection = 'exception';
  async firstAfter(): Promise<null> {
    return null;
  }
}
const definitions: readonly EventDefinition[] = exceptionProjection.events;

jest.setTimeout(120_000);

describe('exceptions over GraphQL', () => {
  let side: ReadSide;
  let api: GraphqlHarness;
  let eventId: string;
  beforeAll(async () => {
    side = await createReadSide(definitions);
    const append = async (stream: string, revision: number, event: { type: string; data: unknown }) => {
      const encoded = encodedFact(side.codec, stream, revision, event);
      await side.ledger.store.append({ stream, expectedRevision: revision - 1, events: [encoded] });
      return encoded.id;
    };
    const stream = `beneficiary-${pupil.SUBJECT}`;
    eventId = await append(stream, 0, pupil.needRegistered({ flags: ['AGE_RANGE'] }));
    await append(`sim-${data.SIM}`, 0, data.simIssued());
    await append(`sim-${data.SIM}`, 1, data.simActivated({ flags: ['ACTIVATED_EARLY'] }));
    await append(stream, 1, pupil.exceptionResolved({ eventId }));
    await side.runner(exceptionRead.projections).start();
    await side.sizes(exceptionRead.projections).waitForSize(['exception'], 4, 20_000);
    api = await graphqlHarness({
      rooms: [exceptionRead],
      events: definitions,
      journal: arrayJournal([]),
      tables: side.tables,
      sizes: new SettableSizes(4, { exception: 4 }),
      recorded: new NoTimes(),
    });
  });
  afterAll(async () => {
    await api?.close();
    await side?.drop();
  });

  const listed = async (more = '', size = 4) => {
    const answer = await api.ask(
      `{ exceptions(first: 5, asOf: { size: ${size} }${more}) { nodes { id eventId state code type position reason } } }`,
    );
    expect(answer.errors).toBeUndefined();
    return answer.data!.exceptions.nodes as readonly Record<string, unknown>[];
  };

  it('are listed with what became of them', async () => {
    expect(await listed()).toMatchObject([
      { eventId, state: 'ACCEPTED', code: 'AGE_RANGE', type: 'NeedRegistered', position: '0', reason: 'CHECKED' },
      { state: 'OPEN', code: 'ACTIVATED_EARLY', type: 'SimActivated', position: '2', reason: null },
    ]);
    expect(await listed(', filter: { state: OPEN, code: "ACTIVATED_EARLY" }')).toHaveLength(1);
  });

  it('are open as of the size before the resolution, and found by their node id', async () => {
    const [first] = await listed('', 1);
    expect(first).toMatchObject({ eventId, state: 'OPEN' });
    const found = await api.ask(`{ node(id: "${String(first!.id)}") { ... on Exception { state } } }`);
    expect(found.data!.node).toEqual({ state: 'ACCEPTED' });
  });

  it('are those of the viewer’s own unit or organisation', async () => {
    const as = { actorId: 'x', roles: ['SCHOOL_OFFICER'], units: [], organisations: ['31-TEST-001'] };
    const answer = await api.ask('{ exceptions(first: 5) { nodes { id } } }', { as });
    expect(answer.data!.exceptions.nodes).toEqual([]);
  });
});
