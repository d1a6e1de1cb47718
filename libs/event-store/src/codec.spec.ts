import { Type } from 'typebox';
import { defineEvent, type Recorded } from '@kernel';
import { canonicalJson } from './canonical-json';
import { EventCodec, SchemaMismatch } from './codec';
import { EventTooLarge, MAX_EVENT_BYTES } from './event-store';

const SubjectNamed = defineEvent(
  'SubjectNamed',
  1,
  Type.Object({ code: Type.String({ maxLength: 70_000 }) }, { additionalProperties: false }),
);
/** v1 had `last` (inclusive), v2 `end` (exclusive), v3 added `carrier`. */
const WindowOpened = defineEvent(
  'WindowOpened',
  3,
  Type.Object({ end: Type.Integer(), carrier: Type.String() }, { additionalProperties: false }),
);
const codec = new EventCodec([SubjectNamed, WindowOpened], {
  WindowOpened: {
    1: ({ last }: { last: number }) => ({ end: last + 1 }),
    2: (data: { end: number }) => ({ ...data, carrier: 'VIETTEL' }),
  },
});

const recorded = (type: string, data: unknown, v = 1): Recorded =>
  ({
    id: '4518a792-7edc-83ac-a498-4e76892900ff',
    stream: 'device-a',
    revision: 3,
    type,
    v,
    occurredAt: '2021-11-30',
    recordedAt: '2021-11-30T03:00:00.000Z',
    actor: { id: 'a', role: 'DATA_ENTRY', unit: null },
    command: { id: '5b0e8f0c-7d52-4f6e-9f0a-3a1f5c2d7e41', sha256: 'ab' },
    data,
  }) as Recorded;

describe('the codec', () => {
  it('encodes the whole body as canonical JSON, with the keys that the store needs', () => {
    const event = recorded('SubjectNamed', { code: 'Hải Phòng' });
    expect(codec.encode(event)).toEqual({
      id: event.id,
      stream: 'device-a',
      revision: 3,
      type: 'SubjectNamed',
      commandId: event.command.id,
      commandSha256: 'ab',
      body: canonicalJson(event),
    });
    expect(codec.decode(codec.encode(event))).toEqual(event);
  });

  it('decodes several events in order', () => {
    const events = ['a', 'b'].map((code) => recorded('SubjectNamed', { code }));
    expect(codec.decodeAll(events.map((event) => codec.encode(event)))).toEqual(events);
  });

  it.each([
    [1, { last: 4 }, { end: 5, carrier: 'VIETTEL' }],
    [2, { end: 5 }, { end: 5, carrier: 'VIETTEL' }],
    [3, { end: 5, carrier: 'ITEL' }, { end: 5, carrier: 'ITEL' }],
  ])('reads version %i as the newest', (v, data, newest) => {
    const body = canonicalJson(recorded('WindowOpened', data, v));
    expect(codec.decode({ body })).toMatchObject({ v: 3, data: newest });
  });

  it.each([
    ['an event it does not know', recorded('Unheard', {})],
    ['data of another shape', recorded('SubjectNamed', { code: 1 })],
    ['a member that the schema does not have', recorded('SubjectNamed', { code: 'a', secret: 'b' })],
  ])('refuses %s, on write and on read', (_, event) => {
    expect(() => codec.encode(event)).toThrow(SchemaMismatch);
    expect(() => codec.decode({ body: canonicalJson(event) })).toThrow(SchemaMismatch);
  });

  it('refuses a version from the future, and one without an upcaster', () => {
    expect(() => codec.decode({ body: canonicalJson(recorded('SubjectNamed', { code: 'a' }, 2)) })).toThrow(
      SchemaMismatch,
    );
    expect(() => codec.decode({ body: canonicalJson(recorded('WindowOpened', { last: 1 }, 0)) })).toThrow(
      SchemaMismatch,
    );
  });

  it('does not repeat the values of what it refuses', () => {
    const refused = recorded('SubjectNamed', { code: 20210912 });
    expect(() => codec.encode(refused)).toThrow(/SubjectNamed: \/code/);
    expect(() => codec.encode(refused)).not.toThrow(/20210912/);
  });

  it('takes a body of exactly the limit, in bytes and not in characters', () => {
    const bare = Buffer.byteLength(codec.encode(recorded('SubjectNamed', { code: '' })).body);
    const room = MAX_EVENT_BYTES - bare;
    expect(Buffer.byteLength(codec.encode(recorded('SubjectNamed', { code: 'x'.repeat(room) })).body)).toBe(
      MAX_EVENT_BYTES,
    );
    expect(() => codec.encode(recorded('SubjectNamed', { code: 'x'.repeat(room + 1) }))).toThrow(EventTooLarge);
    expect(() => codec.encode(recorded('SubjectNamed', { code: 'ổ'.repeat(room / 2) }))).toThrow(EventTooLarge);
  });

  it('is not made with two definitions of one event', () => {
    expect(() => new EventCodec([SubjectNamed, SubjectNamed])).toThrow('SubjectNamed');
  });
});
