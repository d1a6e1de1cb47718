import {
  type SealedLedger,
  bytesOf,
  hashes,
  honestLedger,
  noteOf,
  plainBodies,
  policyOf,
  sealed,
  sourceOf,
} from './testing';
import { nodeSignatureCheck } from './node-hashes';
import { type Verified, type Verifying, verifyLedger } from './verify-ledger';

const ledger = sealed(bytesOf(honestLedger()));
const checked = (shown: SealedLedger, more: Partial<Verifying> = {}) =>
  verifyLedger({ hashes, verify: nodeSignatureCheck, source: sourceOf(shown), policy: policyOf(), ...more });

describe('verifying a ledger', () => {
  it('checks signatures, bytes and rules', async () => {
    expect(await checked(ledger)).toMatchObject({
      origin: 'so-song.test/log',
      size: ledger.bodies.length,
      checked: ledger.bodies.length,
      problems: [],
      progress: null,
    });
  });

  it('names the first wrong position, of bytes and rules alike', async () => {
    const place = honestLedger().findIndex(({ type }) => type === 'HandoverRecorded');
    const text = new TextDecoder().decode(ledger.bodies[place]).replace('officer', 'approver');
    const bodies = ledger.bodies.with(place, new TextEncoder().encode(text));
    const { problems } = (await checked({ ...ledger, bodies })) as Verified;
    expect(problems[0]).toMatchObject({ fault: 'EVENT_CHANGED', position: place });
    expect(problems[1]).toMatchObject({ rule: 'FOUR_EYES_HANDOVER', position: place });
  });

  it('finds a rule broken in a ledger that is sealed as it stands', async () => {
    const steps = honestLedger().map((step) =>
      step.type === 'CarrierDayClosed' ? { ...step, actor: 'importer' } : step,
    );
    const { problems } = (await checked(sealed(bytesOf(steps)))) as Verified;
    expect(problems).toEqual([expect.objectContaining({ rule: 'IMPORTER_NOT_CLOSER', position: steps.length - 1 })]);
  });

  it.each([
    ['a checkpoint of another log', noteOf(3, new Uint8Array(32), { origin: 'other.test' }), 'SIGNATURE_MISSING'],
    ['a checkpoint whose size was changed', ledger.checkpoint.replace(/\n\d+\n/, '\n7\n'), 'SIGNATURE_INVALID'],
    ['a checkpoint with base64 that is not canonical', ledger.checkpoint.replace(/=\n\n/, '\n\n'), 'SIGNATURE_INVALID'],
    ['a text that is no note', 'hello', 'NOTE_UNSIGNED'],
  ])('does not trust %s', async (_, checkpoint, code) => {
    const problem = await checked({ ...ledger, checkpoint });
    expect(problem).toMatchObject({ fault: 'CHECKPOINT_INVALID', detail: expect.stringContaining(code) });
  });

  it('wants the quorum of witnesses that the policy wants', async () => {
    const witnesses = ['w1.test', 'w2.test'];
    const witnessed = sealed(ledger.bodies, witnesses);
    const policy = policyOf(witnesses);
    expect(await checked(witnessed, { policy })).toMatchObject({
      problems: [],
      witnesses: [{ name: 'w1.test' }, { name: 'w2.test' }],
    });
    expect(await checked(sealed(ledger.bodies, ['w1.test']), { policy })).toMatchObject({
      fault: 'CHECKPOINT_INVALID',
      detail: expect.stringContaining('QUORUM_MISSING'),
    });
  });

  it('refuses a head that is older than one seen before, or does not continue it', async () => {
    const before = sealed(ledger.bodies.slice(0, 20)).checkpoint;
    expect(await checked(ledger, { earlier: [before] })).toMatchObject({ problems: [] });
    const older = sealed(ledger.bodies.slice(0, 10));
    expect(await checked(older, { earlier: [before] })).toMatchObject({ fault: 'ROLLED_BACK', position: 10 });
    const forked = sealed([...plainBodies(20), ...ledger.bodies.slice(20)]);
    expect(((await checked(forked, { earlier: [before] })) as Verified).problems[0]).toMatchObject({ fault: 'FORKED' });
    const sameSize = sealed(plainBodies(ledger.bodies.length));
    expect(await checked(sameSize, { earlier: [ledger.checkpoint] })).toMatchObject({ fault: 'FORKED' });
  });

  it('goes on where it was interrupted, rules included', async () => {
    const many = sealed([...bytesOf(honestLedger()), ...plainBodies(600)]);
    const stop = new AbortController();
    stop.abort();
    const first = (await checked(many, { signal: stop.signal })) as Verified;
    expect([first.checked, first.progress?.size]).toEqual([256, many.bodies.length]);
    const whole = (await checked(many)) as Verified;
    const rest = (await checked(many, { resume: structuredClone(first.progress) })) as Verified;
    expect([rest.rules, rest.problems]).toEqual([whole.rules, whole.problems]);
  });
});
