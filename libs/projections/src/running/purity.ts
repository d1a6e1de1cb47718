import { isDeepStrictEqual } from 'node:util';

/** How far the engine makes sure that a projection is a pure function. */
export interface Purity {
  /** An input or a result, protected from changes where the mode asks for it. */
  guard<T>(value: T): T;
  /** The result, computed twice and compared where the mode asks for it. */
  twice<T>(compute: () => T): T;
}

/** The projection gave two answers for the same event and row. */
export class NotPure extends Error {
  readonly code = 'NOT_PURE';
}

/** In production: nothing is checked, since it was when the projection's spec ran. */
export const trusting: Purity = { guard: (value) => value, twice: (compute) => compute() };

/** In development and in specs: changing an input throws, and so does another answer to the same question. */
export const suspicious: Purity = {
  guard: (value) => deepFreeze(value),
  twice: (compute) => {
    const first = compute();
    if (!isDeepStrictEqual(first, compute())) throw new NotPure('two answers for the same event and row');
    return first;
  },
};

export const deepFreeze = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
};
