import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');

/** Made by machines, or made to be wrong. */
const NOT_OURS = ['node_modules', 'dist', 'coverage', '.ledger', '.git'];
const MADE_TO_BE_WRONG = 'tools/architecture/violations';

const walk = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (NOT_OURS.includes(entry.name) || path === MADE_TO_BE_WRONG) return [];
    return entry.isDirectory() ? walk(path) : [path];
  });

/** Every file of the repository that a person wrote, or that is generated and checked in; paths from the root, with slashes. */
export const files: readonly string[] = walk('').toSorted();

export const filesLike = (pattern: RegExp): readonly string[] => files.filter((file) => pattern.test(file));
export const foldersOf = (folder: string): readonly string[] =>
  existsSync(join(ROOT, folder))
    ? readdirSync(join(ROOT, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
    : [];
export const exists = (path: string): boolean => existsSync(join(ROOT, path));
export const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
export const json = <T>(path: string): T => JSON.parse(text(path)) as T;
export const lines = (path: string): number => text(path).trimEnd().split('\n').length;

/** The module at this path, as its importers get it. */
export const load = (path: string): Readonly<Record<string, unknown>> =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- which modules there are is known at run time only.
  require(join(ROOT, path)) as Readonly<Record<string, unknown>>;

export const NOUNS_FOLDER = 'libs/programme/src';
/** A noun is a folder of the programme with at least one of the three rooms. */
export const nouns: readonly string[] = foldersOf(NOUNS_FOLDER).filter((name) =>
  filesLike(new RegExp(`^${NOUNS_FOLDER}/${name}/(domain|write|read)/`)).some(() => true),
);
export const rooms = ['domain', 'write', 'read'] as const;
export type Room = (typeof rooms)[number];

/** `GrantEntitled` → `grantEntitled`: the name of an event's fixture. */
export const fixtureName = (eventType: string): string => eventType.charAt(0).toLowerCase() + eventType.slice(1);
