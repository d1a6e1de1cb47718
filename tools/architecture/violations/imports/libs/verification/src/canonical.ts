// refused by: verification-trusts-the-log-library-only
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../event-store/src';
export const hashOf = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');
