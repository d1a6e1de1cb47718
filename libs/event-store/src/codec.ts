import { Compile, type Validator } from 'typebox/compile';
import type { AnyEvent, EventDefinition, Recorded } from '@kernel';
import { canonicalJson } from './canonical-json';
import { EventTooLarge, MAX_EVENT_BYTES, type EncodedEvent, type StoredEvent } from './event-store';

/**
 * version n → data of version n + 1, by event type. Applied on read, after the bytes were verified; stored bytes stay
 * as written.
 */
export type Upcasters = Readonly<Record<string, Readonly<Record<number, (data: never) => unknown>>>>;

/** The body doesn't fit its published schema: a programmer's error on write, a foreign or damaged event on read. */
export class SchemaMismatch extends Error {
  readonly code = 'SCHEMA_MISMATCH';
}

/** Definitions and upcasters ⇄ stored bytes. Event data is checked on write and on read. */
export class EventCodec {
  private readonly latest = new Map<string, { readonly version: number; readonly check: Validator }>();

  constructor(
    readonly definitions: readonly EventDefinition[],
    private readonly upcasters: Upcasters = {},
  ) {
    for (const { type, version, schema } of definitions) {
      if (this.latest.has(type)) throw new Error(`two definitions of the event ${type}`);
      this.latest.set(type, { version, check: Compile(schema) as Validator });
    }
  }

  /** Throws `SchemaMismatch`, `EventTooLarge` or `NotCanonical`. */
  encode(event: Recorded): EncodedEvent {
    const definition = this.latest.get(event.type);
    if (!definition) throw new SchemaMismatch(`no event is called ${event.type}`);
    if (!definition.check.Check(event.data)) throw new SchemaMismatch(this.explain(event.type, event.data));
    const body = canonicalJson(event);
    if (Buffer.byteLength(body) > MAX_EVENT_BYTES) throw new EventTooLarge(`${event.type} of ${event.stream}`);
    return {
      id: event.id,
      stream: event.stream,
      revision: event.revision,
      type: event.type,
      commandId: event.command.id,
      commandSha256: event.command.sha256,
      body,
    };
  }

  /** Throws `SchemaMismatch` for an event that this programme doesn't know. */
  decode(stored: Pick<StoredEvent, 'body'>): Recorded {
    const body = JSON.parse(stored.body) as Recorded & { v: number; data: unknown };
    const definition = this.latest.get(body.type);
    if (!definition) throw new SchemaMismatch(`no event is called ${body.type}`);
    let { v, data } = body;
    while (v < definition.version) {
      const upcast = this.upcasters[body.type]?.[v];
      if (!upcast) throw new SchemaMismatch(`${body.type} v${v} has no upcaster`);
      data = upcast(data as never);
      v += 1;
    }
    if (v !== definition.version || !definition.check.Check(data))
      throw new SchemaMismatch(this.explain(body.type, data));
    return v === body.v ? body : { ...body, v, data };
  }

  /** Bodies of the given events as `Recorded`, for folding. */
  decodeAll<E extends AnyEvent>(stored: readonly Pick<StoredEvent, 'body'>[]): readonly Recorded<E>[] {
    return stored.map((event) => this.decode(event) as Recorded<E>);
  }

  private explain(type: string, data: unknown): string {
    // Paths and keywords only: the value itself may be what should not be printed.
    const errors = this.latest.get(type)?.check.Errors(data) ?? [];
    return `${type}: ${errors.map((error) => `${error.instancePath || '/'} ${error.message}`).join('; ')}`;
  }
}
