import type { Command } from 'commander';
import type { Language, Output } from './output';

/** How each file brings its verb: descriptions in one language, and the output that the global options decide on. */
export type Verb = (language: Language, output: () => Output) => Command;

/** Roles of the local issuer, for verbs that speak to a running ledger. */
export const asRole = (command: Command): string | undefined => command.optsWithGlobals<{ as?: string }>().as;
