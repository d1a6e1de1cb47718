/**
 * Properties are tried with the same examples in every run, so that a red test means that somebody changed something.
 * `FC_SEED=<integer>` tries others; `FC_SEED=random` tries new ones each time. A failure prints the seed that it had.
 */
const { configureGlobal } = require('fast-check');

const SEED = 20_210_912;

const { FC_SEED: asked } = process.env;
const seed = asked === undefined ? SEED : asked === 'random' ? undefined : Number(asked);
if (seed !== undefined && !Number.isInteger(seed)) throw new Error('FC_SEED: an integer, or "random"');
configureGlobal(seed === undefined ? {} : { seed });
