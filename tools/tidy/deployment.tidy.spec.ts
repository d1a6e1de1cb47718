import { parse } from 'yaml';
import { readSettings, settingRows } from '@hosting/settings';
import { exists, json, text } from './repository';

/** What is written for Docker and can be checked without it: names, paths, variables. */

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const written = text('docker-compose.yml');
const { services, volumes } = parse(written, { merge: true }) as Compose;
const { postgres, kurrentdb, ...ours } = services as Compose['services'] & {
  readonly postgres: Service;
  readonly kurrentdb: Service;
};
const dockerfile = text('Dockerfile').replaceAll('\\\n', ' ').split('\n');
const instructions = (name: string): readonly string[] =>
  dockerfile.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1).trim());
const settings = new Set<string>(settingRows().map(({ name }) => name));

/** `dist/apps/worker/apps/worker/src/main.js` → `worker`; null where it is no entry that a build makes. */
const applicationOf = (entry: string): string | null => {
  const [, application, source] = /^dist\/apps\/([a-z-]+)\/(.+)\.js$/.exec(entry) ?? [];
  return application !== undefined && source === `apps/${application}/src/main` && exists(`${source}.ts`)
    ? application
    : null;
};

const built = instructions('RUN').flatMap((line) =>
  [...line.matchAll(/nest build ([a-z-]+)/g)].map((match) => match[1]),
);

describe('docker-compose.yml', () => {
  it('has a database, an event store and the three applications', () => {
    expect(postgres.image).toMatch(/^postgres:\d+$/);
    expect(kurrentdb.image).toMatch(/^eventstore\/eventstore:23\.10\.\d+-/);
    expect(Object.keys(ours)).toEqual(['command-api', 'query-api', 'worker']);
  });

  it('asks each service whether it is well, and starts ours after what they rest on', () => {
    expect(Object.values(services).filter(({ healthcheck }) => !healthcheck?.test.length)).toEqual([]);
    for (const { depends_on: needed } of Object.values(ours))
      expect(needed).toEqual({
        postgres: { condition: 'service_healthy' },
        kurrentdb: { condition: 'service_healthy' },
      });
  });

  it.each(Object.entries(ours))('tells %s where its events are', (_name, { environment }) => {
    const { LEDGER_EVENT_STORE, KURRENTDB_URL } = environment;
    const read = readSettings({ LEDGER_EVENT_STORE, KURRENTDB_URL } as Readonly<Record<string, string>>);
    expect([read.LEDGER_EVENT_STORE, read.KURRENTDB_URL]).toEqual(['kurrentdb', 'esdb://kurrentdb:2113?tls=false']);
  });

  it.each(Object.entries(ours))('runs what the image has built as %s', (name, { command }) => {
    expect(applicationOf(command![0]!)).toBe(name);
    expect(built).toContain(name);
  });

  it.each(Object.entries(ours))('gives %s settings that there are', (_name, { environment }) =>
    expect(Object.keys(environment).filter((name) => !settings.has(name))).toEqual([]),
  );

  it('mounts files that there are, and volumes that it names', () => {
    const sources = Object.values(services).flatMap((service) =>
      (service.volumes ?? []).map((mount) => mount.split(':')[0]!),
    );
    expect(sources.length).toBeGreaterThan(0);
    expect(
      sources.filter((source) => !(source.startsWith('./') ? exists(source.slice(2)) : source in volumes)),
    ).toEqual([]);
  });

  it('says in its head how each variable is made that it can not do without', () => {
    const [head] = written.split('\nx-ledger:') as [string];
    const needed = new Set([...written.matchAll(/\$\{(\w+):\?\}/g)].map((match) => match[1]!));
    expect([...needed].filter((name) => !head.includes(` ${name}=`))).toEqual([]);
  });

  it('hands the script of the application’s role what it reads', () => {
    const script = text('docker/create-application-role.sh');
    const read = [...script.matchAll(/\$(\w+)/g)].map((match) => match[1]!);
    expect(read.filter((name) => !(name in postgres.environment))).toEqual([]);
    const [role] = /create role (\w+)/.exec(script)!.slice(1);
    for (const { environment } of Object.values(ours)) expect(environment.DATABASE_URL).toContain(`//${role}:`);
  });
});

describe('the Dockerfile', () => {
  it('copies what there is, and what is not kept out', () => {
    const ignored = text('.dockerignore').split('\n').filter(Boolean);
    const sources = instructions('COPY')
      .filter((line) => !line.startsWith('--from='))
      .flatMap((line) => line.split(/\s+/).slice(0, -1));
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((source) => !exists(source) || ignored.includes(source))).toEqual([]);
  });

  it('is of the Node that the package asks for', () => {
    const { engines } = json<{ readonly engines: { readonly node: string } }>('package.json');
    const [major] = /\d+/.exec(engines.node)!;
    for (const image of instructions('FROM')) expect(image).toMatch(new RegExp(`^node:${major}-`));
  });

  it('has settings that there are, and starts an application', () => {
    const names = instructions('ENV').flatMap((line) => line.split(' ').map((pair) => pair.split('=')[0]!));
    expect(names.filter((name) => name.startsWith('LEDGER_') && !settings.has(name))).toEqual([]);
    const [command] = JSON.parse(instructions('CMD')[0]!) as readonly string[];
    expect(built).toContain(applicationOf(command!));
  });
});
