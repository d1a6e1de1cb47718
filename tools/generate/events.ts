import type { EventDefinition } from '@kernel';
import { allEvents, streamKinds } from '@programme/catalogue';
import { GENERATED, jsonFile, table, type Generated, type Generator } from './generated';

interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/** What any fact may carry (`provenance` in `shared/schema.ts`): said once, above the catalogue. */
const PROVENANCE = ['channel', 'import', 'flags', 'evidence'];

/** The schema's keywords alone, as any JSON Schema validator reads them. */
const plain = ({ schema }: EventDefinition): JsonSchema => JSON.parse(JSON.stringify(schema)) as JsonSchema;

const schemaFile = (definition: EventDefinition): Generated =>
  jsonFile(`docs/events/${definition.type}.v${definition.version}.schema.json`, {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `${definition.type} v${definition.version}`,
    ...plain(definition),
  });

const typeOf = (schema: JsonSchema): string => {
  if (schema.anyOf) return schema.anyOf.map((choice) => `\`${String(choice.const)}\``).join(' ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {})}`;
  if (schema.type === 'object') return `{ ${Object.keys(schema.properties ?? {}).join(', ')} }`;
  return schema.type ?? 'any';
};

const rangeOf = ({ type, minimum, maximum }: JsonSchema): string =>
  type === 'integer' && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? `${minimum ?? ''}…${maximum}` : '';

const fieldsOf = (schema: JsonSchema): string => {
  const fields = Object.entries(schema.properties ?? {}).filter(([name]) => !PROVENANCE.includes(name));
  if (fields.length === 0) return 'No fields of its own.';
  return table(
    ['Field', 'Type', ''],
    fields.map(([name, field]) => [
      `\`${name}\`${schema.required?.includes(name) ? '' : ' (optional)'}`,
      typeOf(field),
      [field.description, rangeOf(field)].filter(Boolean).join('; '),
    ]),
  );
};

const section = (definition: EventDefinition): string => {
  const schema = plain(definition);
  const streams = streamKinds
    .filter(({ events }) => events.includes(definition))
    .map(({ pattern }) => `\`${pattern}\``);
  const file = `${definition.type}.v${definition.version}.schema.json`;
  return [
    `### ${definition.type}`,
    `Version ${definition.version} · ${streams.join(', ')} · [schema](${file})`,
    schema.description ?? '',
    fieldsOf(schema),
  ].join('\n\n');
};

const catalogue = (): Generated => ({
  path: 'docs/events/README.md',
  content: `${[
    GENERATED,
    '# Events',
    'Every kind of fact that the ledger can hold, by stream. The envelope around `data` is the same for all: id, stream, revision, type, version, when it happened, when it was recorded, who, and by which command. A published version is never edited; the next version and an upcaster follow it.',
    'Any fact may also say how it came here: `channel`, `import` (batch and line), `flags` (its effect is withheld, or it is marked) and `evidence` (hashes of documents).',
    table(
      ['Stream', 'Events'],
      streamKinds.map(({ pattern, events }) => [
        `\`${pattern}\``,
        events.map(({ type }) => `[${type}](#${type.toLowerCase()})`).join(', '),
      ]),
    ),
    ...allEvents.map(section),
  ].join('\n\n')}\n`,
});

export const events: Generator = async () => [catalogue(), ...allEvents.map(schemaFile)];
