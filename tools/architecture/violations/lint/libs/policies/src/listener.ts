// refused by: @typescript-eslint/no-misused-promises
import { EventEmitter } from 'node:events';
new EventEmitter().on('data', async () => {});
