// refused by: no-spec-is-imported
import { shared } from './donation.decider.spec';
export const again = shared;
