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
export const canonicalJson = (value: unknown): string => {
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
      if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
      return canonicalObject(value as Readonly<Record<string, unknown>>);
    default:
      throw new NotCanonical(`a ${typeof value} has no place in an event`);
  }
};

const canonicalObject = (object: Readonly<Record<string, unknown>>): string => {
  if (!isPlain(object)) throw new NotCanonical(`only plain objects: ${Object.prototype.toString.call(object)}`);
  let members = '';
  for (const key of sortedKeys(object)) {
    const value = object[key];
    if (value !== undefined) members += `${members === '' ? '' : ','}${canonicalKey(key)}:${canonicalJson(value)}`;
  }
  return `{${members}}`;
};

/** A Date or a Map would come out as `{}`. */
const isPlain = (object: Readonly<Record<string, unknown>>): boolean =>
  typeof object.toJSON !== 'function' &&
  (Object.getPrototypeOf(object) === Object.prototype || Object.prototype.toString.call(object) === '[object Object]');

/** Most objects are written in order already: sorting those would cost more than looking. */
const sortedKeys = (object: Readonly<Record<string, unknown>>): readonly string[] => {
  const keys = Object.keys(object);
  for (let i = 1; i < keys.length; i += 1) if (keys[i - 1]! > keys[i]!) return keys.sort();
  return keys;
};

/** The names of members are few and come again in every event. */
const KNOWN_KEYS = 4_096;
const knownKeys = new Map<string, string>();

const canonicalKey = (key: string): string => {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const canonical = canonicalJson(key);
  if (knownKeys.size < KNOWN_KEYS) knownKeys.set(key, canonical);
  return canonical;
};
