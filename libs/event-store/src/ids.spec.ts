import fc from 'fast-check';
import { eventIdOf, policyCommandId, rowCommandId, sha256Hex, uuidV5 } from './ids';

const V4 = '5b0e8f0c-7d52-4f6e-9f0a-3a1f5c2d7e41';
const V7 = '017f22e2-79b0-7cc3-98c4-dc0c0c07398f';
const SHA = '7380ad99c3e88e14f65ab56c373c7fb7b17ba0e9dda37f2cdc2ce1586cfbd066';

/**
 * Frozen, and computed by another implementation too: a change here would give known commands new ids, and record them
 * a second time.
 */
describe('ids', () => {
  it('are UUIDv5 as others compute it', () => {
    const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
    expect(uuidV5(dns, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
    expect(uuidV5(dns, 'python.org')).toBe('886313e1-3b8a-5372-9b90-0c9aee199e5d');
  });

  it('of a command are its SHA-256', () => expect(sha256Hex('{"type":"PledgeDonation"}')).toBe(SHA));

  it.each([
    [V4, 'donation-TT01', 0, '4518a792-7edc-83ac-a498-4e76892900ff'],
    [V4, 'donation-TT01', 1, '398b2872-cc51-813c-bb35-5058d83e9a49'],
    [V7, 'donation-TT01', 0, '017f22e2-79b0-8392-97c7-b5f17f25df98'],
  ])('of the events of command %s on %s, index %i', (command, stream, index, id) => {
    expect(eventIdOf(command, stream, index, SHA)).toBe(id);
  });

  it('of an event are UUIDv8, and lead with the time of a v7 command', () => {
    fc.assert(
      fc.property(fc.uuid({ version: 7 }), fc.nat(999), (command, index) => {
        const id = eventIdOf(command, 'device-a', index, SHA);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(id.slice(0, 13)).toBe(command.slice(0, 13));
      }),
    );
  });

  it('of an event differ by command, stream, index and what the command says', () => {
    const ids = [
      eventIdOf(V4, 'device-a', 0, SHA),
      eventIdOf(V7, 'device-a', 0, SHA),
      eventIdOf(V4, 'device-b', 0, SHA),
      eventIdOf(V4, 'device-a', 1, SHA),
      eventIdOf(V4, 'device-a', 0, sha256Hex('another command')),
      eventIdOf(V4, 'device-a1', 0, SHA),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('of a policy’s command come from the event and the target', () =>
    expect(policyCommandId(V4, 'assignment', 'device-SMT-ABC')).toBe('63840d20-9752-58b7-9c36-5b24341f1cdc'));

  it('of a row’s command come from the file, the line and the target', () =>
    expect(rowCommandId(V4, 17, 'grant-x')).toBe('87760c7e-fb61-5117-8097-7ae67e81609f'));
});
