// refused by: no-restricted-globals, no-console
export const log = (): void => console.log('a decision');
