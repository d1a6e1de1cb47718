// refused by: slices-share-facts-only
import { donations } from '../../donation/read';
export const funnel = donations;
