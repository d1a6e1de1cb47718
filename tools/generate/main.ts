/**
 * `npm run generate` writes what is generated and checked in; with `--check` it writes nothing, prints what differs, and fails. A change
 * to what the world sees is then a line in the diff.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errors } from './errors';
import { events } from './events';
import type { Generated, Generator } from './generated';
import { graphql } from './graphql';
import { openapi } from './openapi';
import { receiptScript } from './receipt';
import { settings } from './settings';

const ROOT = join(__dirname, '../..');
const generators: readonly Generator[] = [events, errors, settings, graphql, openapi, receiptScript];
/** Folders in which every file is generated: a file that no generator names any more is removed. */
const OWNED = ['docs/events'];
/** Lines shown of a file that differs. */
const MAX_DIFFERENCES = 20;

const current = (path: string): string | null =>
  existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : null;

/** Lines that stand in one and not in the other, as a reader of a diff expects them. */
const differences = (before: string, after: string): readonly string[] => {
  const old = before.split('\n');
  const fresh = after.split('\n');
  const [was, is] = [new Set(old), new Set(fresh)];
  return [
    ...old.filter((line) => !is.has(line)).map((line) => `- ${line}`),
    ...fresh.filter((line) => !was.has(line)).map((line) => `+ ${line}`),
  ];
};

const leftOver = (generated: readonly Generated[]): readonly string[] => {
  const named = new Set(generated.map(({ path }) => path));
  return OWNED.flatMap((folder) =>
    existsSync(join(ROOT, folder)) ? readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`) : [],
  ).filter((path) => !named.has(path));
};

const check = (changed: readonly Generated[], stale: readonly string[]): void => {
  for (const { path, content } of changed) {
    console.error(`${path} is not what would be generated:`);
    for (const line of differences(current(path) ?? '', content).slice(0, MAX_DIFFERENCES)) console.error(`  ${line}`);
  }
  for (const path of stale) console.error(`${path} is no longer generated`);
  if (changed.length + stale.length === 0) return console.log('everything generated is up to date');
  console.error('run `npm run generate` and commit what it writes');
  process.exitCode = 1;
};

const write = (changed: readonly Generated[], stale: readonly string[]): void => {
  for (const { path, content } of changed) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), content);
    console.log(`wrote ${path}`);
  }
  for (const path of stale) {
    rmSync(join(ROOT, path));
    console.log(`removed ${path}`);
  }
  if (changed.length + stale.length === 0) console.log('everything generated is up to date');
};

const main = async (): Promise<void> => {
  const generated = (await Promise.all(generators.map((generate) => generate()))).flat();
  const changed = generated.filter(({ path, content }) => current(path) !== content);
  (process.argv.includes('--check') ? check : write)(changed, leftOver(generated));
};

void main();
