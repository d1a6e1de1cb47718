// refused by: libraries-never-import-apps
import { worker } from '../../../apps/worker/src/app.module';
export const served = worker;
