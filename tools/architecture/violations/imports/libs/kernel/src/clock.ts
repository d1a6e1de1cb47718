// refused by: kernel-imports-typebox-only
import { randomUUID } from 'node:crypto';
export const id = (): string => randomUUID();
