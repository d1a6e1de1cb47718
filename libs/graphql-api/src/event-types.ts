import {
  GraphQLBoolean,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  isInterfaceType,
  isOutputType,
  type GraphQLFieldConfigMap,
  type GraphQLInterfaceType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { EventDefinition } from '@kernel';
import * as values from '@programme/shared';
import type { Access, ShellExtensions } from './decorators';
import { eventTypeName } from './ledger-event';
import { AssetTag, Bytes, Day, Instant, Position, Vnd } from './scalars';

/** JSON Schema, as far as event data uses it. */
interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly pattern?: string;
  readonly maximum?: number;
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

const schemaOf = (schema: unknown): JsonSchema => schema as JsonSchema;

/** Values of the programme by their pattern: `Optional` copies a schema, so identity is lost, and the pattern is what is promised. */
const byPattern: readonly (readonly [unknown, GraphQLOutputType])[] = [
  [values.Day, Day],
  [values.Instant, Instant],
  [values.Uuid, GraphQLID],
  [values.Tag, AssetTag],
];
/** Numbers by their description, which says the unit. */
const byDescription: readonly (readonly [unknown, GraphQLOutputType])[] = [
  [values.Vnd, Vnd],
  [values.Bytes, Bytes],
];
/** Objects that stand in many kinds of event, under one name. */
const sharedObjects: readonly (readonly [string, unknown])[] = [['EventCustodian', values.Custodian]];

const carrierNames = JSON.stringify(values.carriers);

/**
 * One object type for each kind of event, from the definitions that the events themselves are checked against. Fields of `data` are
 * nullable and texts where they have a closed list: so that one query may span kinds of event that have a field of the same name.
 */
export const eventTypes = (
  definitions: readonly EventDefinition[],
  schema: GraphQLSchema,
): readonly GraphQLObjectType[] => {
  const ledgerEvent = schema.getType('LedgerEvent');
  if (!isInterfaceType(ledgerEvent)) throw new Error('the interface LedgerEvent is missing');
  const carrier = schema.getType('Carrier');
  const outputs = new DataTypes(isOutputType(carrier) ? carrier : GraphQLString);
  return definitions.map(({ type, schema: data }) => {
    const { description, properties = {} } = schemaOf(data);
    return new GraphQLObjectType({
      name: eventTypeName(type),
      description,
      interfaces: [...ledgerEvent.getInterfaces(), ledgerEvent],
      fields: {
        ...inherited(ledgerEvent),
        data: {
          type: new GraphQLNonNull(outputs.object(`${type}Data`, properties, 'What the event says.')),
          extensions: BODIES,
        },
      },
    });
  });
};

/** What an event says is for those who may read bodies, by whatever way a query came to the event. */
const BODIES = { access: { kind: 'BODIES' } satisfies Access };

/** A proof reads tiles, and hashes them. */
const PROOF_COST = 5;
const OWN_EXTENSIONS: Readonly<Record<string, ShellExtensions>> = { body: BODIES, proof: { cost: PROOF_COST } };

const inherited = (ledgerEvent: GraphQLInterfaceType): GraphQLFieldConfigMap<unknown, unknown> =>
  Object.fromEntries(
    Object.values(ledgerEvent.getFields()).map(({ name, type, description }) => [
      name,
      { type, description, extensions: { ...OWN_EXTENSIONS[name] } },
    ]),
  );

class DataTypes {
  private readonly made = new Map<string, GraphQLObjectType>();

  constructor(private readonly carrier: GraphQLOutputType) {}

  object(name: string, properties: Readonly<Record<string, JsonSchema>>, description?: string): GraphQLObjectType {
    const type = new GraphQLObjectType({
      name,
      description,
      fields: Object.fromEntries(
        Object.entries(properties).map(([field, schema]) => [
          field,
          { type: this.output(name, field, schema), description: describe(schema) },
        ]),
      ),
    });
    return type;
  }

  private output(parent: string, field: string, schema: JsonSchema): GraphQLOutputType {
    if (schema.properties) return this.nested(parent, field, schema);
    if (schema.type === 'array')
      return new GraphQLList(new GraphQLNonNull(this.output(parent, field, schema.items ?? {})));
    if (schema.type === 'boolean') return GraphQLBoolean;
    if (schema.type === 'integer') return like(byDescription, 'description', schema) ?? GraphQLInt;
    if (schema.anyOf)
      return JSON.stringify(schema.anyOf.map((each) => each.const)) === carrierNames ? this.carrier : GraphQLString;
    // A decimal string that isn't a sum of bytes is a place in the ledger or a number of events.
    if (schema.pattern === schemaOf(values.BytesSum).pattern) return /bytes$/i.test(field) ? Bytes : Position;
    return like(byPattern, 'pattern', schema) ?? GraphQLString;
  }

  /** The same structure under the same name is one type, wherever it stands. */
  private nested(parent: string, field: string, schema: JsonSchema): GraphQLObjectType {
    const structure = JSON.stringify(schema.properties);
    const shared = sharedObjects.find(([, each]) => JSON.stringify(schemaOf(each).properties) === structure);
    const known = this.made.get(structure) ?? (shared && this.made.get(shared[0]));
    if (known) return known;
    const name = shared?.[0] ?? (PROVENANCE.has(field) ? `Event${capital(field)}` : `${parent}${capital(field)}`);
    const type = this.object(name, schema.properties ?? {}, schema.description);
    this.made.set(structure, type);
    return type;
  }
}

/** Every event may have them (domain 4.0). */
const PROVENANCE: ReadonlySet<string> = new Set(['import', 'evidence']);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const like = (
  known: readonly (readonly [unknown, GraphQLOutputType])[],
  property: 'pattern' | 'description',
  schema: JsonSchema,
): GraphQLOutputType | undefined =>
  schema[property] === undefined
    ? undefined
    : known.find(([each]) => schemaOf(each)[property] === schema[property])?.[1];

const describe = ({ description, anyOf }: JsonSchema): string | undefined =>
  [description, anyOf && `One of ${anyOf.map((each) => String(each.const)).join(', ')}.`].filter(Boolean).join(' ') ||
  undefined;
