// refused by: shared-is-values-only
import { donation } from '../donation/domain';
export const money = donation;
