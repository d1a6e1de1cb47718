import { append } from './0002-append';
import { events } from './0001-events';

export const eventStoreMigrations = [events, append];
