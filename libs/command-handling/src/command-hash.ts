import type { DomainCommand } from '@kernel';
import { canonicalJson, sha256Hex } from '@event-store';
import type { CommandContext } from './command-context';

/**
 * Permanent: `command.sha256`, of the command as it enters the events (personal fields already replaced by their commitments). The time
 * is part of it only where the caller gave one: two tries without it differ in nothing that the caller said.
 */
export const commandSha256 = ({ type, data }: DomainCommand, id: string, occurredAt?: string): string =>
  // In the order of canonical JSON, which then has nothing to sort.
  sha256Hex(canonicalJson({ data, id, occurredAt, type }));

/**
 * The context for a command that goes to several streams under one id (a claim, then the thing): the hash of the whole is the hash in
 * each of them, so that the store sees one command, and another command under the same id is refused at the first stream.
 */
export const wholeCommand = (command: DomainCommand, id: string, context: CommandContext): CommandContext => ({
  ...context,
  sha256: commandSha256(command, id, context.occurredAt),
});
