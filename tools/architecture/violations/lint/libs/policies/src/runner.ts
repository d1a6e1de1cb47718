// refused by: @typescript-eslint/no-floating-promises
const react = async (): Promise<void> => undefined;
export const run = (): void => {
  react();
};
