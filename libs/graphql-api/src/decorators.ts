import { Extensions } from '@nestjs/graphql';

/** What a field or a type says of itself in `extensions`, for the shell to read before execution. */
export interface ShellExtensions {
  readonly readsFrom?: readonly string[];
  readonly byDay?: true;
  readonly between?: true;
  readonly access?: Access;
  readonly listSize?: number;
  readonly cost?: number;
}

export type Access =
  | { readonly kind: 'PUBLIC' }
  /** Any token; what it sees is narrowed by `scopeSql`. */
  | { readonly kind: 'TOKEN' }
  | { readonly kind: 'ROLE'; readonly roles: readonly string[] }
  /** Event bodies: AUDITOR, ADMIN or a role with a unit or organisation, or anyone where the entries are public. */
  | { readonly kind: 'BODIES' };

/** Names of the projections whose tables this type, field or query reads: on the `@ObjectType` class, `@Query` or `@ResolveField`. */
export const ReadsFrom = (...projections: readonly string[]) => Extensions({ readsFrom: projections });

/** The field reads the journal, and keeps to `read.occurredOn` by itself. A field that names no projection and not this refuses `occurredOn`. */
export const ByDay = () => Extensions({ byDay: true });

/** The field compares two sizes: its argument `to` is its `asOf`, and `from`, the earlier one, is `read.since`. */
export const Between = () => Extensions({ between: true });

/** Open without a token. A root field that says nothing needs a token. */
export const Public = () => Extensions({ access: { kind: 'PUBLIC' } satisfies Access });
export const NeedsRole = (...roles: readonly string[]) =>
  Extensions({ access: { kind: 'ROLE', roles } satisfies Access });
export const NeedsBodies = () => Extensions({ access: { kind: 'BODIES' } satisfies Access });

/** How many items the cost of a list that is not a connection is reckoned with. */
export const ListSize = (size: number) => Extensions({ listSize: size });
/** What the field itself costs, where that is not 1 for an object and 0 for a scalar. */
export const Cost = (cost: number) => Extensions({ cost });
