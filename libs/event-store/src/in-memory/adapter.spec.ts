import { eventStoreContract } from '../testing';
import { createInMemoryEventStore } from './in-memory-event-store';

eventStoreContract('in memory', async () => {
  const memory = createInMemoryEventStore();
  return {
    // There is no second process: every instance is the same memory, and closes with it.
    open: async () => memory,
    drop: () => memory.close(),
  };
});
