export * from './ledger';
export * from './link';
export { startStandIn, urlOf, type AppendFault, type StandIn } from './stand-in';
export * from './until';
