// refused by: no-cycles
export { launcher } from './launcher';
