// refused by: read-never-writes
import { eventStore } from '../../../../event-store/src';
export const append = eventStore;
