import { randomUUID } from 'node:crypto';
import { QUOTA, activationFile, creditFile, creditName, iccidOf, msisdnOf, type CreditDetail } from './support/facts';
import { registerProgramme, startProgramme, type Programme } from './support/programme';
import { expectNothingRecorded, expectRefused } from './support/refusals';
import { importOf, type SentImport } from './support/uploads';

/** A start makes a database, and other suites keep the machine busy. */
jest.setTimeout(180_000);

const MILLISECONDS_PER_DAY = 86_400_000;
const VIETNAM_AHEAD_MILLISECONDS = 7 * 3_600_000;
const tomorrow = (): string =>
  new Date(Date.now() + VIETNAM_AHEAD_MILLISECONDS + MILLISECONDS_PER_DAY).toISOString().slice(0, 10);

interface CarrierDay {
  readonly state: string | null;
  readonly promisedGrants: number;
  readonly credited: string | null;
  readonly hint: string | null;
  readonly gaps: readonly { readonly code: string; readonly count: number; readonly bytes: string }[];
  readonly files: readonly { readonly late: boolean; readonly recorded: number }[];
  readonly lines: { readonly nodes: readonly { readonly grantId: string; readonly classification: string }[] };
}

const CARRIER_DAY = `query ($day: Day!) { carrierDay(carrier: VIETTEL, day: $day) {
  state promisedGrants credited hint
  gaps { code count bytes } files { late recorded } lines(first: 20) { nodes { grantId classification } }
} }`;

