/* eslint-disable @typescript-eslint/no-require-imports -- loaded when a verb is asked for: `--help` must not wait for a server framework. */
export const lazy = {
  start: () => require('./start.action') as typeof import('./start.action'),
  doctor: () => require('./doctor.action') as typeof import('./doctor.action'),
  import: () => require('./import.action') as typeof import('./import.action'),
  events: () => require('./events.action') as typeof import('./events.action'),
  trace: () => require('./trace.action') as typeof import('./trace.action'),
  projections: () => require('./projections.action') as typeof import('./projections.action'),
  restore: () => require('./restore.action') as typeof import('./restore.action'),
  settings: () => require('@hosting/settings') as typeof import('@hosting/settings'),
};
