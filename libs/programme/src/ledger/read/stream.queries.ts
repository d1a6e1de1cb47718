import type { LedgerEventValue } from '@graphql-api';
import type { StreamField } from './ledger.objects';

const entriesOf = ({ data }: LedgerEventValue): readonly (readonly [string, unknown])[] =>
  Object.entries(data as Readonly<Record<string, unknown>>);

/** The history of every field of the data: a plain fold that knows no noun, so anyone can repeat it from the events alone. */
export const versionedOf = (events: readonly LedgerEventValue[]): readonly StreamField[] => {
  const fields = new Map<string, StreamField['versions'][number][]>();
  for (const event of events)
    for (const [field, data] of entriesOf(event)) {
      const versions = fields.get(field) ?? [];
      const value = JSON.stringify(data);
      if (versions.at(-1)?.value !== value) versions.push({ value, event });
      fields.set(field, versions);
    }
  return [...fields].sort(byName).map(([field, versions]) => ({ field, versions }));
};

/** The last value of every field, as JSON with its names in order. */
export const compiledOf = (events: readonly LedgerEventValue[]): string =>
  JSON.stringify(Object.fromEntries([...new Map(events.flatMap(entriesOf))].sort(byName)));

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;
