import { types as builtin, type QueryConfig } from 'pg';

const OID = {
  boolean: 16,
  bigint: 20,
  smallint: 21,
  int: 23,
  json: 114,
  date: 1082,
  timestamptz: 1184,
  jsonb: 3802,
} as const;
const TIMESTAMP = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d)(?::(\d\d))?$/;

/** `2021-11-30 10:00:00.12+07` → `2021-11-30T03:00:00.120Z`, whatever zone the session is in. */
const instant = (text: string): string => {
  const [, day, time, hours, minutes = '00'] = TIMESTAMP.exec(text) ?? [];
  return new Date(`${day}T${time}${hours}:${minutes}`).toISOString();
};

/** An integer beyond 2^53 would come out as another one. */
const integer = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('an integer of a read table is beyond 2^53');
  return value;
};

const asText = (text: string): string => text;

const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [OID.boolean]: (text) => text === 't',
  [OID.bigint]: integer,
  [OID.smallint]: Number,
  [OID.int]: Number,
  [OID.json]: JSON.parse,
  [OID.jsonb]: JSON.parse,
  [OID.date]: asText,
  [OID.timestamptz]: instant,
};

/** Values come back as they are in events: days and instants as text, integers as numbers; `numeric` (a sum) as text. */
export const asInEvents = {
  getTypeParser: (oid: number, format: 'text' | 'binary') => PARSERS[oid] ?? builtin.getTypeParser(oid, format),
} as unknown as QueryConfig['types'];
