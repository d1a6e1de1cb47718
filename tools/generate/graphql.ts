import { printSchemaSdl } from '@graphql-api';
import { readRooms } from '@hosting';
import { allEvents } from '@programme/catalogue';
import type { Generator } from './generated';

/** The schema of all rooms, sorted, so that a change is a line where it belongs. */
export const graphql: Generator = async () => [
  { path: 'apps/query-api/schema.graphql', content: await printSchemaSdl(readRooms, allEvents) },
];
