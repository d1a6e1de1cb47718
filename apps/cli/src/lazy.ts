/* eslint-disable @typescript-eslint/no-require-imports -- loaded when a verb is asked for: `--help` must not wait for a server framework. */
export const lazy = {
  start: () => require('./start.action') as typeof import('./start.action'),
  doctor: () => require('./doctor.action') as typeof import('./doctor.action'),
  import: () => require('./import.action') as typeof import('./import.action'),
  importEvents: () => require('./import-events.action') as typeof import('./import-events.action'),
  events: () => require('./events.action') as typeof import('./events.action'),
  trace: () => require('./trace.action') as typeof import('./trace.action'),
  changes: () => require('./changes.action') as typeof import('./changes.action'),
  projections: () => require('./projections.action') as typeof import('./projections.action'),
  scratch: () => require('./scratch.action') as typeof import('./scratch.action'),
  verify: () => require('./verify.action') as typeof import('./verify.action'),
  export: () => require('./export.action') as typeof import('./export.action'),
  proof: () => require('./proof.action') as typeof import('./proof.action'),
  receipt: () => require('./receipt.action') as typeof import('./receipt.action'),
  keygen: () => require('./keygen.action') as typeof import('./keygen.action'),
  restore: () => require('./restore.action') as typeof import('./restore.action'),
  settings: () => require('./settings-table') as typeof import('./settings-table'),
};
