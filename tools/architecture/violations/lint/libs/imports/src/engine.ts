// refused by: @typescript-eslint/no-explicit-any, eqeqeq
export const same = (one: any, other: unknown): boolean => one == other;
