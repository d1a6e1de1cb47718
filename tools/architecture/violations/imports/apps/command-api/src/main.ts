// refused by: apps-never-import-apps
import { worker } from '../../worker/src/app.module';
export const both = worker;
