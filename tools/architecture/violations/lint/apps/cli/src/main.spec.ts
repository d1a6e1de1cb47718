// refused by: no-restricted-syntax, no-restricted-syntax, no-restricted-syntax
it.only('runs alone', () => {});
describe.only('alone', () => {});
fit('alone', () => {});
