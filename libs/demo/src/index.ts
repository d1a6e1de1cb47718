export { DEMO_SEED, DemoRefused, recordDemo, type DemoProgress, type DemoTools } from './record-demo';
export { DemoRandomness } from './demo-randomness';
