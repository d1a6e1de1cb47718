// refused by: product-imports-no-test-code
import { pledged } from '../domain/donation.fixtures';
export const command = pledged;
