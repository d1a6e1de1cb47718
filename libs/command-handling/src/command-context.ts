import type { Actor } from '@kernel';
import type { Provenance } from '@programme/shared';

/** What travels beside a command from whoever sent it to the event's envelope. */
export interface CommandContext {
  /** The `Idempotency-Key`, a policy's or a file row's command id. */
  readonly commandId: string;
  readonly actor: Actor;
  /** When it happened: Vietnam day or UTC instant; now where absent. */
  readonly occurredAt?: string;
  /** The event that caused it (policies). */
  readonly causation?: string;
  /** The first command id of the chain; this command's own where absent. */
  readonly correlation?: string;
  /** Merged into the data of each event that comes of it: channel, import line, flags. */
  readonly provenance?: Provenance;
  /** Hash of the whole command, where it goes to several streams under one id (`wholeCommand`); of the one command where absent. */
  readonly sha256?: string;
}
