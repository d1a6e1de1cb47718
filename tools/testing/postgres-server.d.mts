export interface TestPostgres {
  /** Of the superuser. */
  readonly url: string;
  stop(): Promise<void>;
}

export function startPostgres(options?: { readonly settings?: readonly string[] }): Promise<TestPostgres>;
