import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Response } from 'express';
import { type Observable, map } from 'rxjs';
import type { Outcome, Receipt } from '../outcome';
import { Problem } from './problem';

/** Receipt → 201, or 200 where the command was known or changed nothing; refusal → problem. Other answers pass as they are. */
@Injectable()
export class OutcomeInterceptor implements NestInterceptor<unknown, unknown> {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      map((answer) => {
        if (!isOutcome(answer)) return answer;
        if (answer.kind === 'refused') throw new Problem(answer.code, answer.facts);
        response.status(answer.repeated ? 200 : 201).set('Location', locationOf(answer.resource));
        return receiptBody(answer);
      }),
    );
  }
}

const isOutcome = (answer: unknown): answer is Outcome => {
  const kind = (answer as { readonly kind?: unknown } | null | undefined)?.kind;
  return kind === 'receipt' || kind === 'refused';
};

/** `/api/v1/<nouns>/{id}`: the plural of the noun as `docs/glossary.md` has it. */
export const locationOf = ({ type, id }: Receipt['resource']): string =>
  `/api/v1/${pluralOf(type)}/${encodeURIComponent(id)}`;

const pluralOf = (noun: string): string =>
  /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : noun.endsWith('s') ? noun : `${noun}s`;

/** The receipt as clients see it (contract 4). */
export const receiptBody = ({
  commandId,
  resource,
  stream,
  firstRevision,
  lastRevision,
  eventIds,
  position,
  warnings,
  extra,
}: Receipt): Readonly<Record<string, unknown>> => ({
  commandId,
  resource,
  stream,
  firstRevision,
  lastRevision,
  eventIds,
  position: position === null ? null : String(position),
  warnings,
  ...extra,
});
