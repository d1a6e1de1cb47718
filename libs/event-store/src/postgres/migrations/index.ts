import { append } from './0002-append';
import { events } from './0001-events';

export { APPENDED_CHANNEL, APPEND_LOCK } from './0002-append';

export const eventStoreMigrations = [events, append];
