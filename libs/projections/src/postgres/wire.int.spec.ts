import * as fc from 'fast-check';
import { defineEvent } from '@kernel';
import { Type } from 'typebox';
import { on, projectionSpec } from '../testing/projection-spec';
import { defineFacts, defineState, type Columns, type Row } from '../projection';

/** The row is the event's data: so that any value can be sent through. */
const RowSent = defineEvent('RowSent', 1, Type.Object({ id: Type.String(), row: Type.Unknown() }));
const columns: Columns = {
  a_text: 'text',
  an_int: 'int',
  a_bigint: 'bigint',
  a_boolean: 'boolean',
  a_day: 'day',
  an_instant: 'instant',
  a_uuid: 'uuid',
  a_json: 'json',
};

const instant = fc
  .date({ min: new Date('1900-01-01T00:00:00.000Z'), max: new Date('2199-12-31T23:59:59.999Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((value) => !value.includes('\0'));
const integer = fc.maxSafeInteger();
const json = fc.oneof(
  integer,
  text,
  fc.array(fc.oneof(integer, text, fc.boolean(), fc.constant(null)), { maxLength: 4 }),
  fc.dictionary(text, fc.oneof(integer, text), { maxKeys: 3, noNullPrototype: true }),
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const row = fc.record({
  a_text: maybe(text),
  an_int: maybe(fc.integer()),
  a_bigint: maybe(integer),
  a_boolean: maybe(fc.boolean()),
  a_day: maybe(instant.map((value) => value.slice(0, 10))),
  an_instant: maybe(instant),
  a_uuid: maybe(fc.uuid()),
  a_json: maybe(json),
});
const sent = (id: string, value: unknown) => ({ type: 'RowSent', data: { id, row: value } });

describe('what is written and read back', () => {
  const facts = projectionSpec(
    defineFacts<readonly [typeof RowSent]>({
      name: 'sent',
      version: 1,
      events: [RowSent],
      tables: [{ kind: 'facts', name: 'sent', columns, key: [] }],
      facts: ({ data }) => ({ sent: [data.row as object] }),
    }),
  );
  const state = projectionSpec(
    defineState<readonly [typeof RowSent], Row>({
      name: 'kept',
      version: 1,
      events: [RowSent],
      table: { kind: 'state', name: 'kept', key: { id: 'text', n: 'int' }, columns },
      keys: ({ data }) => [`${data.id}\0${7}`],
      evolve: (_, { data }) => data.row as Row,
    }),
  );

  it('is the same by COPY, whatever the values', () =>
    fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
        await facts.given(on('rows', ...rows.map((value, index) => sent(String(index), value))));
        expect(await facts.facts('sent')).toEqual(rows.map((value, position) => ({ position, ...value })));
      }),
      { numRuns: 8 },
    ));

  it('is the same by update from arrays, under a key of two columns, with every version before', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(row, { minLength: 2, maxLength: 12, selector: (it) => JSON.stringify(it) }),
        async (rows) => {
          await state.given(on('rows', ...rows.map((value) => sent('x', value))));
          const key = { id: 'x', n: 7 };
          expect(await state.now()).toEqual([{ ...key, ...rows.at(-1), from_position: rows.length - 1 }]);
          expect(await state.history()).toEqual(
            rows.slice(0, -1).map((value, at) => ({ ...key, ...value, from_position: at, to_position: at + 1 })),
          );
        },
      ),
      { numRuns: 8 },
    ));
});
