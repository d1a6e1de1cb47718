export * from './embedded-postgres';
export { type Holder, holderOf } from './data-directory';
export * from './start-refused';
