import { Client } from 'pg';
import { iccidOf, msisdnOf } from './support/facts';
import { registerProgramme, startProgramme, type Programme } from './support/programme';

/** A start makes a database, and other suites keep the machine busy. */
jest.setTimeout(180_000);

/**
 * Nothing that people enter makes a policy's reaction fail for good: the target stream records the outcome either way. So the rows are put in
 * by hand, as a release with a fault in it would have left them: of an event whose reaction took effect, and of one behind it.
 */
const PARK = `insert into policies.parked (policy, key, position, event_id, event_type, code)
  select 'promise-assigns-device', stream, position, id, type, $2 from event where stream = $1 and type = 'DevicePromised'`;

describe('what a policy has parked', () => {
  let programme: Programme;
  let stream: string;
  beforeAll(async () => {
    programme = await startProgramme();
    await registerProgramme(programme);
    const [tag] = await programme.devices(1, 'LO-1');
    await programme.toSchool([tag!]);
    const subjectId = await programme.pupil('HS-PARKED');
    await programme.sim({ iccid: iccidOf(1), msisdn: msisdnOf(1) });
    await programme.reserved(subjectId, tag!);
    await programme.quiet();
    stream = `beneficiary-${subjectId}`;
    const client = new Client({ connectionString: programme.system.database.ownerUrl });
    await client.connect();
    await client.query(PARK, [stream, 'POLICY_ERROR']);
    await client.end();
  });
  afterAll(() => programme?.stop());

  const call = async (path: string, token: string | undefined, method = 'GET') => {
    const headers = token === undefined ? undefined : { Authorization: `Bearer ${token}` };
    const response = await programme.system.fetch(`/api/v1/policies/${path}`, { method, headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it.each([
    ['parked', 'GET'],
    ['retry', 'POST'],
  ])('%s is an administrator’s, and nobody else’s', async (path, method) => {
    expect(await call(path, undefined, method)).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    const { clerk, officer, allocator, approver, carrier, auditor } = programme.people;
    for (const token of [clerk, officer, allocator, approver, carrier, auditor])
      expect(await call(path, token, method)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN_ROLE' } });
  });

  it('is shown with the event and the code', async () => {
    const { status, body } = await call('parked', programme.people.admin);
    expect(status).toBe(200);
    expect(body).toEqual([
      {
        policy: 'promise-assigns-device',
        key: stream,
        position: expect.stringMatching(/^\d+$/),
        eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        eventType: 'DevicePromised',
        code: 'POLICY_ERROR',
        attempts: 1,
        parkedAt: expect.any(String),
      },
    ]);
  });

  it('repeats without effect where it had taken effect, and is let through', async () => {
    const before = await programme.size();
    expect(await call('retry', programme.people.admin, 'POST')).toEqual({ status: 200, body: { released: 1 } });
    expect(await programme.size()).toBe(before);
    expect((await call('parked', programme.people.admin)).body).toEqual([]);
  });
});
