/**
 * Permanent bytes: canonical JSON (RFC 8785) of the values that an event may hold. Changing a byte here changes every
 * hash.
 */

/**
 * Thrown where a value can't be in an event: a fraction, a number beyond 2^53, undefined in an array, a lone surrogate.
 */
export class NotCanonical extends Error {
  readonly code = 'NOT_CANONICAL';
}

/** Keys in UTF-16 order, no white space, integers only. An absent (`undefined`) member is left out. */
export const canonicalJson = (value: unknown): string =>
  // The engine's own JSON is the canonical one then: one flat string, in a third of the memory.
  isInOrder(value) ? JSON.stringify(value) : written(value);

/** Keys in order all the way down, and nothing that the engine's JSON would change or leave out. */
const isInOrder = (value: unknown): boolean => {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object') return typeof value === 'boolean';
  if (value === null) return true;
  return Array.isArray(value) ? areInOrder(value) : isObjectInOrder(value as Readonly<Record<string, unknown>>);
};

const areInOrder = (values: readonly unknown[]): boolean => {
  for (const value of values) if (!isInOrder(value)) return false;
  return true;
};

const isObjectInOrder = (object: Readonly<Record<string, unknown>>): boolean => {
  if (!isPlain(object)) return false;
  let before = '';
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (before > key || !key.isWellFormed() || (value !== undefined && !isInOrder(value))) return false;
    before = key;
  }
  return true;
};

/** Anything else: its keys put in order, or refused. */
const written = (value: unknown): string => {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- JSON has no other types: the default refuses them.
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new NotCanonical('a string with a lone surrogate');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isSafeInteger(value)) throw new NotCanonical(`not an integer within 2^53: ${value}`);
      return Object.is(value, -0) ? '0' : String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${Array.from(value, written).join(',')}]`;
      return canonicalObject(value as Readonly<Record<string, unknown>>);
    default:
      throw new NotCanonical(`a ${typeof value} has no place in an event`);
  }
};

const canonicalObject = (object: Readonly<Record<string, unknown>>): string => {
  if (!isPlain(object)) throw new NotCanonical(`only plain objects: ${Object.prototype.toString.call(object)}`);
  let members = '';
  for (const key of Object.keys(object).sort()) {
    const value = object[key];
    if (value !== undefined) members += `${members === '' ? '' : ','}${canonicalKey(key)}:${written(value)}`;
  }
  return `{${members}}`;
};

/** A Date or a Map would come out as `{}`. */
const isPlain = (object: Readonly<Record<string, unknown>>): boolean =>
  typeof object.toJSON !== 'function' &&
  (Object.getPrototypeOf(object) === Object.prototype || Object.prototype.toString.call(object) === '[object Object]');

/** The names of members are few and come again in every event. */
const KNOWN_KEYS = 4_096;
const knownKeys = new Map<string, string>();

const canonicalKey = (key: string): string => {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const canonical = written(key);
  if (knownKeys.size < KNOWN_KEYS) knownKeys.set(key, canonical);
  return canonical;
};
