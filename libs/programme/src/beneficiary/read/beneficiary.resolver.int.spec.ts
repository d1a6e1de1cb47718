import { Injectable } from '@nestjs/common';
import { Field, ID, ObjectType } from '@nestjs/graphql';
import type { AnyEvent } from '@kernel';
import { LoadsNode, type NodeLoader, RecordedSizes, defineReadRoom } from '@graphql-api';
import { SettableSizes, arrayJournal, graphqlHarness, type GraphqlHarness } from '@graphql-api/testing';
import { type ReadSide, createReadSide, encodedFact } from '@projections/testing/read-side';
import { beneficiaryEvents } from '../domain';
import * as a from '../domain/beneficiary.fixtures';
import { beneficiaryRead } from '.';

/** The grant as its own room shows it, as far as an assignment leads there. */
@ObjectType('Grant')
class GrantOfPupil {
  @Field(() => ID)
  readonly assignmentId!: string;
}
@LoadsNode('GrantOfAssignment')
@Injectable()
class GrantsOfPupils implements NodeLoader {
  loadNodes(ids: readonly string[]) {
    return Promise.resolve(ids.map((assignmentId): GrantOfPupil => ({ assignmentId })));
  }
}
/** And the device. */
@ObjectType('Device')
class Computer {
  @Field(() => String)
  readonly tag!: string;
}
@LoadsNode('Device')
@Injectable()
class Computers implements NodeLoader {
  loadNodes(tags: readonly string[]) {
    return Promise.resolve(tags.map((tag): Computer => ({ tag })));
  }
}
const otherRooms = defineReadRoom({ resolvers: [], providers: [GrantsOfPupils, Computers], projections: [] });

class NoTimes extends RecordedSizes {
  readonly projection = 'beneficiary';
  async firstAfter(): Promise<null> {
    return null;
  }
}

const stream = `beneficiary-${a.SUBJECT}`;
const told: readonly (readonly [string, AnyEvent])[] = [
  [stream, a.needRegistered()],
  [stream, a.categoryAttested()],
  [stream, a.eligibilityEvaluated()],
  [stream, a.assignmentProposed()],
  [stream, a.devicePromised()],
  [`beneficiary-${a.OTHER_SUBJECT}`, a.needRegistered({ subjectId: a.OTHER_SUBJECT, schoolCode: '31-TEST-002' })],
];

jest.setTimeout(120_000);

describe('pupils over GraphQL', () => {
  let side: ReadSide;
  let api: GraphqlHarness;
  beforeAll(async () => {
    side = await createReadSide(beneficiaryEvents);
    const revisions = new Map<string, number>();
    for (const [name, event] of told) {
      const revision = revisions.get(name) ?? 0;
      revisions.set(name, revision + 1);
      const events = [encodedFact(side.codec, name, revision, event)];
      await side.ledger.store.append({ stream: name, expectedRevision: revision - 1, events });
    }
    await side.runner(beneficiaryRead.projections).start();
    await side.sizes(beneficiaryRead.projections).waitForSize(['beneficiary'], told.length, 20_000);
    api = await graphqlHarness({
      rooms: [beneficiaryRead, otherRooms],
      events: beneficiaryEvents,
      journal: arrayJournal(told.map(([name, { type, data }]) => ({ stream: name, type, data }))),
      tables: side.tables,
      sizes: new SettableSizes(told.length, { beneficiary: told.length }),
      recorded: new NoTimes(),
    });
  });
  afterAll(async () => {
    await api?.close();
    await side?.drop();
  });

  it('shows the need, what the rules say, the assignments and their grants, and the events', async () => {
    const answer = await api.ask(`{ beneficiary(id: "${a.SUBJECT}") {
      subjectId status waiting schoolCode grade category eligibility eligibilityReasons ruleSetVersion
      assignments { assignmentId tag status voided grant { assignmentId } device { tag } } history(first: 2) { nodes { type } } } }`);
    expect(answer.errors).toBeUndefined();
    expect(answer.data!.beneficiary).toEqual({
      subjectId: a.SUBJECT,
      status: 'REGISTERED',
      waiting: false,
      schoolCode: '31-TEST-001',
      grade: 7,
      category: 'POOR',
      eligibility: 'ELIGIBLE',
      eligibilityReasons: [],
      ruleSetVersion: 1,
      assignments: [
        {
          assignmentId: a.ASSIGNMENT,
          tag: a.TAG,
          status: 'PROMISED',
          voided: false,
          grant: { assignmentId: a.ASSIGNMENT },
          device: { tag: a.TAG },
        },
      ],
      history: { nodes: [{ type: 'NeedRegistered' }, { type: 'CategoryAttested' }] },
    });
  });

  it('answers as of an earlier size, and by the node id', async () => {
    const ask = (size: number) =>
      api.ask(`{ beneficiary(id: "${a.SUBJECT}", asOf: { size: ${size} }) { id category eligibility } }`);
    expect((await ask(1)).data!.beneficiary).toMatchObject({ category: null, eligibility: null });
    expect((await ask(0)).data!.beneficiary).toBeNull();
    const { id } = (await ask(2)).data!.beneficiary as { id: string };
    const found = await api.ask(`{ node(id: "${id}") { id ... on Beneficiary { category } } }`);
    expect(found.data!.node).toEqual({ id, category: 'POOR' });
  });

  it('lists by what is asked for, within the viewer’s scope', async () => {
    const subjects = async (filter: string, as?: Parameters<typeof api.ask>[1]) => {
      const answer = await api.ask(`{ beneficiaries(first: 5, filter: { ${filter} }) { nodes { subjectId } } }`, as);
      expect(answer.errors).toBeUndefined();
      return (answer.data!.beneficiaries.nodes as readonly { subjectId: string }[]).map(({ subjectId }) => subjectId);
    };
    expect(await subjects('')).toEqual([a.SUBJECT, a.OTHER_SUBJECT]);
    expect(await subjects('served: true')).toEqual([a.SUBJECT]);
    expect(await subjects('category: POOR, status: REGISTERED')).toEqual([a.SUBJECT]);
    expect(await subjects(`device: "${a.TAG}"`)).toEqual([a.SUBJECT]);
    const viewer = { actorId: 'o', roles: ['SCHOOL_OFFICER'], units: [], organisations: ['31-TEST-002'] };
    expect(await subjects('', { as: viewer })).toEqual([a.OTHER_SUBJECT]);
    const hidden = await api.ask(`{ beneficiary(id: "${a.SUBJECT}") { status } }`, { as: viewer });
    expect(hidden.data!.beneficiary).toBeNull();
  });
});
