import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsDefined,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { MAX_QUANTITY, isDay, isOtherCurrency, parseAssetTag, suggestedVnd } from '@programme/shared';

/** Fields of a command's body. Each is a check with a code of ours, a normal form, and a line of OpenAPI. */
export interface FieldOptions {
  readonly description?: string;
  /** May be absent. Null is never the same as absent (contract 1). */
  readonly optional?: boolean;
  /** A list of them, of at most this length. */
  readonly listOf?: number;
}

interface Rule {
  /** The error's code when `accepts` says no. */
  readonly code: string;
  readonly accepts: (value: unknown) => boolean;
  /** A fault of its own, asked first: the value that has it is not asked for the other. */
  readonly before?: { readonly code: string; readonly accepts: (value: unknown) => boolean };
  /** What a refused value seems to say. */
  readonly suggest?: (value: unknown) => string | undefined;
  /** To the normal form, before the check; what it can't read it returns as it is. */
  readonly normalise?: (value: unknown) => unknown;
  readonly schema: ApiPropertyOptions;
}

/** No list in a command is longer; longer ones come as files. */
export const MAX_LIST = 1_000;

const field = (rule: Rule, { description, optional = false, listOf }: FieldOptions): PropertyDecorator => {
  const { code, accepts, before, suggest, normalise, schema } = rule;
  const isList = listOf !== undefined;
  return applyDecorators(
    optional ? ValidateIf((_, value) => value !== undefined) : IsDefined(),
    ...(isList ? [IsArray(), ArrayMinSize(1), ArrayMaxSize(listOf)] : []),
    ...(normalise ? [Transform(({ value }) => (Array.isArray(value) ? value.map(normalise) : normalise(value)))] : []),
    ...(before ? [checked(before.code, before.accepts, isList)] : []),
    checked(code, (value) => accepts(value) || before?.accepts(value) === false, isList, suggest),
    ApiProperty({
      ...schema,
      ...(isList ? { isArray: true, minItems: 1, maxItems: listOf } : {}),
      ...(description === undefined ? {} : { description }),
      required: !optional,
    } as ApiPropertyOptions),
  );
};

/** The message of a check is what the value seems to say, if that can be told: its text is the code's (`codes`). */
const checked = (
  code: string,
  accepts: (value: unknown) => boolean,
  each: boolean,
  suggest?: Rule['suggest'],
): PropertyDecorator =>
  ValidateBy(
    { name: code, validator: { validate: accepts, defaultMessage: (found) => suggest?.(found?.value) ?? '' } },
    { each },
  );

const matches =
  (pattern: RegExp) =>
  (value: unknown): boolean =>
    typeof value === 'string' && pattern.test(value);

const patterned =
  (code: string, pattern: RegExp, normalise?: (value: unknown) => unknown) =>
  (options: FieldOptions = {}): PropertyDecorator =>
    field({ code, accepts: matches(pattern), normalise, schema: { type: String, pattern: pattern.source } }, options);

const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value);
const upperCased = (value: unknown): unknown => (typeof value === 'string' ? value.trim().toUpperCase() : value);

/** A code of ours: organisation, donor, donation, warehouse. */
export const IsCode = patterned('CODE_FORMAT', /^[A-Z0-9][A-Z0-9-]{1,39}$/, upperCased);
export const IsReasonCode = patterned('CODE_FORMAT', /^[A-Z][A-Z0-9_]{1,63}$/, trimmed);
export const IsUuidField = patterned(
  'UUID_FORMAT',
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  (value) => (typeof value === 'string' ? value.trim().toLowerCase() : value),
);
export const IsUnitCode = patterned('ADMIN_CODE', /^(\d{2}|\d{3}|\d{5})$/, trimmed);
/** A spreadsheet makes 1 of 01, or a number of it: the handler puts the zero back, and says so (row 15). */
export const IsProvinceCode = patterned('ADMIN_CODE', /^\d{1,2}$/, (value) =>
  Number.isInteger(value) ? String(value) : trimmed(value),
);
export const IsSha256 = patterned('EVIDENCE', /^[0-9a-f]{64}$/);

/** A Vietnam day, `YYYY-MM-DD`. */
export const IsDay = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    {
      code: 'DATE',
      accepts: (value) => typeof value === 'string' && isDay(value),
      schema: { type: String, format: 'date', example: '2021-11-10' },
    },
    options,
  );

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** When it happened: a Vietnam day, or an instant with its zone (kept as UTC). */
export const IsMoment = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    {
      code: 'DATE',
      normalise: (value) =>
        matches(INSTANT)(value) && isDay(String(value).slice(0, 10)) && !Number.isNaN(Date.parse(String(value)))
          ? new Date(String(value)).toISOString()
          : value,
      accepts: (value) =>
        typeof value === 'string' && (isDay(value) || /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(value)),
      schema: { type: String, example: '2021-11-10' },
    },
    options,
  );

