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
  // A Date or a Map would come out as `{}`.
  if (Object.prototype.toString.call(object) !== '[object Object]' || typeof object.toJSON === 'function')
    throw new NotCanonical(`only plain objects: ${Object.prototype.toString.call(object)}`);
  const members: string[] = [];
  for (const key of Object.keys(object).sort()) {
    const value = object[key];
    if (value !== undefined) members.push(`${canonicalJson(key)}:${canonicalJson(value)}`);
  }
  return `{${members.join(',')}}`;
};
