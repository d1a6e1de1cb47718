/**
 * What `read` rooms get to ask their tables with (a DI token). SQL text uses the views `<table>` named in projections:
 * `<name>_now`, `<name>_history`, `<name>_at(size)` (a set-returning function or an inlined sub-select, see `at`), `<name>_movement`, `<name>_total`.
 */
export abstract class ReadTables {
  abstract query<R extends Readonly<Record<string, unknown>>>(
    sql: string,
    values: readonly unknown[],
  ): Promise<readonly R[]>;
  /** Sums by (key, measure) of one cut at size S: the stored row at the boundary ≤ S plus the movements up to S. */
  abstract totalsAt(
    projection: string,
    cut: string,
    size: number,
  ): Promise<readonly { readonly key: string; readonly measure: string; readonly n: number }[]>;
}

/** A sub-select of the versions of a state table that are visible at the size in the SQL parameter `$n`: `from ${at('device', 1)} d`. */
export const at = (table: string, parameter: number): string =>
  `(select n.*, null::bigint as to_position from ${table}_now n where n.from_position < $${parameter}
    union all select h.* from ${table}_history h where h.from_position < $${parameter} and h.to_position >= $${parameter})`;
