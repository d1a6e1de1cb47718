// refused by: web-imports-the-log-only
import { projections } from '../../../libs/projections/src';
export const shown = projections;
