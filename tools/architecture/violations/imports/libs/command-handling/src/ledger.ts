// refused by: kurrentdb-client-stays-in-its-adapter
import { EventStoreDBClient } from '@eventstore/db-client';
export const client = EventStoreDBClient;
