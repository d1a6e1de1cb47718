import type { Journal } from '@event-store';
import type { ProjectionSizes } from '@projections';
import type { SealedLog } from '@sealing';
import type { Figure, FigureSource } from './metrics';

/** What an operator watches: how large the ledger is, and how far each projection is behind. */
export const ledgerFigures =
  (journal: Journal, sizes: ProjectionSizes, log: SealedLog): FigureSource =>
  async () => {
    const [size, projections, treeSize, latest] = await Promise.all([
      journal.size(),
      sizes.status(),
      log.treeSize(),
      log.latest(),
    ]);
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
      gauge('ledger_log_tree_size', 'Number of events in the tree of the log.', [{ value: treeSize }]),
      gauge('ledger_log_checkpoint_size', 'Number of events that the latest published checkpoint names.', [
        { value: latest?.size ?? 0 },
      ]),
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
