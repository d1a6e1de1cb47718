/** Canonical JSON (RFC 8785) of the values an event may hold, written again here: who checks does not trust who wrote. */

/** Null where the value has no place in an event: a fraction, a number beyond 2^53, a lone surrogate. */
export const canonicalJson = (value: unknown): string | null => {
  if (typeof value === 'string') return value.isWellFormed() ? JSON.stringify(value) : null;
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : null;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return 'null';
  if (typeof value !== 'object') return null;
  const members = Array.isArray(value)
    ? value.map(canonicalJson)
    : Object.keys(value)
        .sort()
        .map((key) => member(key, (value as Readonly<Record<string, unknown>>)[key]));
  if (members.includes(null)) return null;
  return Array.isArray(value) ? `[${members.join(',')}]` : `{${members.join(',')}}`;
};

const member = (key: string, value: unknown): string | null => {
  const name = canonicalJson(key);
  const text = canonicalJson(value);
  return name === null || text === null ? null : `${name}:${text}`;
};

/** The text is what its own value is written as. `JSON.stringify` answers for almost all; what it says no to is looked at whole. */
export const isCanonical = (text: string, value: unknown): boolean =>
  (JSON.stringify(value) === text && isOrdered(value)) || canonicalJson(value) === text;

const isOrdered = (value: unknown): boolean => {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isOrdered);
  let before = '';
  let first = true;
  for (const key in value) {
    if (!first && before >= key) return false;
    if (!key.isWellFormed() || !isOrdered((value as Readonly<Record<string, unknown>>)[key])) return false;
    before = key;
    first = false;
  }
  return true;
};

/** Where a null stands, as a path; null where there is none but `actor.unit`. */
export const nullIn = (value: unknown, path = ''): string | null => {
  if (value === null) return path === 'actor.unit' ? null : path;
  if (typeof value !== 'object') return null;
  for (const key in value) {
    const found = nullIn((value as Readonly<Record<string, unknown>>)[key], path === '' ? key : `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
};
