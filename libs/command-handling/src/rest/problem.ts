import type { RefusalFacts } from '@kernel';
import { codeDefinition, textOf } from '../codes';
import type { Language } from './language';

/** What is wrong with one field of a request; never its value, which may be personal. */
export interface FieldError {
  /** Path from the body's root: `lines.0.quantity`. */
  readonly field: string;
  readonly code: string;
  /** What the field seems to say, where that can be told and is nobody's personal data (row 9). */
  readonly suggestion?: string;
}

/**
 * A refusal on its way to the client. Only code that speaks HTTP throws it (Nest hands exceptions to its filters, and nothing else);
 * handlers and deciders return refusals.
 */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly facts: RefusalFacts = {},
    readonly errors: readonly FieldError[] = [],
  ) {
    super(code);
  }
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** RFC 9457. `detail` is for a person, in the language asked for; `facts` and `errors` are for programs. */
export const problemBody = (
  { code, facts, errors }: Pick<Problem, 'code' | 'facts' | 'errors'>,
  language: Language,
  instance: string,
): Readonly<Record<string, unknown>> => ({
  type: `urn:so-song:problem:${code}`,
  title: code,
  status: codeDefinition(code).status,
  code,
  detail: textOf(code, language, facts),
  instance,
  ...(Object.keys(facts).length > 0 ? { facts } : {}),
  ...(errors.length > 0
    ? { errors: errors.map((error) => ({ ...error, message: textOf(error.code, language) })) }
    : {}),
});
