/**
 * Lets Node run the TypeScript of this repository without a build: `node -r ./tools/register.cjs <file>.ts`. For benchmarks and for the
 * child processes of tests; what users run is built by the Nest CLI.
 */
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');

require('reflect-metadata');

const root = join(__dirname, '..');
const { compilerOptions } = require('../tsconfig.json');

/** `@kernel/*` → `libs/kernel/src/*`, the longest alias first. */
const aliases = Object.entries(compilerOptions.paths)
  .map(([alias, [folder]]) => ({
    alias: alias.replace('*', ''),
    folder: join(root, folder.replace('*', '')),
    open: alias.endsWith('*'),
  }))
  .sort((a, b) => b.alias.length - a.alias.length);

const aliased = (request) => {
  const found = aliases.find(({ alias, open }) => (open ? request.startsWith(alias) : request === alias));
  return found ? join(found.folder, request.slice(found.alias.length)) : request;
};

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return resolveFilename.call(this, aliased(request), ...rest);
};

Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    sourceMaps: 'inline',
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      target: 'es2023',
      keepClassNames: true,
    },
    module: { type: 'commonjs', ignoreDynamic: true },
  });
  module._compile(code, filename);
};
