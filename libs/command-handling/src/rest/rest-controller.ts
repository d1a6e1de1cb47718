import {
  applyDecorators,
  Controller,
  type PipeTransform,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AccessGuard } from '@access';
import { isDay, parseAssetTag } from '@programme/shared';
import { type Code, codes } from '../codes';
import { OutcomeInterceptor } from './outcome.interceptor';
import { problemSchemaOf, receiptSchema } from './open-api-schemas';
import { PROBLEM_MEDIA_TYPE, Problem } from './problem';
import { ProblemFilter } from './problem.filter';
import { BodyPipe } from './validation';

/**
 * A controller of commands under `/api/v1/<nouns>`: a token and a role that permits the command (`@Permits`), checked bodies, receipts
 * and problems. It is a decorator of the class and not a global pipe, so that GraphQL is left alone.
 */
export const RestController = (nouns: string): ClassDecorator =>
  applyDecorators(
    Controller(`api/v1/${nouns}`),
    UseGuards(AccessGuard),
    UsePipes(BodyPipe),
    UseInterceptors(OutcomeInterceptor),
    UseFilters(ProblemFilter),
    ApiTags(nouns),
    ApiBearerAuth(),
  );

export interface ApiCommandOptions {
  readonly summary: string;
  /** Codes of the rules that may refuse it, beside those that every command has. */
  readonly refusals?: readonly Code[];
}

/** What every command may be refused with. */
const COMMON: readonly Code[] = [
  'VALIDATION_FAILED',
  'IDEMPOTENCY_KEY_REQUIRED',
  'IDEMPOTENCY_KEY_INVALID',
  'USE_STRING',
  'UNAUTHENTICATED',
  'FORBIDDEN_ROLE',
  'IDEMPOTENCY_KEY_REUSED',
  'VERSION_CONFLICT',
  'FUTURE',
  'LEDGER_MOVED',
  'STORE_UNAVAILABLE',
];

/** OpenAPI of a command: its header, its receipt, and its problems by status. */
export const ApiCommand = ({ summary, refusals = [] }: ApiCommandOptions): MethodDecorator => {
  const all = [...new Set([...COMMON, ...refusals])];
  const statuses = [...new Set(all.map((code) => codes[code].status))];
  return applyDecorators(
    ApiOperation({ summary }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: 'The command id, a uuid made by the caller. The same again answers with the first receipt.',
      schema: { type: 'string', format: 'uuid' },
    }),
    ApiResponse({ status: 201, description: 'Recorded.', schema: receiptSchema }),
    ApiResponse({
      status: 200,
      description: 'Recorded before under this key, or nothing changed.',
      schema: receiptSchema,
    }),
    ...statuses.map((status) => {
      const its = all.filter((code) => codes[code].status === status);
      const content = { [PROBLEM_MEDIA_TYPE]: { schema: problemSchemaOf(its) } };
      return ApiResponse({ status, description: its.join(', '), content });
    }),
  );
};

const pathPart = (read: (value: string) => string): PipeTransform<string, string> => ({ transform: read });

/** `@Param('tag', TagParam)`: the tag in its normal form, or `TAG_CHECK`. */
export const TagParam = pathPart((value) => {
  const tag = parseAssetTag(value);
  if (tag === null) throw new Problem('TAG_CHECK');
  return tag;
});

const notFoundUnless = (pattern: RegExp): PipeTransform<string, string> =>
  pathPart((value) => {
    if (!pattern.test(value)) throw new Problem('NOT_FOUND');
    return value;
  });

/** Nothing has an id of another form. */
export const UuidParam = notFoundUnless(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
export const CodeParam = notFoundUnless(/^[A-Z0-9][A-Z0-9-]{1,39}$/);
export const DayParam = pathPart((value) => {
  if (!isDay(value)) throw new Problem('DATE');
  return value;
});
