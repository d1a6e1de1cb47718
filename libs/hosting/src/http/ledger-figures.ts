import type { Journal } from '@event-store';
import type { ProjectionSizes } from '@projections';
import type { Figure, FigureSource } from './metrics';

/** What an operator watches: how large the ledger is, and how far each projection is behind. */
export const ledgerFigures =
  (journal: Journal, sizes: ProjectionSizes): FigureSource =>
  async () => {
    const [size, projections] = await Promise.all([journal.size(), sizes.status()]);
    const gauge = (name: string, help: string, values: Figure['values']): Figure => ({
      name,
      help,
      type: 'gauge',
      values,
    });
    const each = (value: (status: (typeof projections)[number]) => number): Figure['values'] =>
      projections.map((status) => ({ labels: { projection: status.name }, value: value(status) }));
    return [
      gauge('ledger_events', 'Number of events in the ledger.', [{ value: size }]),
      gauge(
        'ledger_projection_size',
        'Number of events that the read tables are made of.',
        each((status) => status.size),
      ),
      gauge(
        'ledger_projection_lag_events',
        'Events that are not applied yet.',
        each(({ lagEvents }) => lagEvents),
      ),
      gauge(
        'ledger_projection_lag_seconds',
        'Since when the oldest event that is not applied waits.',
        each(({ lagSeconds }) => lagSeconds ?? 0),
      ),
      gauge(
        'ledger_projection_stopped',
        '1 where a projection stopped at an event.',
        each(({ fault }) => (fault ? 1 : 0)),
      ),
    ];
  };
