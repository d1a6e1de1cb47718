/**
 * The rules that the compiler and Prettier do not hold (CONTRIBUTING.md, "Style"). Written over patterns, as the dependency rules are;
 * `tools/architecture/violations/lint` holds offending files and `tools/architecture/lint.spec.ts` asserts that each is refused.
 */
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const PURE = ['libs/kernel/src/**/*.ts', 'libs/programme/src/*/domain/**/*.ts'];
const TESTS = ['**/*.spec.ts', '**/*.contract.ts', '**/testing/**/*.ts', 'e2e/**/*.ts'];

const globalsOfTheMachine = ['Date', 'crypto', 'process', 'console', 'fetch', 'performance', 'setTimeout'].map(
  (name) => ({
    name,
    message: 'A decision is a function of facts and a command: what the machine knows is passed in.',
  }),
);

const nest = (names, message) => ({ name: '@nestjs/cqrs', importNames: names, message });
const restrictedImports = [
  nest(
    ['AggregateRoot', 'EventPublisher'],
    'State is a fold of events, and events go through Ledger.decide (docs/adr/0005).',
  ),
  nest(
    ['EventBus', 'EventsHandler', 'Saga', 'ofType'],
    'In memory, unordered, errors dropped: facts travel by the journal, reactions are policies (docs/adr/0006).',
  ),
];

const restrictedSyntax = [
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Named exports only: a name that is the same everywhere can be found.',
  },
  {
    selector: "MemberExpression[object.name=/^(it|test|describe)$/][property.name='only']",
    message: 'The other tests would be skipped, and nobody would see it.',
  },
  { selector: 'CallExpression[callee.name=/^(fit|fdescribe)$/]', message: 'The other tests would be skipped.' },
];
const restrictedClock = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time comes from the Clock: the demo brings its own.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Time comes from the Clock: the demo brings its own.',
  },
];

/** A rule that is switched off says why, after ` -- `; so an `any` has a reason. */
const disablesSayWhy = {
  meta: { type: 'problem', schema: [], messages: { why: 'Say why after " -- ".' } },
  create: (context) => ({
    Program: () => {
      for (const comment of context.sourceCode.getAllComments())
        if (/^\s*eslint-disable/.test(comment.value) && !/ -- \S/.test(comment.value))
          context.report({ loc: comment.loc, messageId: 'why' });
    },
  }),
};

export default defineConfig(
  globalIgnores(['dist/', '.ledger/', 'coverage/', 'tools/architecture/violations/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx,js,mjs,cjs}'],
    plugins: { house: { rules: { 'disables-say-why': disablesSayWhy } } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-param-reassign': 'error',
      'no-throw-literal': 'error',
      'house/disables-say-why': 'error',
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-syntax': ['error', ...restrictedSyntax],
      'no-restricted-imports': ['error', { paths: restrictedImports }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { inheritedMethods: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      // The compiler is the default: a new event is an error until it is handled.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { allowDefaultCaseForExhaustiveSwitch: false, requireDefaultForNonUnion: false },
      ],
      '@typescript-eslint/naming-convention': [
        'error',
        { selector: 'interface', format: ['PascalCase'], custom: { regex: '^I[A-Z]', match: false } },
        { selector: 'class', format: ['PascalCase'], custom: { regex: 'Impl$', match: false } },
      ],
    },
  },
  {
    files: ['libs/programme/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...restrictedSyntax, ...restrictedClock] },
  },
  {
    files: PURE,
    ignores: TESTS,
    rules: {
      'no-restricted-globals': ['error', ...globalsOfTheMachine],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'What is random is passed in (Randomness).' },
      ],
    },
  },
  { files: ['libs/**/*.ts'], ignores: TESTS, rules: { 'no-console': 'error' } },
);
