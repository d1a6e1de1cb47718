// refused by: house/disables-say-why
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Anything = any;
