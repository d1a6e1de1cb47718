import { Injectable } from '@nestjs/common';
import type { EventDefinition } from '@kernel';
import { type Feed, type FeedRequest, Feeds, RecordedSizes, type Viewer, defineReadRoom } from '@graphql-api';
import { SettableSizes, arrayJournal, graphqlHarness, type GraphqlHarness } from '@graphql-api/testing';
import { type ReadSide, createReadSide, encodedFact } from '@projections/testing/read-side';
import * as pupil from '../../beneficiary/domain/beneficiary.fixtures';
import * as data from '../../data-grant/domain/data-grant.fixtures';
import * as gifts from '../../donation/domain/donation.fixtures';
import type { DerivedException, ExceptionQuery } from '../../shared';
import { limitEvents, limitTables } from './limit.fixtures';
import { exceptionProjection, exceptionRead } from '.';

class NoTimes extends RecordedSizes {
  readonly projection = 'exception';
  async firstAfter(): Promise<null> {
    return null;
  }
}
const definitions: readonly EventDefinition[] = [...new Set([...exceptionProjection.events, ...limitEvents])];
const projections = [...exceptionRead.projections, ...limitTables];
/** What an answer is read from that is none of this room's: carriers' days bring their exceptions themselves. */
const OTHERS = ['carrier-day', 'credit', 'carrier-terms', 'ledger-time'];
const SIZE = 8;

/** Another room that brings what it derives. */
@Feeds('exceptions')
@Injectable()
class DerivedElsewhere implements Feed<DerivedException, ExceptionQuery> {
  private readonly short: DerivedException = {
    day: '2021-11-15',
    key: 'viettel-20211115/SHORT',
    code: 'SHORT',
    stream: 'carrierday-viettel-20211115',
    state: 'OPEN',
    acceptedAt: null,
    acceptedBy: null,
    count: 12,
    bytes: 3_539_607_552n,
    amountVnd: null,
  };

  entries({ filter, beyond, backward }: FeedRequest<ExceptionQuery>) {
    const { day, key, code } = this.short;
    const isBeyond =
      !beyond ||
      (backward ? `${day}/${key}` < `${beyond.day}/${beyond.key}` : `${day}/${key}` > `${beyond.day}/${beyond.key}`);
    return Promise.resolve(
      isBeyond && (filter.code ?? code) === code && (filter.state ?? 'OPEN') === 'OPEN' ? [this.short] : [],
    );
  }

  byKeys(keys: readonly string[]) {
    return Promise.resolve(keys.map((key) => (key === this.short.key ? this.short : null)));
  }
}
const otherRoom = defineReadRoom({ resolvers: [], providers: [DerivedElsewhere], projections: [] });

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
    // An umbrella and its leaf, for which more came than the umbrella promised.
    const gift = { ...gifts.cash, quantity: undefined, valuation: undefined };
    await append(
      'donation-UH-TEST-01',
      0,
      gifts.donationPledged({ ...gift, code: 'UH-TEST-01', amountVnd: 50, umbrella: true }),
    );
    await append(
      'donation-UH-TEST-05',
      0,
      gifts.donationPledged({ ...gift, amountVnd: 90, umbrellaCode: 'UH-TEST-01' }),
    );
    await append('donation-UH-TEST-05', 1, gifts.cashReceived({ amountVnd: 90, valueDate: '2021-11-20' }));
    await append('org-31-TEST-001', 0, {
      type: 'OrganisationRegistered',
      data: { code: '31-TEST-001', kind: 'SCHOOL', name: 'Trường Thử', provinceCode: '31', unitCode: '303' },
    });
    await side.runner(projections).start();
    const names = projections.map(({ name }) => name);
    await side.sizes(projections).waitForSize(names, SIZE, 20_000);
    api = await graphqlHarness({
      rooms: [exceptionRead, otherRoom],
      events: definitions,
      journal: arrayJournal([]),
      tables: side.tables,
      sizes: new SettableSizes(SIZE, Object.fromEntries([...names, ...OTHERS].map((name) => [name, SIZE]))),
      recorded: new NoTimes(),
    });
  });
  afterAll(async () => {
    await api?.close();
    await side?.drop();
  });

  const listed = async (more = '', size = SIZE, as?: Viewer) => {
    const fields = 'id eventId derived state code type position reason occurredOn stream count bytes amountVnd';
    const answer = await api.ask(`{ exceptions(first: 5, asOf: { size: ${size} }${more}) { nodes { ${fields} } } }`, {
      as,
    });
    expect(answer.errors).toBeUndefined();
    return answer.data!.exceptions.nodes as readonly Record<string, unknown>[];
  };
  const codes = async (...args: Parameters<typeof listed>) => (await listed(...args)).map(({ code }) => code);

  it('are listed by day: flagged facts with what became of them, and what is derived from many', async () => {
    expect(await listed()).toMatchObject([
      {
        eventId,
        derived: false,
        state: 'ACCEPTED',
        code: 'AGE_RANGE',
        type: 'NeedRegistered',
        position: '0',
        reason: 'CHECKED',
      },
      {
        derived: true,
        code: 'SHORT',
        eventId: null,
        position: null,
        count: 12,
        bytes: '3539607552',
        occurredOn: '2021-11-15',
      },
      { derived: true, code: 'OVER_RECEIPT', stream: 'donation-UH-TEST-01', amountVnd: '40', occurredOn: '2021-11-20' },
      { derived: false, state: 'OPEN', code: 'ACTIVATED_EARLY', type: 'SimActivated', position: '2', reason: null },
    ]);
    expect(await codes(', filter: { state: OPEN, code: "ACTIVATED_EARLY" }')).toEqual(['ACTIVATED_EARLY']);
    expect(await codes(', filter: { code: "SHORT" }')).toEqual(['SHORT']);
    expect(await codes(', filter: { state: ACCEPTED }')).toEqual(['AGE_RANGE']);
  });

  it('are those of the size: open before the resolution, and none before the money that is too much', async () => {
    expect((await listed(', filter: { code: "AGE_RANGE" }', 1))[0]).toMatchObject({ eventId, state: 'OPEN' });
    expect(await codes('', 6)).not.toContain('OVER_RECEIPT');
    expect(await codes('', 7)).toContain('OVER_RECEIPT');
  });

  it('are found by their node ids, flagged and derived', async () => {
    for (const { id, code } of await listed()) {
      const found = await api.ask(`{ node(id: "${String(id)}") { ... on Exception { code } } }`);
      expect(found.data!.node).toEqual({ code });
    }
  });

  const viewer = (role: string, place: Partial<Viewer> = {}): Viewer => ({
    actorId: 'x',
    roles: [role],
    units: [],
    organisations: [],
    ...place,
  });

  it('are those of the viewer’s own unit or organisation', async () => {
    expect(
      await codes(', filter: { state: OPEN }', SIZE, viewer('SCHOOL_OFFICER', { organisations: ['31-TEST-999'] })),
    ).toEqual(['SHORT']);
  });

  it('are read by those who resolve them: approvers, of all or of their unit’s', async () => {
    expect(await codes('', SIZE, viewer('APPROVER_1'))).toEqual([
      'AGE_RANGE',
      'SHORT',
      'OVER_RECEIPT',
      'ACTIVATED_EARLY',
    ]);
    const ofUnit = await codes('', SIZE, viewer('APPROVER_2', { units: ['99'] }));
    expect(ofUnit).toEqual(['SHORT']);
  });
});
