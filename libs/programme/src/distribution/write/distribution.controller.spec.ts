import { randomUUID } from 'node:crypto';
import request from 'supertest';
import type { AnyDecider, DomainCommand } from '@kernel';
import { Ledger } from '@command-handling';
import { type RestApplication, createRestApplication } from '@command-handling/testing';
import { allEvents } from '@programme/catalogue';
import { assetTagOf } from '@programme/shared';
import { beneficiary } from '@programme/beneficiary/domain';
import { sim } from '@programme/data-grant/domain';
import { device } from '@programme/device/domain';
import * as pupil from '../../beneficiary/domain/beneficiary.fixtures';
import * as data from '../../data-grant/domain/data-grant.fixtures';
import { DistributionWriteModule } from './distribution.write.module';

const SCHOOL = '31-TEST-001';
const TAG = assetTagOf('0000D001');
const OTHER_TAG = assetTagOf('0000D002');
const ICCID = '8984048000000000019';
/** Races are lost by chance: enough of them that a hole would be seen. */
const RACES = 50;

describe('assignments and handovers over HTTP', () => {
  let rest: RestApplication;
  let allocator: string;
  let approver: string;
  let officer: string;
  beforeEach(async () => {
    rest = await createRestApplication({ modules: [DistributionWriteModule], events: allEvents });
    rest.clock.moveTo('2021-11-30T03:00:00.000Z');
    allocator = await rest.bearer({ role: 'PROVINCE_ALLOCATOR', unit: '31' });
    approver = await rest.bearer({ role: 'APPROVER_1' });
    officer = await rest.bearer({ role: 'SCHOOL_OFFICER', organisation: SCHOOL });
    await deviceAtSchool(TAG);
    await deviceAtSchool(OTHER_TAG);
    await eligible(pupil.SUBJECT);
  });
  afterEach(() => rest.close());

  const told = async (decider: AnyDecider, id: string, ...commands: readonly DomainCommand[]) => {
    const actor = { id: '77777777-7777-4777-8777-777777777770', role: 'DATA_ENTRY', unit: null };
    for (const command of commands) {
      const outcome = await rest.app.get(Ledger).decide(decider, id, command, { commandId: randomUUID(), actor });
      expect(outcome.kind).toBe('receipt');
    }
  };
  const deviceAtSchool = (tag: string) => {
    const to = { kind: 'SCHOOL' as const, id: SCHOOL };
    const transferId = randomUUID();
    const received = {
      tag,
      donationCode: 'D-001',
      lotNo: 'L-01',
      serial: tag,
      type: 'TABLET',
      maker: 'Maker',
      condition: 'NEW',
      warehouseCode: '31-KHO-01',
      receivedOn: '2021-11-10',
    };
    return told(
      device,
      tag,
      { type: 'ReceiveDevice', data: received },
      { type: 'InspectDevice', data: { result: 'PASSED', dataWiped: false } },
      { type: 'ReleaseCustody', data: { transferId, to } },
      { type: 'TakeCustody', data: { transferId, by: to } },
    );
  };
  const eligible = (subjectId: string) =>
    told(
      beneficiary,
      subjectId,
      pupil.registerNeed({ subjectId }),
      pupil.attestCategory(),
      pupil.evaluateEligibility(),
    );

  const post = (path: string, body: object, token: string, key: string = randomUUID()) =>
    request(rest.server).post(`/api/v1/${path}`).set('Authorization', token).set('Idempotency-Key', key).send(body);
  const proposal = { subjectId: pupil.SUBJECT, tag: TAG, tenure: 'GIFT' };
  const propose = async (change: object = {}): Promise<string> =>
    (await post('assignments', { ...proposal, ...change }, allocator).expect(201)).body.resource.id as string;
  const approve = (id: string, token = approver, subjectId: string = pupil.SUBJECT) =>
    post(`assignments/${id}/approve`, { subjectId }, token);
  /** What the policies do between the approval and the handover. */
  const reserved = async (assignmentId: string) => {
    const { events } = await rest.app.get(Ledger).load(beneficiary, pupil.SUBJECT);
    const { id: promise, actor } = events.at(-1)!;
    const assignment = { assignmentId, promise, subjectId: pupil.SUBJECT, schoolCode: SCHOOL, tenure: 'GIFT' };
    await told(device, TAG, { type: 'AssignDevice', data: { ...assignment, approvedBy: actor.id } });
  };

  it('proposes, approves and rejects, each as an assignment', async () => {
    const key = randomUUID();
    const first = await post('assignments', proposal, allocator, key).expect(201);
    expect(first.body.resource.type).toBe('assignment');
    expect((await post('assignments', proposal, allocator, key).expect(200)).body).toEqual(first.body);
    const second = await propose({ tag: OTHER_TAG });
    await post(
      `assignments/${second}/reject`,
      { subjectId: pupil.SUBJECT, reason: 'NEEDED_ELSEWHERE' },
      approver,
    ).expect(201);
    const approved = await approve(first.body.resource.id as string).expect(201);
    expect(approved.body).toMatchObject({ resource: { type: 'assignment' }, stream: `beneficiary-${pupil.SUBJECT}` });
  });

  it.each([
    ['DEVICE_UNKNOWN', 404, { tag: assetTagOf('0000ZZZZ') }],
    ['NOT_FOUND', 404, { subjectId: pupil.OTHER_SUBJECT }],
    ['TAG_CHECK', 400, { tag: 'SMT-000000001' }],
    ['NOT_REPLACEABLE', 409, { replaces: pupil.ASSIGNMENT }],
  ])('refuses a proposal: %s', async (code, status, change) => {
    expect((await post('assignments', { ...proposal, ...change }, allocator).expect(status)).body.code).toBe(code);
  });

  it('lets nobody approve what they proposed, nor an administrator anything', async () => {
    const both = await rest.bearer({ role: ['PROVINCE_ALLOCATOR', 'APPROVER_1'], unit: '31', subject: 'both' });
    const id = (await post('assignments', proposal, both).expect(201)).body.resource.id as string;
    const own = await approve(id, both).expect(403);
    expect(own.body.code).toBe('SEPARATION_OF_DUTIES');
    const admin = await rest.bearer({ role: 'ADMIN' });
    expect((await approve(id, admin).expect(403)).body.code).toBe('SEPARATION_OF_DUTIES');
  });

  it('gives one of two approvals of one pupil at the same moment the promise, and tells the other', async () => {
    for (let race = 0; race < RACES; race += 1) {
      const subjectId = randomUUID();
      await eligible(subjectId);
      const ids = [await propose({ subjectId }), await propose({ subjectId, tag: OTHER_TAG })];
      const answers = await Promise.all(ids.map((id) => approve(id, approver, subjectId)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
      expect(answers.find(({ status }) => status === 409)!.body.code).toBe('ALREADY_SERVED');
    }
  }, 60_000);

  const handover = {
    tag: TAG,
    subjectId: pupil.SUBJECT,
    schoolCode: SCHOOL,
    handedOn: '2021-11-20',
    relation: 'GUARDIAN',
    receivedByName: 'Trần Văn Thử',
    signatureType: 'DRAWN',
    termsVersion: 'T1',
    iccid: ICCID,
  };
  /** A SIM that the vault knows by its number. */
  const simOf = async (iccid: string): Promise<string> => {
    const enrolled = await rest.vault.enrol({
      commandId: randomUUID(),
      kind: 'SIM',
      fields: { iccid },
      keys: [{ kind: 'ICCID', value: iccid }],
    });
    const simId = enrolled.kind === 'enrolled' ? enrolled.subjectId : '';
    await told(sim, simId, data.issueSim({ simId }));
    return simId;
  };

  it('hands an approved device over, with the SIM in the box and without a name, and takes the acceptance', async () => {
    const simId = await simOf(ICCID);
    const assignmentId = await propose();
    await approve(assignmentId).expect(201);
    await reserved(assignmentId);
    const key = randomUUID();
    const recorded = await post('handovers', { ...handover, assignmentId }, officer, key).expect(201);
    expect(recorded.body.resource).toEqual({ type: 'handover', id: assignmentId });
    await post('handovers', { ...handover, assignmentId }, officer, key).expect(200);
    const { events } = await rest.app.get(Ledger).load(device, TAG);
    expect(events.at(-1)).toMatchObject({
      type: 'HandoverRecorded',
      occurredAt: '2021-11-20',
      data: { simId, carrier: 'VIETTEL', commitments: { receivedBy: expect.any(String) } },
    });
    expect(JSON.stringify(events)).not.toContain('Trần');
    expect(JSON.stringify(events)).not.toContain(ICCID);
    const early = { tag: TAG, acceptedOn: '2021-11-19', acceptedBy: 'PUPIL' };
    expect((await post(`handovers/${assignmentId}/accept`, early, officer).expect(422)).body.code).toBe(
      'ACCEPTED_TOO_EARLY',
    );
    await post(`handovers/${assignmentId}/accept`, { ...early, acceptedOn: '2021-11-21' }, officer).expect(201);
    const wrong = { tag: TAG, reportedOn: '2021-11-25', documentNo: 'BB-1' };
    await post(`handovers/${assignmentId}/report-wrong-recipient`, wrong, officer).expect(201);
  });

  it('refuses a handover before the approval, to another child, by the approver, and of a stranger’s school', async () => {
    const assignmentId = await propose();
    const { iccid: _, ...bare } = handover;
    const record = (change: object = {}, token = officer) =>
      post('handovers', { ...bare, assignmentId, ...change }, token);
    expect((await record().expect(409)).body.code).toBe('HANDOVER_STATE');
    const both = await rest.bearer({ role: ['APPROVER_1', 'SCHOOL_OFFICER'], organisation: SCHOOL, subject: 'both' });
    await approve(assignmentId, both).expect(201);
    await reserved(assignmentId);
    expect((await record({ subjectId: pupil.OTHER_SUBJECT }).expect(409)).body.code).toBe('RECIPIENT_MISMATCH');
    expect((await record({}, both).expect(403)).body.code).toBe('SEPARATION_OF_DUTIES');
    const stranger = await rest.bearer({ role: 'SCHOOL_OFFICER', organisation: '31-TEST-002', subject: 'stranger' });
    expect((await record({}, stranger).expect(404)).body.code).toBe('NOT_FOUND');
    expect((await record({ iccid: ICCID }).expect(404)).body.code).toBe('SIM_UNKNOWN');
    expect((await record({ iccid: '123' }).expect(422)).body.code).toBe('ICCID');
    const simId = await simOf(ICCID);
    await told(sim, simId, data.attachSim());
    expect((await record({ iccid: ICCID }).expect(409)).body.code).toBe('SIM_ATTACHED');
  });

  it('takes a refusal back to the school', async () => {
    const assignmentId = await propose();
    await approve(assignmentId).expect(201);
    await reserved(assignmentId);
    const { iccid: _, receivedByName: _name, ...bare } = handover;
    await post('handovers', { ...bare, assignmentId }, officer).expect(201);
    const decline = { tag: TAG, reason: 'NO_SIGNAL', declinedOn: '2021-11-22' };
    await post(`handovers/${assignmentId}/decline`, decline, officer).expect(201);
    const accept = { tag: TAG, acceptedOn: '2021-11-23', acceptedBy: 'PUPIL' };
    expect((await post(`handovers/${assignmentId}/accept`, accept, officer).expect(409)).body.code).toBe(
      'HANDOVER_STATE',
    );
  });
});
