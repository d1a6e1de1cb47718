import { canonicalJson } from '../canonical-json';
import { NO_STREAM, type Append, type EncodedEvent } from '../event-store';
import { eventIdOf, sha256Hex, uuidV5 } from '../ids';

/** A fixed namespace: the same name is the same command in every process of a test. */
const COMMANDS = '5b0e8f0c-7d52-4f6e-9f0a-3a1f5c2d7e41';

export interface SpecCommand {
  readonly id: string;
  readonly sha256: string;
}

/** The command of this name; with other content it is another command under the same id. */
export const commandOf = (name: string, content = name): SpecCommand => ({
  id: uuidV5(COMMANDS, name),
  sha256: sha256Hex(content),
});

export interface AppendOptions {
  readonly expectedRevision?: number;
  readonly command?: SpecCommand;
  readonly count?: number;
  readonly data?: unknown;
}

/** An append as the command handling would make it: ids from the command, bodies as canonical JSON. */
export const appendOf = (stream: string, options: AppendOptions = {}): Append => {
  const { expectedRevision = NO_STREAM, count = 1, data = {} } = options;
  const command = options.command ?? commandOf(`${stream}@${expectedRevision}`);
  const events = Array.from({ length: count }, (_, index): EncodedEvent => {
    const id = eventIdOf(command.id, stream, index, command.sha256);
    const revision = expectedRevision + 1 + index;
    const type = 'NeedRegistered';
    const envelope = { v: 1, occurredAt: '2021-11-30', recordedAt: '2021-11-30T03:00:00.000Z' };
    const actor = { id: COMMANDS, role: 'SCHOOL_OFFICER', unit: '31' };
    const body = canonicalJson({ id, stream, revision, type, ...envelope, actor, command, data });
    return { id, stream, revision, type, commandId: command.id, commandSha256: command.sha256, body };
  });
  return { stream, expectedRevision, events };
};

/** An append of one event whose body has exactly this many bytes. */
export const appendOfBytes = (stream: string, bytes: number): Append => {
  const bare = Buffer.byteLength(appendOf(stream, { data: { filler: '' } }).events[0]!.body);
  return appendOf(stream, { data: { filler: 'x'.repeat(bytes - bare) } });
};
