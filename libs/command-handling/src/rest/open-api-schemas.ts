import type { OpenAPIObject } from '@nestjs/swagger';
import type { Code } from '../codes';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

const nullableInteger = { type: 'integer', nullable: true };

/** What the answers of commands are made of, once for all routes: `components.schemas` of whoever makes the document. */
export const answerSchemas: Schemas = {
  Receipt: {
    type: 'object',
    required: ['commandId', 'resource', 'stream', 'firstRevision', 'lastRevision', 'eventIds', 'position', 'warnings'],
    properties: {
      commandId: { type: 'string', format: 'uuid' },
      resource: {
        type: 'object',
        required: ['type', 'id'],
        properties: { type: { type: 'string' }, id: { type: 'string' } },
      },
      stream: { type: 'string' },
      firstRevision: nullableInteger,
      lastRevision: nullableInteger,
      eventIds: { type: 'array', items: { type: 'string', format: 'uuid' } },
      position: { type: 'string', nullable: true, description: 'Place of the last event in the ledger, decimal.' },
      warnings: {
        type: 'array',
        items: {
          type: 'object',
          required: ['code'],
          properties: { code: { type: 'string' }, field: { type: 'string' }, message: { type: 'string' } },
        },
      },
    },
  },
  Problem: {
    type: 'object',
    required: ['type', 'title', 'status', 'code', 'detail'],
    properties: {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      code: { type: 'string' },
      detail: { type: 'string' },
      instance: { type: 'string' },
      facts: { type: 'object' },
      errors: {
        type: 'array',
        items: {
          type: 'object',
          properties: { field: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
        },
      },
    },
  },
};

export const receiptSchema = { $ref: '#/components/schemas/Receipt' };

/** A problem with one of these codes. */
export const problemSchemaOf = (its: readonly Code[]) => ({
  allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: [...its] } } }],
});
