// refused by: nothing-is-unresolved
import { nowhere } from './nowhere';
export const engine = nowhere;
