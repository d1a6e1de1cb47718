import { Compile } from 'typebox/compile';
import { codes, type CodeDefinition } from '@command-handling';
import type { EventDefinition } from '@kernel';
import { allEvents } from '@programme/catalogue';
import { NOUNS_FOLDER, exists, filesLike, fixtureName, lines, load, nouns, text, type Room } from './repository';

/** `<noun>.<role>.ts`: the closed list. A new role is a decision, and this is where it is made. */
const ROLES: Readonly<Record<Room, readonly string[]>> = {
  domain: ['events', 'requests', 'upcasters', 'decider', 'state', 'evolve', 'fixtures'],
  write: ['commands', 'requests', 'controller', 'file', 'import', 'policy', 'housekeeping', 'write.module'],
  read: ['projection', 'queries', 'objects', 'resolver', 'fixtures', 'read.module'],
};
/** A value or a calculation of a noun, without state, may stand in its domain under its own name: `rule-set.ts`. */
const VALUES = /^[a-z0-9-]+(\.spec)?\.(ts|json)$/;
const MAX_README_LINES = 30;

const decided = nouns.filter(
  (noun) => filesLike(new RegExp(`^${NOUNS_FOLDER}/${noun}/domain/.+\\.decider\\.spec\\.ts$`)).length > 0,
);
const specs = filesLike(/\.spec\.ts$/).filter((file) => !file.startsWith('tools/'));
const specTexts = specs.map(text);
const isInASpec = (word: string): boolean => specTexts.some((spec) => new RegExp(`\\b${word}\\b`).test(spec));

/** Events by the noun that defines them; those of `shared` belong to every noun. */
const definedIn = (definition: EventDefinition): string =>
  filesLike(new RegExp(`^${NOUNS_FOLDER}/.+\\.ts$`))
    .find((file) => new RegExp(`define(Fact|Event)\\(\\s*'${definition.type}'`).test(text(file)))
    ?.split('/')[3] ?? 'nowhere';
const eventsOfDecided = allEvents.filter((definition) => decided.includes(definedIn(definition)));

describe('a slice of the programme', () => {
  it('is found', () => {
    expect(nouns.length).toBeGreaterThan(9);
    expect(decided.length).toBeGreaterThan(0);
    expect(eventsOfDecided.length).toBeGreaterThan(0);
  });

  it('names its files <noun>.<role>.ts, from the closed list of its room', () => {
    const strange = nouns.flatMap((noun) =>
      (['domain', 'write', 'read'] as const).flatMap((room) => {
        const folder = `${NOUNS_FOLDER}/${noun}/${room}/`;
        const role = new RegExp(`^[a-z0-9-]+\\.(${ROLES[room].join('|')})(\\.int)?(\\.spec)?\\.ts$`);
        return filesLike(new RegExp(`^${folder}`)).filter((file) => {
          const name = file.slice(folder.length);
          const known =
            name === 'index.ts' || /^testdata\/\w+\.v\d+\.json$/.test(name) || role.test(name.split('/').at(-1)!);
          return !known && !(room === 'domain' && VALUES.test(name));
        });
      }),
    );
    expect(strange).toEqual([]);
  });

  it('has nothing outside its rooms but a README', () => {
    const outside = nouns.flatMap((noun) =>
      filesLike(new RegExp(`^${NOUNS_FOLDER}/${noun}/`)).filter(
        (file) => !/\/(domain|write|read)\//.test(file) && !file.endsWith('/README.md'),
      ),
    );
    expect(outside).toEqual([]);
  });

  it(`has a README of at most ${MAX_README_LINES} lines: words, rules, events`, () => {
    const readmes = decided.map((noun) => `${NOUNS_FOLDER}/${noun}/README.md`);
    expect(readmes.filter((file) => !exists(file))).toEqual([]);
    expect(readmes.filter((file) => lines(file) > MAX_README_LINES)).toEqual([]);
  });
});

