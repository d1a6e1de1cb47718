import { Kind, isCompositeType, parse, visit, type DocumentNode } from 'graphql';
import { graphqlError } from './errors';
import { shellOf, type PlannedField, type PlannedOperation } from './operation';

/** A document is 5,000 tokens at most: parsing is the first thing that costs. */
export const MAX_TOKENS = 5_000;
/** donor → donation → lot → device → assignment → grant → day, with a connection or two between. The introspection is exempt. */
export const MAX_DEPTH = 12;
export const MAX_ALIASES = 30;
export const MAX_ROOT_FIELDS = 10;
export const MAX_DIRECTIVES = 20;
/** An object costs 1, a scalar nothing, a page its length times what is in it. */
export const MAX_COST_ANONYMOUS = 1_000;
export const MAX_COST_WITH_TOKEN = 10_000;
/** Objects that an answer may hold, all pages full. */
export const MAX_NODES = 50_000;
/** What a list that is no connection and says nothing of its size is reckoned with: the few assignments of a device. */
export const DEFAULT_LIST_SIZE = 3;
/** Counting to the default limit costs as much as ten objects. */
const COUNTED_PER_COST = 1_000;

const exceeded = (limit: string, cost: number, maximum: number) =>
  graphqlError('COST_EXCEEDED', `the query exceeds the limit ${limit}: ${cost} of ${maximum}`, {
    limit,
    cost,
    maximum,
  });

const within = (limit: string, cost: number, maximum: number): void => {
  if (cost > maximum) throw exceeded(limit, cost, maximum);
};

/** Parses, and refuses what is too large to be looked at. Tokens are counted by the parser, aliases and directives as written. */
export const parseWithinLimits = (source: Parameters<typeof parse>[0]): DocumentNode => {
  const document = parseTokens(source);
  let aliases = 0;
  let directives = 0;
  visit(document, {
    enter: (node) => {
      if (node.kind === Kind.FIELD && node.alias) aliases += 1;
      if (node.kind === Kind.DIRECTIVE) directives += 1;
    },
  });
  within('ALIASES', aliases, MAX_ALIASES);
  within('DIRECTIVES', directives, MAX_DIRECTIVES);
  return document;
};

const parseTokens = (source: Parameters<typeof parse>[0]): DocumentNode => {
  try {
    return parse(source, { maxTokens: MAX_TOKENS });
  } catch (error) {
    if (error instanceof Error && error.message.includes(`more that ${MAX_TOKENS} tokens`))
      throw exceeded('TOKENS', MAX_TOKENS + 1, MAX_TOKENS);
    throw error;
  }
};

export interface OperationCost {
  readonly requested: number;
  readonly maximum: number;
}

/** Refuses an operation that asks for too much; answers with what it costs. */
export const costWithinLimits = (operation: PlannedOperation, maximum: number): OperationCost => {
  const roots = operation.roots.filter(({ name }) => !isIntrospection(name));
  within('ROOT_FIELDS', operation.roots.length, MAX_ROOT_FIELDS);
  within('DEPTH', Math.max(0, ...roots.map(depthOf)), MAX_DEPTH);
  const cost = sum(roots, costOf);
  within('COST', cost, maximum);
  within('NODES', sum(roots, nodesOf), MAX_NODES);
  return { requested: cost, maximum };
};

/** `__schema` and `__type` are the public face of the API; how deep they nest is limited by a rule of validation. */
const isIntrospection = (name: string): boolean => name === '__schema' || name === '__type';

const depthOf = (field: PlannedField): number => 1 + Math.max(0, ...field.children.map(depthOf));

type Measure = (field: PlannedField, pageLength?: number) => number;

const sum = (fields: readonly PlannedField[], measure: Measure, pageLength?: number): number =>
  fields.reduce((total, field) => total + measure(field, pageLength), 0);

const costOf: Measure = (field, pageLength) => {
  const { cost } = shellOf(field.field);
  if (field.name === 'count' && shellOf(field.parent).connection)
    return Math.ceil(Number(field.args.limit ?? 0) / COUNTED_PER_COST);
  const own = cost ?? (isCompositeType(field.type) && !shellOf(field.type).edge ? 1 : 0);
  return itemsOf(field, pageLength) * (own + sum(field.children, costOf, lengthOf(field)));
};

const nodesOf: Measure = (field, pageLength) => {
  const { connection, edge } = isCompositeType(field.type) ? shellOf(field.type) : {};
  const own = isCompositeType(field.type) && !connection && !edge ? 1 : 0;
  return itemsOf(field, pageLength) * (own + sum(field.children, nodesOf, lengthOf(field)));
};

/** The length of the page that a connection field asks for; its lists have so many items. */
const lengthOf = ({ type, args }: PlannedField): number | undefined =>
  isCompositeType(type) && shellOf(type).connection ? Number(args.first ?? args.last ?? 1) : undefined;

const itemsOf = ({ isList, type, field, args }: PlannedField, pageLength?: number): number => {
  if (!isList || !isCompositeType(type)) return 1;
  if (pageLength !== undefined) return pageLength;
  return Array.isArray(args.ids) ? args.ids.length : (shellOf(field).listSize ?? DEFAULT_LIST_SIZE);
};
