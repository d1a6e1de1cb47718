import { inParallel, registerProgramme, startProgramme, type Programme } from './support/programme';

/** A pupil and two devices for each race are made one after the other's command, on a machine that other suites keep busy. */
jest.setTimeout(600_000);

const RACES = 200;

interface Race {
  readonly subjectId: string;
  /** Two proposals for this pupil, each of a device that stands at its school. */
  readonly proposals: readonly string[];
}

describe('two people approve two devices for the same pupil at the same moment', () => {
  let programme: Programme;
  const races: Race[] = [];
  beforeAll(async () => {
    programme = await startProgramme();
    await registerProgramme(programme);
    const tags = await programme.devices(2 * RACES, 'LO-RACE');
    await programme.toSchool(tags);
    const pupils = Array.from({ length: RACES }, (_, n) => n);
    await inParallel(pupils, async (n) => {
      const subjectId = await programme.pupil(`HS-${n}`);
      const proposals: string[] = [];
      for (const tag of tags.slice(2 * n, 2 * n + 2)) proposals.push(await programme.proposal(subjectId, tag));
      races.push({ subjectId, proposals });
    });
  });
  afterAll(() => programme?.stop());

  it(`lets exactly one of them through, ${RACES} times`, async () => {
    const { approver, secondApprover } = programme.people;
    expect(races).toHaveLength(RACES);
    for (const { subjectId, proposals } of races) {
      const answers = await Promise.all([
        programme.approve(proposals[0]!, subjectId, approver),
        programme.approve(proposals[1]!, subjectId, secondApprover),
      ]);
      const [won, lost] = answers.sort((one, other) => one.status - other.status);
      expect([won!.status, won!.body.resource.type]).toEqual([201, 'assignment']);
      expect([lost!.status, lost!.body.code]).toEqual([409, 'ALREADY_SERVED']);
      expect(lost!.headers.get('content-type')).toContain('application/problem+json');
    }
  });

  it('leaves one promise for each pupil, and one device reserved', async () => {
    await programme.quiet();
    const subjects = races.map(({ subjectId }) => `beneficiary-${subjectId}`).sort();
    const promised = await programme.events({ types: ['DevicePromised'] });
    expect(promised.map(({ stream }) => stream).sort()).toEqual(subjects);
    const confirmed = await programme.events({ types: ['PromiseConfirmed'] });
    expect(confirmed.map(({ stream }) => stream).sort()).toEqual(subjects);
    expect(await programme.events({ types: ['DeviceAssigned'] })).toHaveLength(RACES);
    expect(await programme.events({ types: ['PromiseReleased', 'AssignmentDeclined'] })).toEqual([]);
  });
});
