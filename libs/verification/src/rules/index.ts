export { MAX_BODY_BYTES } from './body';
export { createRulesCheck, type RulesCheck, type RulesReport, type RulesSnapshot } from './check';
export type { Hashes } from './ids';
export { judgedEvents } from './streams';
export { rules, type Finding, type RuleId } from './rule-table';
