export { DEMO_SEED, recordDemo } from './record-demo';
export { DemoRefused, type DemoProgress, type DemoTools } from './recorder';
export { DemoRandomness } from './demo-randomness';
