import type { OpenAPIObject } from '@nestjs/swagger';

type Paths = OpenAPIObject['paths'];
type Operation = NonNullable<Paths[string]['get']>;
type Parameter = NonNullable<Operation['parameters']>[number];
type Response = NonNullable<Operation['responses'][string]>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/**
 * The same document with each response and each header that stands more than once told once, under `components`: otherwise every command
 * repeats every problem that all commands have, and nobody can read a difference.
 */
export const withSharedParts = (document: OpenAPIObject): OpenAPIObject => {
  const operations = operationsOf(document.paths);
  const responses = shared(
    operations.flatMap(({ responses }) => Object.values(responses).filter((response) => response !== undefined)),
    responseName,
  );
  const parameters = shared(operations.flatMap(({ parameters = [] }) => parameters).filter(isHeader), (header) =>
    'name' in header ? header.name : '',
  );
  return {
    ...document,
    paths: Object.fromEntries(
      Object.entries(document.paths).map(([path, item]) => {
        const slim = METHODS.flatMap((method) => {
          const operation = item[method];
          return operation ? [[method, slimmed(operation, responses, parameters)] as const] : [];
        });
        return [path, { ...item, ...Object.fromEntries(slim) }];
      }),
    ),
    components: {
      ...document.components,
      parameters: named(parameters),
      responses: named(responses),
    },
  };
};

interface Shared<T> {
  readonly name: string;
  readonly part: T;
}

const operationsOf = (paths: Paths): readonly Operation[] =>
  Object.values(paths).flatMap((item) => METHODS.flatMap((method) => item[method] ?? []));

const isHeader = (parameter: Parameter): boolean => 'in' in parameter && parameter.in === 'header';

/** By their text: what has a name and stands more than once. Two of one name would be told apart by nobody, so the second stays in place. */
const shared = <T extends object>(parts: readonly T[], nameOf: (part: T) => string): ReadonlyMap<string, Shared<T>> => {
  const seen = new Set<string>();
  const found = new Map<string, Shared<T>>();
  const names = new Set<string>();
  for (const part of parts) {
    const text = JSON.stringify(part);
    const name = nameOf(part);
    const isNew = !found.has(text) && name !== '' && !names.has(name);
    if (seen.has(text) && isNew) {
      found.set(text, { name, part });
      names.add(name);
    }
    seen.add(text);
  }
  return found;
};

/** Its codes, or what is said of it; only letters that the name of a component may have. */
const responseName = (response: Response): string =>
  'description' in response
    ? response.description
        .replaceAll(/(?<=[A-Z]), (?=[A-Z])/g, '.')
        .replaceAll(/[^\w.-]+/g, '-')
        .replaceAll(/^-|[-.]$/g, '')
    : '';

const slimmed = (
  operation: Operation,
  responses: ReadonlyMap<string, Shared<Response>>,
  parameters: ReadonlyMap<string, Shared<Parameter>>,
): Operation => ({
  ...operation,
  ...(operation.parameters
    ? { parameters: operation.parameters.map((parameter) => referred(parameter, parameters, 'parameters')) }
    : {}),
  responses: Object.fromEntries(
    Object.entries(operation.responses).map(([status, response]) => [
      status,
      response && referred(response, responses, 'responses'),
    ]),
  ),
});

const referred = <T extends object>(part: T, parts: ReadonlyMap<string, Shared<T>>, kind: string) => {
  const known = parts.get(JSON.stringify(part));
  return known ? { $ref: `#/components/${kind}/${known.name}` } : part;
};

const named = <T>(parts: ReadonlyMap<string, Shared<T>>): Record<string, T> =>
  Object.fromEntries(
    [...parts.values()]
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      .map(({ name, part }) => [name, part]),
  );
