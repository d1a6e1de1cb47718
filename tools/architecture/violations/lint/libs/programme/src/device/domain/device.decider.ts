// refused by: no-restricted-globals, no-restricted-globals, no-restricted-globals, no-restricted-globals, no-restricted-syntax
export const decide = async (): Promise<unknown> => [
  Date.now(),
  crypto.randomUUID(),
  process.env['HOME'],
  await fetch('http://localhost'),
];
