import { type ArgumentMetadata, Injectable, type PipeTransform, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { type FieldError, Problem } from './problem';

/** class-validator's own constraints, where a body's class uses them directly; our field decorators are named by their code. */
const CODES_OF_CONSTRAINTS: Readonly<Record<string, string>> = {
  isDefined: 'REQUIRED',
  whitelistValidation: 'FIELD_UNKNOWN',
  isIn: 'CHOICE',
  isEnum: 'CHOICE',
  isInt: 'INTEGER_RANGE',
  min: 'INTEGER_RANGE',
  max: 'INTEGER_RANGE',
  arrayMinSize: 'LIST_LENGTH',
  arrayMaxSize: 'LIST_LENGTH',
  arrayUnique: 'DUPLICATE_IN_LIST',
};

/** No body of ours is deeper than four; a body of nothing but brackets would exhaust the stack of whoever walks it. */
const MAX_DEPTH = 20;
/** Nobody reads more of them than that. */
const MAX_FIELD_ERRORS = 50;

/**
 * Bodies of commands: unknown fields are refused, each wrong field is named with a code, and an integer beyond 2^53, which JSON readers
 * round in silence, is refused as `USE_STRING`. With one wrong field the problem's code is that of the field.
 */
@Injectable()
export class BodyPipe implements PipeTransform<unknown, Promise<unknown>> {
  private readonly checks = new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    exceptionFactory: (errors) => problemOf(errors.flatMap((error) => fieldErrors(error, ''))),
  });

  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type !== 'body') return value;
    // No body at all is an empty one: what it lacks is then named.
    const body = value ?? {};
    if (typeof body !== 'object' || Array.isArray(body)) throw new Problem('BODY_NOT_AN_OBJECT');
    const unsafe = unsafeIntegers(body, '', 0);
    if (unsafe.length > 0) throw problemOf(unsafe);
    return this.checks.transform(body, metadata) as Promise<unknown>;
  }
}

const problemOf = (errors: readonly FieldError[]): Problem =>
  new Problem(
    errors.length === 1 ? errors[0]!.code : 'VALIDATION_FAILED',
    {},
    errors.length > 0 ? errors.slice(0, MAX_FIELD_ERRORS) : [{ field: '', code: 'FIELD' }],
  );

const fieldErrors = ({ property, constraints, children, value }: ValidationError, parent: string): FieldError[] => {
  const field = parent === '' ? property : `${parent}.${property}`;
  const names = Object.keys(constraints ?? {});
  // What is absent has one fault: that it is.
  const own = value === undefined && names.includes('isDefined') ? ['isDefined'] : names.slice(0, 1);
  const found = own.map((name): FieldError => {
    // Our own checks are named by their code, and their message is a suggestion.
    const isOurs = /^[A-Z][A-Z0-9_]+$/.test(name);
    const suggestion = isOurs ? constraints?.[name] : undefined;
    const code = CODES_OF_CONSTRAINTS[name] ?? (isOurs ? name : 'FIELD');
    return { field, code, ...(suggestion ? { suggestion } : {}) };
  });
  return [...found, ...(children ?? []).flatMap((child) => fieldErrors(child, field))];
};

/** An integer literal beyond 2^53 is still beyond it after rounding, so the parsed value tells. */
const unsafeIntegers = (value: unknown, field: string, depth: number): FieldError[] => {
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? [{ field, code: 'USE_STRING' }] : [];
  if (typeof value !== 'object' || value === null) return [];
  if (depth >= MAX_DEPTH) throw new Problem('BODY_TOO_DEEP');
  return Object.entries(value).flatMap(([key, child]) =>
    unsafeIntegers(child, field === '' ? key : `${field}.${key}`, depth + 1),
  );
};
