// refused by: only-apps-are-hosted
import { hosting } from '../../hosting/src';
export const shell = hosting;
