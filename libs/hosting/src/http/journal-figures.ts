import type { JournalWorker } from '@event-store/kurrentdb';
import type { Figure } from './metrics';

/** What the process that writes the journal knows of it. While the server is away its head is unknown, and no lag is told. */
export const journalFigures = async (
  worker: Pick<JournalWorker, 'status' | 'lagBytes'>,
): Promise<readonly Figure[]> => {
  const { state, tampering } = worker.status();
  const lag = state === 'following' ? await worker.lagBytes().catch(() => null) : null;
  const gauge = (name: string, help: string, value: number): Figure => ({
    name,
    help,
    type: 'gauge',
    values: [{ value }],
  });
  return [
    gauge(
      'ledger_journal_following',
      '1 in the process that writes the journal, while it does.',
      Number(state === 'following'),
    ),
    gauge('ledger_journal_stopped', '1 where the journal stopped and needs a person.', Number(state === 'stopped')),
    gauge('ledger_journal_tampered', 'How often a stream was found cut or deleted on the server.', tampering.length),
    ...(lag === null
      ? []
      : [
          gauge(
            'ledger_journal_lag_bytes',
            "Bytes of the server's log that the journal does not have yet.",
            Number(lag),
          ),
        ]),
  ];
};
