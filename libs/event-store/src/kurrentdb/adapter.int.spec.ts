import { eventStoreContract } from '../testing';
import { createLedgerOn, createStandInLedger, kurrentDbCapabilities } from '../testing/kurrentdb';

eventStoreContract('kurrentdb, on the stand-in', createStandInLedger, kurrentDbCapabilities);

const { KURRENTDB_URL: realServer } = process.env;
if (realServer)
  eventStoreContract(
    'kurrentdb, on the server at KURRENTDB_URL',
    () => createLedgerOn(realServer),
    kurrentDbCapabilities,
  );
