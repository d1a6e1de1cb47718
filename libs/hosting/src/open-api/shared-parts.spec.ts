import type { OpenAPIObject } from '@nestjs/swagger';
import { withSharedParts } from './shared-parts';

const key = { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string' } };
const tag = { name: 'tag', in: 'path', required: true, schema: { type: 'string' } };
const unauthenticated = { description: 'UNAUTHENTICATED', content: {} };
const conflict = { description: 'IDEMPOTENCY_KEY_REUSED, VERSION_CONFLICT', content: {} };
const recorded = { description: 'Recorded before, or nothing changed.' };

const command = (...others: readonly object[]) => ({
  post: {
    parameters: [key, tag],
    responses: { 200: recorded, 401: unauthenticated, 409: conflict, ...Object.assign({}, ...others) },
  },
});

const documentOf = (paths: Readonly<Record<string, object>>): OpenAPIObject =>
  ({ openapi: '3.0.0', info: { title: '', version: '1' }, paths, components: { schemas: { Receipt: {} } } }) as never;

/** Every `$ref` put back: what a reader of the document sees. */
const spelledOut = (document: OpenAPIObject): unknown =>
  JSON.parse(JSON.stringify(document.paths), (_, value: unknown) => {
    const { $ref } = (value ?? {}) as { readonly $ref?: string };
    return $ref === undefined
      ? value
      : $ref
          .split('/')
          .slice(1)
          .reduce((at, part) => (at as never)[part], document as unknown);
  });

const once = { 422: { description: 'FUTURE' } };
const whole = documentOf({ '/api/v1/a': command(once), '/api/v1/b': command() });

it('tells a response that several routes have once, under its codes', () => {
  const { components, paths } = withSharedParts(whole);
  expect(components!.responses).toEqual({
    'IDEMPOTENCY_KEY_REUSED.VERSION_CONFLICT': conflict,
    'Recorded-before-or-nothing-changed': recorded,
    UNAUTHENTICATED: unauthenticated,
  });
  expect(paths['/api/v1/a']!.post!.responses).toMatchObject({
    401: { $ref: '#/components/responses/UNAUTHENTICATED' },
    422: once[422],
  });
});

it('tells a header once, and leaves the parts of an address where they are', () => {
  const { components, paths } = withSharedParts(whole);
  expect(components!.parameters).toEqual({ 'Idempotency-Key': key });
  expect(paths['/api/v1/b']!.post!.parameters).toEqual([{ $ref: '#/components/parameters/Idempotency-Key' }, tag]);
});

it('keeps what it was given: schemas, and the meaning of each route', () => {
  const slim = withSharedParts(whole);
  expect(slim.components!.schemas).toEqual({ Receipt: {} });
  expect(spelledOut(slim)).toEqual(JSON.parse(JSON.stringify(whole.paths)));
});

it('never gives one name to two responses', () => {
  const other = { ...unauthenticated, headers: {} };
  const two = documentOf({
    '/a': command(),
    '/b': command(),
    '/c': command({ 401: other }),
    '/d': command({ 401: other }),
  });
  const slim = withSharedParts(two);
  expect(spelledOut(slim)).toEqual(JSON.parse(JSON.stringify(two.paths)));
});