describe('an event', () => {
  const fixtures = filesLike(/\.fixtures\.ts$/).map(load);
  const fixtureOf = (type: string) =>
    fixtures.map((module) => module[fixtureName(type)]).find((it) => it !== undefined);

  it.each(eventsOfDecided.map((definition) => [definition.type, definition] as const))(
    '%s has a fixture that its schema accepts',
    (type, { schema }) => {
      const fixture = fixtureOf(type) as (() => { readonly type: string; readonly data: unknown }) | undefined;
      expect(fixture).toBeInstanceOf(Function);
      const event = fixture!();
      expect(event.type).toBe(type);
      expect(Compile(schema).Errors(event.data)).toEqual([]);
    },
  );

  it('is exercised by a spec', () =>
    expect(
      eventsOfDecided.map(({ type }) => type).filter((type) => !isInASpec(type) && !isInASpec(fixtureName(type))),
    ).toEqual([]));

  it('is in the catalogue of docs/events, with the schema of its version', () =>
    expect(
      allEvents
        .map(({ type, version }) => `docs/events/${type}.v${version}.schema.json`)
        .filter((file) => !exists(file)),
    ).toEqual([]));
});

describe('a code', () => {
  const sources = filesLike(new RegExp(`^${NOUNS_FOLDER}/[^/]+/(domain|write)/.+\\.ts$`)).filter(
    (file) => !/\.(spec|fixtures)\.ts$/.test(file),
  );
  const saidBy = (pattern: RegExp, files = sources): readonly string[] => [
    ...new Set(files.flatMap((file) => [...text(file).matchAll(pattern)].map((match) => match[1]!))),
  ];
  const refused = saidBy(/\b(?:refuse|refusal)\(\s*'([A-Z0-9_]+)'/g);
  const ofRows = saidBy(
    /\bcode: '([A-Z0-9_]+)'/g,
    sources.filter((file) => file.includes('/write/')),
  );

  it('is found', () => {
    expect(refused.length).toBeGreaterThan(20);
    expect(ofRows.length).toBeGreaterThan(0);
  });

  it('is in the table of codes, with a text in both languages', () => {
    const known: Readonly<Record<string, CodeDefinition>> = codes;
    expect([...refused, ...ofRows].filter((code) => known[code] === undefined).toSorted()).toEqual([]);
    const silent = Object.entries(known).filter(([, { vi, en }]) => vi.length < 5 || en.length < 5);
    expect(silent.map(([code]) => code)).toEqual([]);
  });

  it('with which a rule refuses is in a spec', () =>
    expect(refused.filter((code) => !isInASpec(code)).toSorted()).toEqual([]));
});

describe('a projection', () => {
  interface Projection {
    readonly kind: string;
    readonly name: string;
    readonly events: readonly EventDefinition[];
  }
  const isProjection = (value: unknown): value is Projection =>
    typeof value === 'object' && value !== null && ['state', 'facts'].includes((value as Projection).kind);
  const files = filesLike(new RegExp(`^${NOUNS_FOLDER}/[^/]+/read/.+\\.projection\\.ts$`));
  const projections = files.flatMap((file) =>
    Object.values(load(file))
      .filter(isProjection)
      .map((projection) => ({ file, ...projection })),
  );

  it('is found in each room that has a file of this role', () => {
    const roomOf = (file: string): string => file.slice(0, file.lastIndexOf('/'));
    const withProjection = new Set(projections.map(({ file }) => roomOf(file)));
    expect(files.map(roomOf).filter((room) => !withProjection.has(room))).toEqual([]);
    expect(projections.length).toBeGreaterThan(9);
  });

  it('has a name of its own', () => expect(new Set(projections.map(({ name }) => name)).size).toBe(projections.length));

  /** A projection of more kinds than this treats them all alike; it has no case for any of them. */
  const MANY_EVENTS = 30;

  it('meets each of its events in a spec of its room', () => {
    const unmet = projections.flatMap(({ file, name, events }) => {
      const room = file.slice(0, file.lastIndexOf('/') + 1);
      const exercised = specs
        .filter((spec) => spec.startsWith(room))
        .map(text)
        .join('\n');
      return (events.length > MANY_EVENTS ? [] : events)
        .map(({ type }) => type)
        .filter((type) => !new RegExp(`\\b(${type}|${fixtureName(type)})\\b`).test(exercised))
        .map((type) => `${name}: ${type}`);
    });
    expect(unmet).toEqual([]);
  });
});
