export { closeForMove, type MoveStep } from './close-for-move';
export * from './import-ledger';
