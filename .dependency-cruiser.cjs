/**
 * The dependency rules (CONTRIBUTING.md, "Who may import whom"). Written over patterns, so a new noun is covered the day it is made.
 * Every path of ours is anchored with `^`; no file is excused by name. `tools/architecture/violations/imports` holds an offending file
 * for each rule, and `tools/architecture/architecture.spec.ts` asserts that each is refused.
 */

/** Files that exist for tests: specs, fixtures, contract suites, `testing` folders. */
const TEST_CODE = ['\\.spec\\.ts$', '\\.fixtures\\.ts$', '\\.contract\\.ts$', '/testing/'];
const npm = (name) => `(^|/)node_modules/${name}/`;
const TYPEBOX = npm('typebox');

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'kernel-imports-typebox-only',
      severity: 'error',
      comment: 'Rule 1. Whoever reads the kernel has read everything it rests on.',
      from: { path: '^libs/kernel/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^libs/kernel/', TYPEBOX] },
    },
    {
      name: 'transparency-log-imports-nothing',
      severity: 'error',
      comment:
        'Rule 2. Whoever checks the ledger must not have to trust it, and the same file must run in the browser: not even node:crypto.',
      from: { path: '^libs/transparency-log/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^libs/transparency-log/' },
    },
    {
      name: 'verification-trusts-the-log-library-only',
      severity: 'error',
      comment:
        'Rule 2. It re-checks what the codec and the deciders did; whoever checks with their code checks nothing. Besides the log: Node itself, and the curve and the hash for browsers that have none.',
      from: { path: '^libs/verification/', pathNot: '\\.spec\\.ts$' },
      to: {
        pathNot: ['^libs/verification/', '^libs/transparency-log/', npm('@noble/(ed25519|hashes)')],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment:
        'Rules 3 and 6. No Nest, no driver, no Node built-in, no other domain. (Globals such as Date and crypto: see eslint.config.mjs.)',
      from: { path: '^libs/programme/src/([^/]+)/domain/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^libs/programme/src/$1/domain/', '^libs/programme/src/shared/', '^libs/kernel/', TYPEBOX] },
    },
    {
      name: 'shared-is-values-only',
      severity: 'error',
      comment: 'Rule 3. What every noun shares knows none of them, and is as pure as a domain.',
      from: { path: '^libs/programme/src/shared/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^libs/programme/src/shared/', '^libs/kernel/', TYPEBOX] },
    },
    {
      name: 'write-never-reads',
      severity: 'error',
      comment: 'Rule 4. A decision on a projection is a decision on stale facts.',
      from: { path: '^libs/programme/src/[^/]+/write/' },
      to: { path: ['^libs/programme/src/[^/]+/read/', '^libs/projections/'] },
    },
    {
      name: 'read-never-writes',
      severity: 'error',
      comment:
        'Rule 5. Who shows facts has no way to make them: nothing that a read room can reach leads to an append.',
      from: { path: '^libs/programme/src/[^/]+/read/' },
      to: {
        path: [
          '^libs/programme/src/[^/]+/write/',
          '^libs/(command-handling|imports|policies)/',
          '^libs/sealing/src/(signing|postgres)/',
          '^libs/event-store/src/(?!journal\\.ts$)',
        ],
      },
    },
    {
      name: 'slices-share-facts-only',
      severity: 'error',
      comment: 'Rule 6. One slice may know what happened in another (its domain), never how it is asked or shown.',
      from: { path: '^libs/programme/src/([^/]+)/' },
      to: { path: '^libs/programme/src/[^/]+/(write|read)/', pathNot: '^libs/programme/src/$1/' },
    },
    {
      name: 'libraries-are-entered-at-the-door',
      severity: 'error',
      comment:
        "Rule 7. At index.ts, at a direct sub-folder's index.ts (`@event-store/postgres`), at the journal (a read-only port), or at `testing/`.",
      from: { path: '^(?:apps|e2e|tools|libs/([^/]+))/' },
      to: {
        path: '^libs/(?!programme/)[^/]+/',
        pathNot: [
          '^libs/$1/',
          '^libs/[^/]+/src/index\\.ts$',
          '^libs/[^/]+/src/[^/]+/index\\.ts$',
          '^libs/[^/]+/src/testing/',
          '^libs/event-store/src/journal\\.ts$',
        ],
      },
    },
    {
      name: 'rooms-are-entered-at-the-door',
      severity: 'error',
      comment:
        "Rule 7, for the programme: a noun is entered at a room's index.ts; fixtures, for specs; `shared` and the catalogue stand beside the nouns.",
      from: { path: '^(?:apps|e2e|tools|libs/programme/src/([^/]+)|libs/[^/]+)/' },
      to: {
        path: '^libs/programme/',
        pathNot: [
          '^libs/programme/src/$1/',
          '^libs/programme/src/[^/]+/(domain|write|read)/index\\.ts$',
          '^libs/programme/src/[^/]+/domain/[^/]+\\.fixtures\\.ts$',
          '^libs/programme/src/shared/index\\.ts$',
          '^libs/programme/src/[^/]+\\.ts$',
        ],
      },
    },
    {
      name: 'adapters-do-not-know-each-other',
      severity: 'error',
      comment: 'Rule 8. One port, one contract; an adapter that leans on another is not an adapter.',
      from: { path: '^libs/event-store/src/(postgres|kurrentdb|in-memory)/' },
      to: { path: '^libs/event-store/src/(postgres|kurrentdb|in-memory)/', pathNot: '^libs/event-store/src/$1/' },
    },
    {
      name: 'kurrentdb-client-stays-in-its-adapter',
      severity: 'error',
      comment:
        'Rule 8. Everyone else asks the port. (The stand-in of the server speaks with the client’s own message definitions.)',
      from: { path: '^(apps|libs)/', pathNot: '^libs/event-store/src/(testing/)?kurrentdb/' },
      to: { path: npm('@eventstore/db-client') },
    },
    {
      name: 'sql-driver-stays-in-its-folders',
      severity: 'error',
      comment:
        'Rule 8. Only folders named postgres, vault and embedded-postgres hold connections; read rooms ask ReadTables. An int.spec brings its database, as its name says, and so does `testing/`.',
      from: {
        path: '^(apps|libs)/',
        pathNot: [
          '^libs/.*(?<=/)(postgres|vault|embedded-postgres)/',
          '^libs/.*\\.int\\.spec\\.ts$',
          '^libs/[^/]+/src/testing/',
        ],
      },
      to: { path: npm('(pg|pg-copy-streams)') },
    },
    {
      name: 'libraries-never-import-apps',
      severity: 'error',
      comment: 'Rule 9. Applications compose libraries, not the other way round.',
      from: { path: '^libs/' },
      to: { path: '^(apps|e2e)/' },
    },
    {
      name: 'apps-never-import-apps',
      severity: 'error',
      comment: 'Rule 9. What two applications share is a library (`hosting`).',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'web-imports-the-log-only',
      severity: 'error',
      comment: 'Rule 9. The browser speaks GraphQL; what it computes itself is the proof.',
      from: { path: '^apps/web/' },
      to: { path: '^libs/', pathNot: '^libs/transparency-log/' },
    },
    {
      name: 'only-apps-are-hosted',
      severity: 'error',
      comment:
        'Hosting composes everything, so nothing but an application, the system tests and the tools may rest on it.',
      from: { path: '^libs/', pathNot: '^libs/hosting/' },
      to: { path: '^libs/hosting/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment:
        'Rule 10. With decorator metadata a cycle is "Cannot access X before initialization", and never a design.',
      from: { path: '^(apps|libs|e2e|tools)/' },
      to: { circular: true },
    },
    {
      name: 'product-imports-no-test-code',
      severity: 'error',
      comment: 'Rule 10. Specs, fixtures and contract suites are not shipped.',
      from: { path: '^(apps|libs)/', pathNot: TEST_CODE },
      to: { path: [...TEST_CODE.map((pattern) => `^(?:apps|libs)/.*${pattern}`), '^(tools|e2e)/'] },
    },
    {
      name: 'no-spec-is-imported',
      severity: 'error',
      comment: 'Rule 10. Importing a spec runs it; what specs share is a fixture.',
      from: { path: '^(apps|libs|e2e|tools)/' },
      to: { path: '^(apps|libs|e2e|tools)/.*\\.spec\\.ts$' },
    },
    {
      name: 'nothing-is-unresolved',
      severity: 'error',
      comment: 'Rule 10. An import that resolves to nothing is in no other rule either.',
      from: { path: '^(apps|libs|e2e|tools)/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    // Without it type-only imports are not seen.
    tsPreCompilationDeps: true,
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '^(dist|\\.ledger|tools/architecture/violations)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
    combinedDependencies: false,
  },
};
