import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { Ledger } from '@command-handling';
import { type RestApplication, createRestApplication } from '@command-handling/testing';
import { allEvents } from '@programme/catalogue';
import { locality, localityId } from '@programme/locality/domain';
import { organisation } from '@programme/organisation/domain';
import { beneficiary } from '../domain';
import { BeneficiaryWriteModule } from './beneficiary.write.module';

const SCHOOL = '31-TEST-001';
const OTHER_SCHOOL = '31-TEST-002';
const actor = { id: '77777777-7777-4777-8777-777777777770', role: 'DATA_ENTRY', unit: null };
const legalBasis = { kind: 'CONSENT', documentNo: 'DK-001', signedOn: '2021-10-01', childConsent: true };
const need = {
  schoolCode: SCHOOL,
  studentCode: 'HS0001',
  fullName: 'Trần Thị Thử',
  dateOfBirth: '2009-05-01',
  sex: 'FEMALE',
  personalId: '031309000001',
  guardianName: 'Trần Văn Thử',
  guardianPhone: '0912 345 678',
  level: 'PUPIL',
  grade: 7,
  devicePossession: 'NONE',
  registeredOn: '2021-10-01',
  legalBasis,
};

describe('pupils over HTTP', () => {
  let rest: RestApplication;
  let officer: string;
  let allocator: string;
  let approver: string;
  beforeEach(async () => {
    rest = await createRestApplication({ modules: [BeneficiaryWriteModule], events: allEvents });
    officer = await rest.bearer({ role: 'SCHOOL_OFFICER', organisation: SCHOOL });
    allocator = await rest.bearer({ role: 'PROVINCE_ALLOCATOR', unit: '31' });
    approver = await rest.bearer({ role: 'APPROVER_1' });
    for (const [code, unitCode] of [
      [SCHOOL, '303'],
      [OTHER_SCHOOL, '304'],
    ] as const) {
      const data = { code, kind: 'SCHOOL', name: `Trường ${code}`, provinceCode: '31', unitCode } as const;
      await rest.app
        .get(Ledger)
        .decide(organisation, code, { type: 'RegisterOrganisation', data }, { commandId: randomUUID(), actor });
    }
  });
  afterEach(() => rest.close());

  const post = (path: string, body: object, token: string, key: string = randomUUID()) =>
    request(rest.server).post(`/api/v1/${path}`).set('Authorization', token).set('Idempotency-Key', key).send(body);
  const register = async (change: object = {}): Promise<string> =>
    (await post('beneficiaries', { ...need, ...change }, officer).expect(201)).body.resource.id as string;
  const factsOf = async (subjectId: string) => (await rest.app.get(Ledger).load(beneficiary, subjectId)).events;

  it('registers a need; the event has a random id and commitments, and nothing of the person', async () => {
    const key = randomUUID();
    const first = await post('beneficiaries', need, officer, key).expect(201);
    const subjectId = first.body.resource.id as string;
    expect(first.headers.location).toBe(`/api/v1/beneficiaries/${subjectId}`);
    expect((await post('beneficiaries', need, officer, key).expect(200)).body).toEqual(first.body);
    const [fact] = await factsOf(subjectId);
    expect(fact!.data).toMatchObject({
      subjectId,
      schoolCode: SCHOOL,
      provinceCode: '31',
      unitCode: '303',
      grade: 7,
      ownConsentRequired: true,
      legalBasis,
    });
    expect(fact!.occurredAt).toBe('2021-10-01');
    const body = JSON.stringify(fact);
    for (const personal of ['Trần', 'HS0001', '2009-05-01', '031309000001', '912345678'])
      expect(body).not.toContain(personal);
    const other = await post('beneficiaries', { ...need, fullName: 'Người Khác' }, officer, key).expect(409);
    expect(other.body.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('takes the same pupil again as no news, and refuses other data and another’s number', async () => {
    const subjectId = await register();
    const again = await post('beneficiaries', need, officer).expect(200);
    expect(again.body).toMatchObject({ resource: { id: subjectId }, eventIds: [] });
    for (const change of [{ fullName: 'Trần Thị Khác' }, { studentCode: 'HS0002' }]) {
      const answer = await post('beneficiaries', { ...need, ...change }, officer).expect(409);
      expect(answer.body.code).toBe('DUPLICATE_DIFFERENT');
    }
  });

  it.each([
    ['PERSONAL_ID', 422, { personalId: '031309000' }],
    ['MSISDN', 422, { guardianPhone: '02253123456' }],
    ['SCHOOL_UNKNOWN', 404, { schoolCode: '31-TEST-999' }],
    ['FUTURE', 422, { registeredOn: '2021-11-16' }],
    ['TEXT', 400, { fullName: 'Trần\u202EThị' }],
    ['TEXT', 400, { fullName: 'A'.repeat(201) }],
    ['DATE', 400, { dateOfBirth: '2009-02-30' }],
    ['CHOICE', 400, { devicePossession: 'MAYBE' }],
    ['FIELD_UNKNOWN', 400, { category: 'POOR' }],
  ])('refuses %s', async (code, status, change) => {
    const token =
      'schoolCode' in change ? await rest.bearer({ role: 'SCHOOL_OFFICER', organisation: '31-TEST-999' }) : officer;
    const answer = await post('beneficiaries', { ...need, ...change }, token).expect(status);
    expect(answer.body.code).toBe(code);
  });

  it('flags what should be looked at', async () => {
    const subjectId = await register({ personalId: '031310000001', dateOfBirth: '2017-01-01', legalBasis: undefined });
    const [fact] = await factsOf(subjectId);
    expect(fact!.data).toMatchObject({ flags: expect.arrayContaining(['ID_MISMATCH', 'AGE_RANGE', 'CONSENT']) });
  });

  it('lets a namesake of the same school and birthday get nothing before a second person looked', async () => {
    const first = await register();
    const other = { studentCode: 'HS0002', fullName: 'TRẦN  THỊ THỬ', personalId: undefined };
    const key = randomUUID();
    const answer = await post('beneficiaries', { ...need, ...other }, officer, key).expect(201);
    expect(answer.body.warnings).toEqual([{ code: 'POSSIBLE_DUPLICATE' }]);
    expect((await post('beneficiaries', { ...need, ...other }, officer, key).expect(200)).body).toEqual(answer.body);
    const subjectId = answer.body.resource.id as string;
    const [fact] = await factsOf(subjectId);
    expect(fact!.data).toMatchObject({ possibleDuplicateOf: first, flags: ['POSSIBLE_DUPLICATE', 'LATE'] });
    expect(JSON.stringify(fact)).not.toMatch(/thử|2009-05-01/i);
    const day = { evaluatedOn: '2021-10-05' };
    expect((await post(`beneficiaries/${subjectId}/evaluate`, day, allocator)).body.code).toBe('EXCEPTION_OPEN');
    // The first one is as it was, and the same child again is no news.
    await post(`beneficiaries/${first}/evaluate`, day, allocator).expect(201);
    await post('beneficiaries', need, officer).expect(200);
    await post('beneficiaries', { ...need, ...other }, officer).expect(200);
  });

  it.each([
    ['another name: a twin', { fullName: 'Trần Thị Thử Hai' }],
    ['another tone', { fullName: 'Trần Thị Thứ' }],
    ['another birthday', { dateOfBirth: '2009-05-02' }],
  ])('flags no pupil of %s', async (_, change) => {
    await register();
    const other = { ...need, studentCode: 'HS0002', personalId: undefined, ...change };
    expect((await post('beneficiaries', other, officer).expect(201)).body.warnings).toEqual([]);
  });

  it('is for the officers of the pupil’s own school', async () => {
    const stranger = await rest.bearer({ role: 'SCHOOL_OFFICER', organisation: OTHER_SCHOOL, subject: 'other' });
    expect((await post('beneficiaries', need, stranger).expect(404)).body.code).toBe('NOT_FOUND');
    expect((await post('beneficiaries', need, allocator).expect(403)).body.code).toBe('FORBIDDEN_ROLE');
    const subjectId = await register();
    const consent = await post(`beneficiaries/${subjectId}/record-consent`, { legalBasis }, stranger).expect(404);
    expect(consent.body.code).toBe('NOT_FOUND');
  });

  const attestation = { category: 'NEAR_POOR', validYear: 2021, issuedBy: '31-UBND-01', certificateNo: 'HN-17' };

  it('evaluates with the measures of the locality on the day of the registration', async () => {
    const ledger = rest.app.get(Ledger);
    const id = localityId('303', '2021-10-01');
    for (const kind of ['DIR16', 'ONLINE_TEACHING'] as const) {
      const data = { measureId: randomUUID(), unitCode: '303', kind, from: '2021-09-20', documentNo: 'QD-1' };
      await ledger.decide(locality, id, { type: 'DeclareMeasure', data }, { commandId: randomUUID(), actor });
    }
    const subjectId = await register();
    await post(`beneficiaries/${subjectId}/attest`, attestation, officer).expect(201);
    await post(`beneficiaries/${subjectId}/evaluate`, { evaluatedOn: '2021-11-05' }, allocator).expect(201);
    const facts = await factsOf(subjectId);
    expect(JSON.stringify(facts)).not.toContain('HN-17');
    expect(facts.at(-1)!.data).toMatchObject({
      result: 'ELIGIBLE',
      reasons: [],
      inputs: { category: 'NEAR_POOR', categoryYear: 2021, phase: 'PH1', priorityLocality: true },
    });
  });

  it('flags an attestation without a certificate', async () => {
    const subjectId = await register();
    const { certificateNo: _, ...unproven } = attestation;
    await post(`beneficiaries/${subjectId}/attest`, unproven, officer).expect(201);
    expect((await factsOf(subjectId)).at(-1)!.data).toMatchObject({ flags: ['CATEGORY_UNPROVEN'] });
  });

  it('records what becomes of the pupil', async () => {
    const subjectId = await register();
    const verb = (name: string, body: object, token = officer) =>
      post(`beneficiaries/${subjectId}/${name}`, body, token);
    await verb('declare-possession', { devicePossession: 'SHARED_PHONE', declaredOn: '2021-10-20' }).expect(201);
    await verb('withdraw-consent', { withdrawnOn: '2021-10-21' }).expect(201);
    await verb('record-consent', { legalBasis }).expect(201);
    await verb('transfer', { toSchoolCode: OTHER_SCHOOL, movedOn: '2021-11-01' }).expect(201);
    const facts = await factsOf(subjectId);
    expect(facts.at(-1)!.data).toMatchObject({ toSchoolCode: OTHER_SCHOOL, unitCode: '304' });
    const own = await rest.bearer({ role: 'SCHOOL_OFFICER', organisation: OTHER_SCHOOL, subject: 'other' });
    await verb('lapse', { reason: 'HAS_DEVICE', lapsedOn: '2021-11-02' }, own).expect(201);
    await verb('lapse', { reason: 'HAS_DEVICE', lapsedOn: '2021-11-02' }, officer).expect(404);
  });

  it('voids the later of two registrations, by another person than who made it', async () => {
    const survivor = await register();
    const later = await register({ studentCode: 'HS0009', personalId: undefined });
    const report = { survivorSubjectId: survivor, reportedOn: '2021-11-10', documentNo: 'BB-1' };
    await post(`beneficiaries/${later}/report-duplicate`, report, approver).expect(201);
    const unknown = { ...report, survivorSubjectId: randomUUID() };
    const answer = await post(`beneficiaries/${survivor}/report-duplicate`, unknown, approver).expect(404);
    expect(answer.body.code).toBe('NEED_UNKNOWN');
  });
});
