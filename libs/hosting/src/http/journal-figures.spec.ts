import type { JournalStatus } from '@event-store/kurrentdb';
import { journalFigures } from './journal-figures';

const at = { commit: 1n, prepare: 1n };
const followed: JournalStatus = { state: 'following', size: 3, readTo: at, problem: null, tampering: [] };
const figures = async (status: Partial<JournalStatus>, lagBytes: () => Promise<bigint>) => {
  const shown = await journalFigures({ status: () => ({ ...followed, ...status }), lagBytes });
  return Object.fromEntries(shown.map(({ name, values }) => [name, values[0]!.value]));
};

describe('the figures of the journal', () => {
  it('tell how far it is behind, and what was found cut or deleted', async () =>
    expect(await figures({ tampering: [{ stream: 'device-a', kind: 'DELETED', at }] }, async () => 120n)).toEqual({
      ledger_journal_following: 1,
      ledger_journal_stopped: 0,
      ledger_journal_tampered: 1,
      ledger_journal_lag_bytes: 120,
    }));

  it('tell no lag that is not known: the server is away, or the journal has stopped', async () => {
    const away = await figures({}, () => Promise.reject(new Error('away')));
    const stopped = await figures({ state: 'stopped' }, async () => 0n);
    expect([away.ledger_journal_lag_bytes, stopped.ledger_journal_lag_bytes]).toEqual([undefined, undefined]);
    expect(stopped).toMatchObject({ ledger_journal_following: 0, ledger_journal_stopped: 1 });
  });
});
