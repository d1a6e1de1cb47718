import { appendingPromises } from './appending.contract';
import { concurrencyPromises } from './concurrency.contract';
import { idempotencyPromises } from './idempotency.contract';
import type { ContractCapabilities, Given, LedgerUnderTest, OpenedStore } from './ledger-under-test';
import { readingPromises } from './reading.contract';

/** Some tests start processes, which compile their sources first; on a busy machine that takes seconds. */
const TEST_TIMEOUT_MS = 120_000;

/** The promises of the port (`event-store.ts`), as tests. Every adapter runs them all. */
export const eventStoreContract = (
  name: string,
  create: () => Promise<LedgerUnderTest>,
  capabilities: ContractCapabilities = {},
): void => {
  describe(`the event store promises (${name})`, () => {
    jest.setTimeout(TEST_TIMEOUT_MS);
    let ledger: LedgerUnderTest;
    let opened: OpenedStore[] = [];
    beforeEach(async () => {
      ledger = await create();
      opened = [];
    });
    afterEach(async () => {
      for (const instance of opened) await instance.close();
      await ledger.drop();
    });
    const open = async (): Promise<OpenedStore> => {
      const instance = await ledger.open();
      opened.push(instance);
      return instance;
    };
    const given: Given = { open, ledger: () => ledger };

    appendingPromises(given);
    idempotencyPromises(given, capabilities);
    readingPromises(given);
    concurrencyPromises(given, capabilities);
  });
};
