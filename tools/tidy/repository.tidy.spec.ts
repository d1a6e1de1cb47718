import { exists, files, filesLike, foldersOf, json, lines, text } from './repository';

const MAX_LINES = 400;
/** A spec is a list of sentences about one subject: longer than a source, and still read from the top. */
const MAX_SPEC_LINES = 600;
const sources = filesLike(/\.(ts|tsx|mjs|cjs)$/);
const pages = filesLike(/\.md$/);
/** In two parts, or this file would be found too. */
const UNFINISHED = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b`);

describe('the repository', () => {
  it('is found', () => {
    expect(sources.length).toBeGreaterThan(60);
    expect(pages.length).toBeGreaterThan(0);
  });

  it(`has no source of more than ${MAX_LINES} lines, nor a spec of more than ${MAX_SPEC_LINES}`, () => {
    const limit = (file: string): number => (/\.(spec|contract)\.ts$/.test(file) ? MAX_SPEC_LINES : MAX_LINES);
    expect(sources.filter((file) => lines(file) > limit(file)).map((file) => `${file}: ${lines(file)}`)).toEqual([]);
  });

  it('has nothing unfinished', () =>
    expect([...sources, ...pages].filter((file) => UNFINISHED.test(text(file)))).toEqual([]));

  it('has no test that silences the others, and none that is silenced', () =>
    expect(
      filesLike(/\.spec\.ts$/).filter((file) =>
        /\b(it|test|describe)\.(only\b|todo\b|skip\()|\b(fit|xit|fdescribe|xdescribe)\(/.test(text(file)),
      ),
    ).toEqual([]));

  it('names its files in kebab-case with dotted roles', () =>
    expect(
      filesLike(/^(apps|libs|e2e|tools)\/.+\.ts$/).filter(
        (file) => !/^[a-z0-9]+([-.][a-z0-9]+)*\.ts$/.test(file.split('/').at(-1)!),
      ),
    ).toEqual([]));

  it('has no folder with a name that means two things (CONTRIBUTING, "Names")', () =>
    expect(
      files.filter((file) => /(^|\/)(platform|infrastructure|core|common|utils|helpers|generic)\//.test(file)),
    ).toEqual([]));
});

describe('the aliases of tsconfig.json', () => {
  const { paths } = json<{ compilerOptions: { paths: Record<string, readonly [string]> } }>(
    'tsconfig.json',
  ).compilerOptions;
  const aliases = Object.entries(paths);

  it('lead to folders that have an entry', () => {
    const closed = aliases
      .filter(([alias]) => !alias.endsWith('/*'))
      .map(([, [folder]]) => `${folder.slice(2)}/index.ts`);
    expect(closed.length).toBeGreaterThan(5);
    const inhabited = closed.filter((entry) => files.some((file) => file.startsWith(entry.replace('index.ts', ''))));
    expect(inhabited.filter((entry) => !exists(entry))).toEqual([]);
  });

  it('name every library', () =>
    expect(
      foldersOf('libs').filter((lib) => paths[`@${lib}`] === undefined && paths[`@${lib}/*`] === undefined),
    ).toEqual([]));

  it('are what Jest resolves', () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the configuration is CommonJS, and Jest's.
    const { projects } = require('../../jest.config.cjs') as {
      projects: readonly { moduleNameMapper: Readonly<Record<string, string>> }[];
    };
    for (const { moduleNameMapper } of projects) {
      const mapped = Object.entries(moduleNameMapper).map(([pattern, target]) => [
        pattern.slice(1, -1).replace('(.*)', '*'),
        target.replace('<rootDir>', '.').replace('$1', '*'),
      ]);
      expect(mapped).toEqual(aliases.map(([alias, [folder]]) => [alias, folder]));
    }
  });
});

describe('the applications', () => {
  const apps = foldersOf('apps').filter((app) => exists(`apps/${app}/tsconfig.app.json`));

  it('are all known to the Nest CLI', () => {
    expect(apps.length).toBeGreaterThan(3);
    expect(Object.keys(json<{ projects: object }>('nest-cli.json').projects).toSorted()).toEqual(apps.toSorted());
  });
});

describe('the pages', () => {
  it('link to files that exist', () => {
    const broken = pages.flatMap((page) =>
      [...text(page).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)]*)?\)/g)]
        .map((match) => match[1]!)
        .filter((link) => {
          const path = link.startsWith('/') ? link.slice(1) : [...page.split('/').slice(0, -1), link].join('/');
          return !exists(path);
        })
        .map((link) => `${page}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  it('name files and folders that exist', () => {
    const named = pages.flatMap((page) =>
      [...text(page).matchAll(/`((?:apps|libs|tools|docs|e2e)\/[A-Za-z0-9_./-]+)`/g)].map((match) => ({
        page,
        path: match[1]!,
      })),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(({ path }) => !exists(path)).map(({ page, path }) => `${page}: ${path}`)).toEqual([]);
  });

  it('name npm scripts that exist', () => {
    const { scripts } = json<{ scripts: Readonly<Record<string, string>> }>('package.json');
    const named = pages.flatMap((page) =>
      [...text(page).matchAll(/npm run (?:-s |--silent )?([a-z][a-z0-9:-]*)/g)].map((match) => ({
        page,
        script: match[1]!,
      })),
    );
    expect(named.filter(({ script }) => scripts[script] === undefined)).toEqual([]);
  });
});

describe('the decisions', () => {
  const HEADINGS = ['Context', 'Options', 'Decision', 'Consequences', 'Enforced by'];
  const decisions = filesLike(/^docs\/adr\/\d{4}-.+\.md$/);
  const numberOf = (file: string): number => Number(file.slice('docs/adr/'.length).slice(0, 4));

  it('are numbered without a gap', () => {
    expect(decisions.length).toBeGreaterThan(0);
    expect(decisions.map(numberOf)).toEqual(decisions.map((_, index) => index + 1));
  });

  it.each(HEADINGS)('each have the heading %s', (heading) =>
    expect(decisions.filter((file) => !new RegExp(`^## ${heading}$`, 'm').test(text(file)))).toEqual([]),
  );

  it('supersede each other in both directions', () => {
    const pairs = (verb: RegExp) =>
      decisions.flatMap((file) =>
        [...text(file).matchAll(verb)].map((match) => [numberOf(file), Number(match[1])] as const),
      );
    const supersedes = pairs(/^Supersedes: (\d{4})/gm).map(([newer, older]) => `${newer} > ${older}`);
    const superseded = pairs(/^Superseded by: (\d{4})/gm).map(([older, newer]) => `${newer} > ${older}`);
    expect(supersedes.toSorted()).toEqual(superseded.toSorted());
  });
});
