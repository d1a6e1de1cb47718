import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  getDirectiveValues,
  getNamedType,
  getOperationAST,
  getVariableValues,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { getArgumentValues } from 'graphql/execution/values.js';
import { graphqlError } from './errors';
import type { ShellExtensions } from './decorators';

/** More selections than this, fragments spread, would take longer to look at than to answer. */
export const MAX_SELECTIONS = 20_000;

/** One field as it will be executed: fragments spread, variables put in. */
export interface PlannedField {
  readonly name: string;
  readonly responseKey: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly parent: GraphQLNamedType;
  readonly type: GraphQLNamedType;
  readonly isList: boolean;
  /** Absent where an argument is wrong: execution will say so. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly children: readonly PlannedField[];
}

export interface PlannedOperation {
  readonly kind: OperationDefinitionNode['operation'];
  readonly roots: readonly PlannedField[];
}

/** The shape of an operation before it is executed; null where there is none to execute, which execution will say. */
export const planOperation = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  inputs: Readonly<Record<string, unknown>> | null | undefined,
): PlannedOperation | null => {
  const operation = getOperationAST(document, operationName);
  const rootType = operation && schema.getRootType(operation.operation);
  if (!operation || !rootType) return null;
  const { coerced: variables = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], inputs ?? {});
  const fragments = new Map(
    document.definitions
      .filter((definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  return {
    kind: operation.operation,
    roots: planner(schema, fragments, variables)(operation.selectionSet, rootType),
  };
};

type Plan = (selections: SelectionSetNode, parent: GraphQLCompositeType) => readonly PlannedField[];

const planner = (
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: Readonly<Record<string, unknown>>,
): Plan => {
  let selected = 0;
  const planField = (node: FieldNode, parent: GraphQLCompositeType): readonly PlannedField[] => {
    const field = fieldOf(schema, parent, node.name.value);
    if (!field) return [];
    const type = getNamedType(field.type);
    return [
      {
        name: field.name,
        responseKey: node.alias?.value ?? field.name,
        field,
        parent,
        type,
        isList: hasList(field.type),
        args: argumentsOf(field, node, variables),
        children: node.selectionSet && isCompositeType(type) ? plan(node.selectionSet, type) : [],
      },
    ];
  };
  const plan: Plan = ({ selections }, parent) =>
    selections.flatMap((selection): readonly PlannedField[] => {
      selected += 1;
      if (selected > MAX_SELECTIONS)
        throw graphqlError('COST_EXCEEDED', `the query selects more than ${MAX_SELECTIONS} fields`, {
          limit: 'SELECTIONS',
          cost: selected,
          maximum: MAX_SELECTIONS,
        });
      if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.if === true) return [];
      if (getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if === false) return [];
      if (selection.kind === Kind.FIELD) return planField(selection, parent);
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      if (!fragment) return [];
      const condition = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
      return plan(fragment.selectionSet, condition && isCompositeType(condition) ? condition : parent);
    });
  return plan;
};

const fieldOf = (
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  name: string,
): GraphQLField<unknown, unknown> | undefined => {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (parent === schema.getQueryType() && name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (parent === schema.getQueryType() && name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return isUnionType(parent) ? undefined : parent.getFields()[name];
};

const hasList = (type: GraphQLOutputType): boolean =>
  isListType(type) || (isNonNullType(type) && isListType(type.ofType as GraphQLOutputType));

const argumentsOf = (
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  try {
    return getArgumentValues(field, node, variables as Record<string, unknown>);
  } catch {
    return {};
  }
};

export const shellOf = (thing: {
  readonly extensions: unknown;
}): ShellExtensions & { connection?: true; edge?: true } =>
  thing.extensions as ShellExtensions & { connection?: true; edge?: true };

/** Types that a field's value may be of: itself, and what implements it. */
export const concreteTypes = (schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLNamedType[] =>
  isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
