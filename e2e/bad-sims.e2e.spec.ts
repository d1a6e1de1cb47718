import { HANDED_ON, activationFile, iccidOf, msisdnOf, simFile } from './support/facts';
import { registerProgramme, startProgramme, type Programme, type Served } from './support/programme';
import { expectNothingRecorded } from './support/refusals';
import type { SentImport } from './support/uploads';

/** A start makes a database, and other suites keep the machine busy. */
jest.setTimeout(180_000);

const ISSUED_ON = '2021-11-01';
const masked = (value: string): string => value.slice(-2).padStart(value.length, '•');

describe("a carrier's files of SIMs and activations that are not as they should be", () => {
  let programme: Programme;
  let served: Served;
  beforeAll(async () => {
    programme = await startProgramme();
    await registerProgramme(programme);
    const [tag] = await programme.devices(1, 'LO-1');
    await programme.toSchool([tag!]);
    await programme.sim({ iccid: iccidOf(1), msisdn: msisdnOf(1) });
    await programme.sim({ iccid: iccidOf(2), msisdn: msisdnOf(2) });
    served = await programme.served(await programme.pupil('HS-1'), tag!, iccidOf(1));
    await programme.quiet();
  });
  afterAll(() => programme?.stop());

  const send = (kind: 'F7' | 'F10', content: string): Promise<SentImport> =>
    programme.file({ kind, name: `${kind}.csv`, token: programme.people.carrier, content });
  const issued = (iccid: string, msisdn: string): Promise<SentImport> =>
    send('F7', simFile([[iccid, msisdn, 'VIETTEL', ISSUED_ON]]));
  const activated = (n: number, at: string): Promise<SentImport> =>
    send('F10', activationFile([[iccidOf(n), msisdnOf(n), at, 'D4GB', 'OK']]));

  it.each([
    ['of 8 digits', '96100000', ''],
    ['of 9 digits', '961000009', '096…'],
    ['of a landline', '02253123456', ''],
    ['of 11 digits', '01681234567', '038…'],
    ['of another country', '+14155550123', ''],
  ])('row 50: a number %s: MSISDN, with the prefix that it has now', async (_, msisdn, suggestion) => {
    const sent = await issued(iccidOf(50), msisdn);
    expect(sent).toMatchObject({ state: 'REJECTED', code: 'NO_ROW_RECORDED' });
    expect(sent.issues).toEqual([
      expect.objectContaining({ line: '2', code: 'MSISDN', field: 'msisdn', value: masked(msisdn), suggestion }),
    ]);
    await expectNothingRecorded(programme, sent.id, sent.text, [msisdn, iccidOf(50)]);
  });

  it('row 51: a number that is on another SIM: MSISDN_IN_USE', async () => {
    const sent = await issued(iccidOf(51), msisdnOf(1));
    expect(sent.issues).toEqual([
      expect.objectContaining({ code: 'MSISDN_IN_USE', field: 'msisdn', value: masked(`+84${msisdnOf(1).slice(1)}`) }),
    ]);
    await expectNothingRecorded(programme, sent.id, sent.text, [msisdnOf(1).slice(1), iccidOf(51)]);
  });

  it("row 52: a number with another carrier's prefix: recorded, PORTED_OR_WRONG_CARRIER", async () => {
    const sent = await issued(iccidOf(52), '0911000052');
    expect([sent.state, sent.counts.recorded, sent.counts.warned]).toEqual(['COMPLETED', 1, 1]);
    expect(sent.issues).toEqual([expect.objectContaining({ code: 'PORTED_OR_WRONG_CARRIER', field: 'msisdn' })]);
    expect(sent.text).not.toContain('911000052');
  });

  it.each([
    ['whose check digit is wrong', iccidOf(53).replace(/.$/, (digit) => String((Number(digit) + 1) % 10))],
    ['of 18 digits', iccidOf(53).slice(0, 18)],
    ['of another country', `8901${iccidOf(53).slice(4)}`],
  ])('row 53: a SIM card number %s: ICCID', async (_, iccid) => {
    const sent = await issued(iccid, msisdnOf(53));
    expect(sent.issues).toEqual([
      expect.objectContaining({ line: '2', code: 'ICCID', field: 'iccid', value: masked(iccid), suggestion: '' }),
    ]);
    await expectNothingRecorded(programme, sent.id, sent.text, [iccid, msisdnOf(53)]);
  });

  it('row 14: an activation without a zone: read as +07:00, ZONE_ASSUMED', async () => {
    const sent = await activated(2, '2021-11-12 08:00:00');
    expect(sent.state).toBe('COMPLETED');
    expect(sent.issues).toEqual([
      expect.objectContaining({ code: 'ZONE_ASSUMED', field: 'activatedAt', suggestion: '2021-11-12T08:00:00+07:00' }),
    ]);
    const [event] = await programme.events({ importId: sent.id });
    expect(JSON.parse(event!.body).data).toMatchObject({ activatedAt: '2021-11-12T01:00:00.000Z' });
  });

  it('row 13: an activation to come: FUTURE', async () => {
    const sent = await activated(2, '2999-01-01T08:00:00+07:00');
    expect(sent.issues).toEqual([expect.objectContaining({ code: 'FUTURE', field: 'activatedAt' })]);
    await expectNothingRecorded(programme, sent.id, sent.text, [iccidOf(2)]);
  });

  it('row 54: on before the handover: recorded, ACTIVATED_EARLY, and the window starts at the handover', async () => {
    const sent = await activated(1, '2021-11-08T08:00:00+07:00');
    expect([sent.state, sent.counts.recorded, sent.counts.queued]).toEqual(['COMPLETED', 1, 1]);
    expect(sent.issues).toEqual([expect.objectContaining({ line: '2', code: 'ACTIVATED_EARLY' })]);
    expect(sent.text).not.toContain(iccidOf(1));
    await programme.quiet();
    const { data } = await programme.system.query<{ readonly grant: object; readonly exceptions: object }>(
      `query ($id: ID!) {
        grant(id: $id) { firstDay endDay }
        exceptions(first: 5, filter: { code: "ACTIVATED_EARLY" }) { nodes { code state } }
      }`,
      {
        variables: { id: served.grantId },
        token: programme.people.auditor,
        after: (await programme.size()) - 1,
      },
    );
    expect(data).toEqual({
      grant: { firstDay: HANDED_ON, endDay: '2022-02-10' },
      exceptions: { nodes: [{ code: 'ACTIVATED_EARLY', state: 'OPEN' }] },
    });
  });
});
