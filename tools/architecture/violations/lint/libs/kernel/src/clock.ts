// refused by: no-restricted-globals, no-restricted-properties
export const today = (): string => new Date(0).toISOString();
export const dice = (): number => Math.random();
