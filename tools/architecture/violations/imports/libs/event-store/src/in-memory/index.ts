// refused by: adapters-do-not-know-each-other
import { postgresStore } from '../postgres';
export const inMemory = postgresStore;
