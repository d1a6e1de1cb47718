import { randomUUID } from 'node:crypto';
import { FULL_NAME, OTHER_SCHOOL, SCHOOL, handoverBody, iccidOf, msisdnOf, needOf } from './support/facts';
import { registerProgramme, startProgramme, type Programme } from './support/programme';
import { expectRefused } from './support/refusals';
import type { Answer } from './support/system';

/** A start makes a database, and other suites keep the machine busy. */
jest.setTimeout(180_000);

const pledge = {
  donorCode: 'DN-01',
  kind: 'DEVICE',
  quantity: 10,
  publicity: 'NAMED',
  documentNo: '02/CK',
  pledgedOn: '2021-09-21',
};

interface Listed {
  readonly exceptions: { readonly nodes: readonly { readonly eventId: string }[] };
}

describe('requests that are not as they should be', () => {
  let programme: Programme;
  /** At the school: the first is of the pupil who is served, the second is free. */
  let tags: readonly string[];
  let servedPupil: string;
  let servedBy: string;
  beforeAll(async () => {
    programme = await startProgramme();
    await registerProgramme(programme);
    tags = await programme.devices(6, 'LO-1');
    await programme.toSchool(tags.slice(0, 5));
    servedPupil = await programme.pupil('HS-SERVED');
    await programme.sim({ iccid: iccidOf(1), msisdn: msisdnOf(1) });
    servedBy = (await programme.served(servedPupil, tags[0]!, iccidOf(1))).assignmentId;
    await programme.quiet();
  });
  afterAll(() => programme?.stop());

  const post = (path: string, body: unknown, token: string, key?: string): Promise<Answer> =>
    programme.system.command(`/api/v1/${path}`, body, { token, ...(key ? { key } : {}) });
  const refused = (
    path: string,
    body: unknown,
    token: string,
    [status, code]: readonly [number, string],
    personal: readonly string[] = [],
  ): Promise<Answer> => expectRefused(programme, () => post(path, body, token), status, code, personal);

  it.each([1.5, -5, 0, 1e12, '1e6'])('row 8: a pledge of %s things: INTEGER_RANGE', async (quantity) => {
    const { body } = await refused('donations', { ...pledge, quantity }, programme.people.clerk, [
      400,
      'INTEGER_RANGE',
    ]);
    expect(body.errors).toEqual([expect.objectContaining({ field: 'quantity', code: 'INTEGER_RANGE' })]);
  });

  it.each([
    ['9', '2500000.50', 'MONEY_FORMAT', '2500000'],
    ['9', '2,5 tỷ', 'MONEY_FORMAT', '2500000000'],
    ['10', '100 USD', 'CURRENCY', undefined],
  ])('row %s: a pledge of %s: %s, suggesting %s', async (_row, amountVnd, code, suggestion) => {
    const cash = { ...pledge, kind: 'CASH_VND', quantity: undefined, amountVnd };
    const { body } = await refused('donations', cash, programme.people.clerk, [400, code]);
    expect(body.errors).toEqual([expect.objectContaining({ field: 'amountVnd', code })]);
    expect(body.errors[0].suggestion).toBe(suggestion);
  });

  it.each(['2022-02-31', '2021-13-01', '11/10/21', '44479'])('row 11: pledged on %s: DATE', async (pledgedOn) => {
    await refused('donations', { ...pledge, pledgedOn }, programme.people.clerk, [400, 'DATE']);
  });

  describe('row 13', () => {
    it('a day to come: FUTURE', async () => {
      const body = { ...pledge, pledgedOn: '2999-01-01' };
      await refused('donations', body, programme.people.clerk, [422, 'FUTURE']);
    });

    it('before 2021-09-01: recorded, and waits as HISTORICAL', async () => {
      const body = { ...pledge, code: 'D-OLD', pledgedOn: '2021-08-31' };
      const receipt = await programme.record('donations', body, programme.people.clerk);
      expect(receipt.warnings).toEqual([{ code: 'HISTORICAL' }]);
    });
  });

  it('row 72: one pledge in the letters of donor, umbrella and province: PLEDGE_DUPLICATE, listed for a second person', async () => {
    const { clerk, approver } = programme.people;
    const letter = { ...pledge, quantity: 777 };
    const told = async (documentNo: string) => programme.record('donations', { ...letter, documentNo }, clerk);
    expect((await told('72/DN')).warnings).toEqual([]);
    const ids: string[] = [];
    for (const documentNo of ['72/UBND', '72/LIEN-DOAN']) {
      const { warnings, eventIds } = await told(documentNo);
      expect(warnings).toEqual([{ code: 'PLEDGE_DUPLICATE' }]);
      ids.push(...eventIds);
    }
    await programme.quiet();
    const query = '{ exceptions(first: 10, filter: { code: "PLEDGE_DUPLICATE", state: OPEN }) { nodes { eventId } } }';
    const listed = await programme.system.query<Listed>(query, { token: approver });
    expect(listed.data.exceptions.nodes).toEqual(ids.map((eventId) => ({ eventId })));
    const resolution = { outcome: 'REFUSED', reason: 'SAME_GIFT' };
    await refused(`exceptions/${ids[0]}/resolve`, resolution, clerk, [403, 'FORBIDDEN_ROLE']);
    await programme.record(`exceptions/${ids[0]}/resolve`, resolution, approver);
  });

  describe('row 15', () => {
    const organisation = { kind: 'SCHOOL', name: 'Trường THCS Thử nghiệm', unitCode: '01' };

    it.each([
      ['01-TEST-001', '1'],
      ['01-TEST-002', 1],
    ])('%s in province %p: 01, with a warning', async (code, provinceCode) => {
      const body = { ...organisation, code, provinceCode };
      const receipt = await programme.record('organisations', body, programme.people.clerk);
      expect(receipt.warnings).toEqual([{ code: 'LEADING_ZERO', field: 'provinceCode' }]);
      const [registered] = await programme.events({ stream: `org-${code}` });
      expect(JSON.parse(registered!.body).data.provinceCode).toBe('01');
    });

    it('a code that no province has: UNIT_UNKNOWN', async () => {
      const body = { ...organisation, code: '03-TEST-001', provinceCode: '3' };
      await refused('organisations', body, programme.people.clerk, [404, 'UNIT_UNKNOWN']);
    });
  });

  describe('rows 39, 42 to 44: approval and handover', () => {
    let subjectId: string;
    let assignmentId: string;
    beforeAll(async () => {
      subjectId = await programme.pupil('HS-39');
      assignmentId = await programme.proposal(subjectId, tags[1]!);
      await programme.quiet();
    });

    it('row 39: nobody approves what they proposed: SEPARATION_OF_DUTIES', async () => {
      const both = await programme.system.token(['PROVINCE_ALLOCATOR', 'APPROVER_1'], { unit: '31', subject: 'both' });
      const pupil = await programme.pupil('HS-39-OWN');
      const body = { subjectId: pupil, tag: tags[2], tenure: 'GIFT' };
      const own = (await programme.record('assignments', body, both)).resource.id;
      await refused(`assignments/${own}/approve`, { subjectId: pupil }, both, [403, 'SEPARATION_OF_DUTIES']);
    });

    it('row 39: an administrator approves nothing: SEPARATION_OF_DUTIES', async () => {
      const approval = [403, 'SEPARATION_OF_DUTIES'] as const;
      await refused(`assignments/${assignmentId}/approve`, { subjectId }, programme.people.admin, approval);
    });

    it('row 42: a handover before the approval: HANDOVER_STATE', async () => {
      const body = handoverBody(assignmentId, subjectId, tags[1]!);
      await refused('handovers', body, programme.people.officer, [409, 'HANDOVER_STATE']);
    });

    it("row 42: a handover from another school's stock: HANDOVER_STATE", async () => {
      const pupil = await programme.pupil('HS-42');
      const reserved = await programme.reserved(pupil, tags[3]!);
      await programme.quiet();
      const body = handoverBody(reserved, pupil, tags[3]!, { schoolCode: OTHER_SCHOOL });
      await refused('handovers', body, programme.people.otherOfficer, [409, 'HANDOVER_STATE']);
    });

    it('row 43: a second device for a pupil: ALREADY_SERVED, with the assignment', async () => {
      const body = { subjectId: servedPupil, tag: tags[2], tenure: 'GIFT' };
      const answer = await refused('assignments', body, programme.people.allocator, [409, 'ALREADY_SERVED']);
      expect(answer.body.facts).toEqual({ assignmentId: servedBy });
    });

    it('row 44: a handover to another child than the listed one: RECIPIENT_MISMATCH, by request and by file', async () => {
      const [pupil, other] = [await programme.pupil('HS-44'), await programme.pupil('HS-44-OTHER')];
      const reserved = await programme.reserved(pupil, tags[4]!);
      await programme.quiet();
      const body = handoverBody(reserved, other, tags[4]!);
      await refused('handovers', body, programme.people.officer, [409, 'RECIPIENT_MISMATCH']);

      const size = await programme.size();
      const sent = await programme.file({
        kind: 'F6',
        token: programme.people.officer,
        name: 'ban-giao.csv',
        content: [
          'assetTag,schoolCode,studentCode,handedOn,receivedByName,signatureType,termsVersion',
          `${tags[4]},${SCHOOL},HS-44-OTHER,2021-11-10,${FULL_NAME},PAPER_SCAN,CK-1`,
        ].join('\n'),
      });
      expect(sent).toMatchObject({ state: 'REJECTED', issues: [{ line: '2', code: 'RECIPIENT_MISMATCH' }] });
      expect(sent.text).not.toContain(FULL_NAME);
      expect(await programme.size()).toBe(size);
    });
  });

  it('row 46: a tag whose check character is wrong: TAG_CHECK, in a path, a body and a file', async () => {
    const good = tags[2]!;
    const wrong = `${good.slice(0, -1)}${good.endsWith('0') ? '1' : '0'}`;
    const { allocator, clerk, officer } = programme.people;
    const inspection = { result: 'PASSED', dataWiped: true };
    await refused(`devices/${wrong}/inspect`, inspection, clerk, [400, 'TAG_CHECK']);
    const proposal = { subjectId: servedPupil, tag: wrong, tenure: 'GIFT' };
    await refused('assignments', proposal, allocator, [400, 'TAG_CHECK']);
    const sent = await programme.file({
      kind: 'F6',
      token: officer,
      name: 'nhan.csv',
      content: `assetTag,schoolCode,studentCode,handedOn,signatureType,termsVersion\n${wrong},${SCHOOL},HS-44,2021-11-10,PAPER_SCAN,CK-1`,
    });
    expect(sent).toMatchObject({ state: 'REJECTED', issues: [{ code: 'TAG_CHECK', field: 'assetTag', value: wrong }] });
  });

  it('row 49: the same request under the same key: 200 with the same ids; another one: IDEMPOTENCY_KEY_REUSED', async () => {
    const key = randomUUID();
    const first = await post('beneficiaries', needOf('HS-49'), programme.people.officer, key);
    expect(first.status).toBe(201);
    const size = await programme.size();
    const again = await post('beneficiaries', needOf('HS-49'), programme.people.officer, key);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(await programme.size()).toBe(size);
    const other = (): Promise<Answer> => post('beneficiaries', needOf('HS-49-B'), programme.people.officer, key);
    await expectRefused(programme, other, 409, 'IDEMPOTENCY_KEY_REUSED');
  });

  it('two of one name, birthday and school: the later one gets nothing before a second person looked: EXCEPTION_OPEN', async () => {
    const { officer, allocator, approver } = programme.people;
    const namesake = { ...needOf('HS-TWO'), fullName: (needOf('HS-ONE') as { fullName: string }).fullName };
    // At the same moment: one is the first, whichever.
    const both = await Promise.all([
      programme.record('beneficiaries', needOf('HS-ONE'), officer),
      programme.record('beneficiaries', namesake, officer),
    ]);
    const flagged = both.filter(({ warnings }) => warnings.some(({ code }) => code === 'POSSIBLE_DUPLICATE'));
    expect(flagged).toHaveLength(1);
    const [later] = flagged;
    const evaluation = [`beneficiaries/${later!.resource.id}/evaluate`, { evaluatedOn: '2021-10-20' }] as const;
    await refused(...evaluation, allocator, [409, 'EXCEPTION_OPEN']);
    const answer = { outcome: 'ACCEPTED', reason: 'ANOTHER_CHILD' };
    await programme.record(`exceptions/${later!.eventIds[0]}/resolve`, answer, approver);
    await programme.record(...evaluation, allocator);
  });

  it('rows 50, 51 and 53: numbers of a SIM, over REST; none of them in the answer', async () => {
    const { carrier } = programme.people;
    const sim = { iccid: iccidOf(50), msisdn: msisdnOf(50), carrier: 'VIETTEL', issuedOn: '2021-11-01' };
    const old = '01681234567';
    const converted = await refused('sims', { ...sim, msisdn: old }, carrier, [422, 'MSISDN'], [old, '0381234567']);
    expect(converted.body.facts).toEqual({ prefix: '038…' });
    await refused('sims', { ...sim, msisdn: msisdnOf(1) }, carrier, [409, 'MSISDN_IN_USE'], [msisdnOf(1)]);
    await refused('sims', { ...sim, iccid: '8984123' }, carrier, [422, 'ICCID'], ['8984123']);
  });

  it.each(['quantity', 'amountVnd'])('row 65: a number beyond 2^53 as %s: USE_STRING', async (field) => {
    const text = JSON.stringify({ ...pledge, [field]: 0 }).replace(`"${field}":0`, `"${field}":9007199254740993`);
    const send = async (): Promise<Answer> => {
      const response = await programme.system.fetch('/api/v1/donations', {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'Idempotency-Key': randomUUID(),
          Authorization: `Bearer ${programme.people.clerk}`,
        },
        body: text,
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    };
    await expectRefused(programme, send, 400, 'USE_STRING');
  });
});
