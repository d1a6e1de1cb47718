const { availableParallelism } = require('node:os');

/** Unit specs need nothing; int specs a database; e2e specs the whole system (style: tests by what they need, in the name). */
const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    {
      jsc: {
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
        target: 'es2023',
        keepClassNames: true,
      },
      module: { type: 'commonjs' },
    },
  ],
  '^.+\\.(js|mjs)$': [
    '@swc/jest',
    { jsc: { parser: { syntax: 'ecmascript' }, target: 'es2023' }, module: { type: 'commonjs' } },
  ],
};
const { compilerOptions } = require('./tsconfig.json');
const moduleNameMapper = Object.fromEntries(
  Object.entries(compilerOptions.paths).map(([alias, [folder]]) => [
    `^${alias.replace('/*', '/(.*)')}$`,
    `<rootDir>/${folder.replace('./', '').replace('/*', '/$1')}`,
  ]),
);
const common = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform,
  // Jest can't require ES modules on Node 20: Nest 12 and typebox are transformed (docs/adr).
  transformIgnorePatterns: [
    '/node_modules/(?!(@nestjs|typebox|csv-parse|jose|graphql-yoga|@graphql-yoga|@whatwg-node|file-type|strtok3|token-types|uint8array-extras|@tokenizer|@borewit|@noble)/)',
  ],
  moduleNameMapper,
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.ledger/'],
  setupFiles: ['reflect-metadata', '<rootDir>/tools/testing/properties.cjs'],
};
const database = {
  globalSetup: '<rootDir>/tools/testing/postgres.setup.mjs',
  globalTeardown: '<rootDir>/tools/testing/postgres.teardown.mjs',
};
module.exports = {
  workerIdleMemoryLimit: '1GB',
  // Jest keeps a core for itself by default. What waits here waits for processes and disks, so there is one more of it than there are cores.
  maxWorkers: availableParallelism() + 1,
  // A test waits for conditions, never for a time; this one ends what hangs, also on a machine that does much else.
  testTimeout: 60_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs,tools}/**/*.spec.ts'],
      testPathIgnorePatterns: [
        '\\.(int|e2e)\\.spec\\.ts$',
        '/node_modules/',
        '<rootDir>/tools/architecture/violations/',
      ],
    },
    { ...common, ...database, displayName: 'int', testMatch: ['<rootDir>/{apps,libs}/**/*.int.spec.ts'] },
    { ...common, ...database, displayName: 'e2e', testMatch: ['<rootDir>/e2e/**/*.e2e.spec.ts'] },
  ],
};