describe("a carrier's files of credits that are not as they should be", () => {
  let programme: Programme;
  /** Both on from 2021-11-12; the second one's computer is lost on 2021-12-01. */
  let grants: readonly string[];
  beforeAll(async () => {
    programme = await startProgramme();
    await registerProgramme(programme);
    const tags = await programme.devices(2, 'LO-1');
    await programme.toSchool(tags);
    const made: string[] = [];
    for (const [n, tag] of tags.entries()) {
      await programme.sim({ iccid: iccidOf(n), msisdn: msisdnOf(n) });
      made.push((await programme.served(await programme.pupil(`HS-${n}`), tag, iccidOf(n))).grantId);
    }
    grants = made;
    const activations = tags.map((_, n) => [iccidOf(n), msisdnOf(n), '2021-11-12T08:00:00+07:00', 'D4GB', 'OK']);
    const content = activationFile(activations);
    await programme.file({ kind: 'F10', name: 'kich-hoat.csv', token: programme.people.carrier, content });
    await programme.quiet();
    const loss = { kind: 'LOST', lostOn: '2021-12-01', reportRef: 'BC-1' };
    await programme.record(`devices/${tags[1]}/report-lost`, loss, programme.people.officer);
    await programme.quiet();
  });
  afterAll(() => programme?.stop());

  const send = (day: string, content: string, name = creditName(day)): Promise<SentImport> =>
    programme.file({ kind: 'F8', name, token: programme.people.carrier, content });
  const credits = (bytes = QUOTA): readonly CreditDetail[] => grants.map((grantId) => ({ grantId, bytes }));
  const carrierDay = async (day: string): Promise<CarrierDay> => {
    const answer = await programme.system.query<{ readonly carrierDay: CarrierDay }>(CARRIER_DAY, {
      variables: { day },
      token: programme.people.auditor,
      after: (await programme.size()) - 1,
    });
    expect(answer.errors).toBeUndefined();
    return answer.data.carrierDay;
  };
  const expectWholeFileRefused = async (sent: SentImport, code: string): Promise<void> => {
    expect(sent).toMatchObject({ state: 'REJECTED', code, issues: [] });
    await expectNothingRecorded(programme, sent.id, JSON.stringify(sent));
  };

  it('row 55: the identical file again: FILE_ALREADY_IMPORTED, 200 with the first id', async () => {
    const content = creditFile('2021-11-15', 1, credits());
    const first = await send('2021-11-15', content);
    expect([first.status, first.state]).toEqual([202, 'COMPLETED']);
    const size = await programme.size();
    const again = await send('2021-11-15', content);
    expect([again.status, again.id, again.known]).toEqual([200, first.id, 'FILE_ALREADY_IMPORTED']);
    expect(await programme.size()).toBe(size);
  });

  it('row 56: the same number with other content: FILE_NO_REUSED', async () => {
    await send('2021-11-16', creditFile('2021-11-16', 1, credits()));
    const size = await programme.size();
    const changed = await send('2021-11-16', creditFile('2021-11-16', 1, credits('4294967295')));
    await expectWholeFileRefused(changed, 'FILE_NO_REUSED');
    expect(await programme.size()).toBe(size);
  });

  describe('row 57', () => {
    it.each([
      ['a trailer with another number of lines', `T|3|${2n * BigInt(QUOTA)}`],
      ['a trailer with another sum', 'T|2|1'],
      ['no trailer: it was cut off', ''],
    ])('%s: CONTROL_TOTAL', async (_, trailer) => {
      await expectWholeFileRefused(
        await send('2021-11-17', creditFile('2021-11-17', 1, credits(), trailer)),
        'CONTROL_TOTAL',
      );
    });

    it('a name with another day than the header: HEADER_DATE', async () => {
      const content = creditFile('2021-11-17', 1, credits());
      await expectWholeFileRefused(await send('2021-11-17', content, creditName('2021-11-18')), 'HEADER_DATE');
    });
  });

  describe('row 58', () => {
    it('a file for tomorrow: FUTURE', async () => {
      const day = tomorrow();
      await expectWholeFileRefused(await send(day, creditFile(day, 1, credits())), 'FUTURE');
    });

    it('a file long after its day: recorded, LATE_FILE', async () => {
      const sent = await send('2021-11-18', creditFile('2021-11-18', 1, credits()));
      expect([sent.state, sent.counts.recorded]).toEqual(['COMPLETED', 2]);
      const { files, gaps } = await carrierDay('2021-11-18');
      expect(files).toEqual([{ late: true, recorded: 2 }]);
      expect(gaps.map(({ code }) => code)).toContain('LATE_FILE');
    });
  });

  it('row 59: a day without a file: NO_FILE, which is not the same as nothing credited', async () => {
    expect(await carrierDay('2021-11-19')).toMatchObject({ state: 'NO_FILE', promisedGrants: 2, credited: null });
  });

  it('row 60: 4,000,000,000 under BINARY: every line SHORT, with a hint', async () => {
    await send('2021-11-20', creditFile('2021-11-20', 1, credits('4000000000')));
    const { gaps, hint } = await carrierDay('2021-11-20');
    const short = (2n * (BigInt(QUOTA) - 4_000_000_000n)).toString();
    expect(gaps).toContainEqual({ code: 'SHORT', count: 2, bytes: short });
    expect(hint).toBe('decimal GB?');
  });

  describe('row 61: megabytes in a column of bytes', () => {
    const held = async (day: string): Promise<SentImport> => {
      const sent = await send(day, creditFile(day, 1, credits('4096')));
      expect(sent).toMatchObject({ state: 'HELD', code: 'UNIT_SUSPECT' });
      await expectNothingRecorded(programme, sent.id, JSON.stringify(sent));
      return sent;
    };
    const decide = (id: string, what: string, token: string) =>
      programme.system.command(`/api/v1/imports/${id}/${what}`, {}, { token });

    it('held: released by another person than who sent it, and then recorded', async () => {
      const { id } = await held('2021-11-22');
      const own = () => decide(id, 'release', programme.people.carrier);
      await expectRefused(programme, own, 403, 'SEPARATION_OF_DUTIES');
      expect((await decide(id, 'release', programme.people.approver)).status).toBe(200);
      const done = await importOf(programme.system, id, programme.people.carrier);
      expect([done.state, done.counts.recorded]).toEqual(['COMPLETED', 2]);
    });

    it('held: refused by another person, and never recorded', async () => {
      const { id } = await held('2021-11-23');
      expect((await decide(id, 'refuse', programme.people.approver)).status).toBe(200);
      const done = await importOf(programme.system, id, programme.people.carrier);
      await expectWholeFileRefused({ ...done, status: 202, known: undefined }, 'UNIT_SUSPECT');
    });
  });

  it('row 62: a grant that nobody has is UNKNOWN_GRANT; what is no id at all waits outside of the ledger', async () => {
    const nobodys = randomUUID();
    const details = [...credits(), { grantId: nobodys }, { grantId: 'KHONG-CO' }];
    const sent = await send('2021-11-24', creditFile('2021-11-24', 1, details));
    expect([sent.state, sent.counts.recorded, sent.counts.queued]).toEqual(['PARTIALLY_APPLIED', 3, 1]);
    expect(sent.issues).toEqual([
      expect.objectContaining({ line: '5', code: 'UNKNOWN_GRANT', field: 'grantId', value: 'KHONG-CO' }),
    ]);
    const { lines } = await carrierDay('2021-11-24');
    expect(lines.nodes).toHaveLength(3);
    expect(lines.nodes).toContainEqual({ grantId: nobodys, classification: 'UNKNOWN_GRANT' });
  });

  it.each([
    ['after the loss was reported', '2021-12-05', 1],
    ['before the window', '2021-11-09', 0],
    ['on the 93rd day', '2022-02-12', 0],
  ])('row 63: a credit %s: recorded, OUT_OF_WINDOW', async (_, day, which) => {
    const sent = await send(day, creditFile(day, 1, [{ grantId: grants[which]! }]));
    expect([sent.state, sent.counts.recorded]).toEqual(['COMPLETED', 1]);
    expect((await carrierDay(day)).lines.nodes).toEqual([{ grantId: grants[which], classification: 'OUT_OF_WINDOW' }]);
  });
});