/** An asset tag; letters that look like digits are read as such, the check character must hold. */
export const IsTag = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    {
      code: 'TAG_CHECK',
      normalise: (value) => (typeof value === 'string' ? (parseAssetTag(value) ?? value) : value),
      accepts: (value) => typeof value === 'string' && parseAssetTag(value) === value,
      schema: { type: String, pattern: '^SMT-[0-9A-HJKMNP-TV-Z]{9}$' },
    },
    options,
  );

const integer = (value: unknown): unknown =>
  typeof value === 'string' && /^(0|[1-9]\d*)$/.test(value) ? Number(value) : value;

const within =
  (minimum: number, maximum: number) =>
  (value: unknown): boolean =>
    Number.isSafeInteger(value) && (value as number) >= minimum && (value as number) <= maximum;

/** A whole number of things; a decimal string is taken too. */
export const IsCount = ({
  minimum = 0,
  maximum = MAX_QUANTITY,
  ...options
}: FieldOptions & { readonly minimum?: number; readonly maximum?: number } = {}): PropertyDecorator =>
  field(
    {
      code: 'INTEGER_RANGE',
      normalise: integer,
      accepts: within(minimum, maximum),
      schema: { type: 'integer', minimum, maximum },
    },
    options,
  );

export const IsQuantity = (options: FieldOptions = {}): PropertyDecorator => IsCount({ minimum: 1, ...options });

/** Whole đồng as a decimal string, or as an integer within 2^53 (rows 9 and 10). */
export const IsVnd = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    {
      code: 'MONEY_FORMAT',
      before: { code: 'CURRENCY', accepts: (value) => !(typeof value === 'string' && isOtherCurrency(value)) },
      suggest: (value) => (typeof value === 'string' ? suggestedVnd(value.trim()) : undefined),
      normalise: integer,
      accepts: within(0, Number.MAX_SAFE_INTEGER),
      schema: { type: String, pattern: '^(0|[1-9]\\d*)$', example: '5000000' },
    },
    options,
  );

/** A whole number that may pass 2^53: a decimal string, or an integer within 2^53. Sums of bytes, sizes of the ledger. */
export const IsDecimal = patterned('INTEGER_RANGE', /^(0|[1-9]\d{0,29})$/, (value) =>
  Number.isSafeInteger(value) ? String(value) : value,
);

export const IsOneOf = (choices: readonly string[], options: FieldOptions = {}): PropertyDecorator =>
  field(
    {
      code: 'CHOICE',
      accepts: (value) => typeof value === 'string' && choices.includes(value),
      schema: { type: String, enum: [...choices] } as ApiPropertyOptions,
    },
    options,
  );

export const IsFlag = (options: FieldOptions = {}): PropertyDecorator =>
  field({ code: 'CHOICE', accepts: (value) => typeof value === 'boolean', schema: { type: Boolean } }, options);

/** Control characters, and those that turn the direction of what follows or can't be seen, have no place in a name. */
const UNPRINTABLE = /[\p{Cc}\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u;

/** A line of text, in NFC. Personal text goes to the vault, never into an event. */
export const IsText = ({
  maximum = 200,
  ...options
}: FieldOptions & { readonly maximum?: number } = {}): PropertyDecorator =>
  field(
    {
      code: 'TEXT',
      normalise: (value) => (typeof value === 'string' ? value.normalize('NFC').trim() : value),
      accepts: (value) =>
        typeof value === 'string' &&
        value.length > 0 &&
        value.length <= maximum &&
        value.isWellFormed() &&
        !UNPRINTABLE.test(value),
      schema: { type: String, minLength: 1, maxLength: maximum },
    },
    options,
  );

/** Number of an official document. */
export const IsDocumentNo = (options: FieldOptions = {}): PropertyDecorator => IsText({ maximum: 100, ...options });

/** An object of its own class, or with `listOf` a list of them. */
export const IsNested = (
  type: () => new () => object,
  { description, optional = false, listOf }: FieldOptions = {},
): PropertyDecorator =>
  applyDecorators(
    optional ? ValidateIf((_, value) => value !== undefined) : IsDefined(),
    ...(listOf === undefined ? [] : [IsArray(), ArrayMinSize(1), ArrayMaxSize(listOf)]),
    ValidateNested({ each: listOf !== undefined }),
    Type(type),
    // Swagger takes a function for a class, unless its own name is `type`.
    ApiProperty({
      type: () => type(),
      isArray: listOf !== undefined,
      required: !optional,
      description,
    } as ApiPropertyOptions),
  );
