import type { Type } from '@nestjs/common';

/** THE list of what the ledger is made of: a noun that is not here is not running. In the order of the programme's own story. */

/** How facts are asked for: controllers and command handlers. */
export const writeModules: readonly Type[] = [];

/** How facts are shown: resolvers and query handlers. */
export const readModules: readonly Type[] = [];
