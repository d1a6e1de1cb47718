import { append } from './0002-append';
import { events } from './0001-events';
import { gate } from './0004-gate';
import { journal } from './0003-journal';

export const eventStoreMigrations = [events, append, journal, gate];
