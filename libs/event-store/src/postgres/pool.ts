import { Pool, type PoolConfig } from 'pg';

/**
 * Connections that stay open once they were opened, unless `min` says otherwise. To open one costs more than most statements: where these became slow, more
 * connections would be opened, and all of them slower.
 */
export const lastingPool = (config: PoolConfig & { readonly max: number }): Pool => {
  const pool = new Pool({ min: config.max, ...config });
  // An idle connection that breaks is replaced when it is needed; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
};
