import type * as all from '.';
export const launcher: Partial<typeof all> = {};
