import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import type { Actor, AnyDecider, DomainCommand, EventDefinition, Recorded } from '@kernel';
import { EventSourcedLedger, type Ledger, SystemRandomness } from '@command-handling';
import { FixedClock } from '@command-handling/testing';
import { EventCodec, type StoredEvent } from '@event-store';
import { createPostgresEventStore, eventStoreMigrations, migrate } from '@event-store/postgres';
import type { Vault } from '@vault';
import { createPostgresVault, vaultMigrations } from '@vault/postgres';
import { createTestDatabase } from '../../../../tools/testing/test-database';
import { dryTools } from '../dry-tools';
import { ImportEngine } from '../import-engine';
import type { AnyImportKind, ImportCounts, ImportState } from '../import-kind';
import { ImportStore, type LineIssue, Spool, importMigrations } from '../postgres';

/** What became of a file that was sent. */
export interface SentFile {
  readonly id: string;
  /** The same bytes came before: nothing ran. */
  readonly known: boolean;
  readonly state: ImportState;
  readonly code: string | null;
  readonly counts: ImportCounts;
  readonly issues: readonly LineIssue[];
}

/** The engine with kinds as they are, over a PostgreSQL of its own: for what a kind of file promises from end to end. */
export interface ImportHarness {
  readonly ledger: Ledger;
  readonly vault: Vault;
  readonly clock: FixedClock;
  send(
    kind: AnyImportKind,
    text: string,
    more?: { readonly name?: string; readonly mode?: 'apply' | 'dry-run'; readonly uploader?: Actor },
  ): Promise<SentFile>;
  /** Commands that have to succeed, by somebody who is none of the uploaders. */
  told(decider: AnyDecider, id: string, ...commands: readonly DomainCommand[]): Promise<void>;
  /** All events of the ledger whose stream begins so, in order. */
  events(streamPrefix: string): Promise<readonly Recorded[]>;
  close(): Promise<void>;
}

const KEY = Buffer.alloc(32, 7);
const PAGE = 1_000;

export const importHarness = async (
  kinds: readonly AnyImportKind[],
  events: readonly EventDefinition[],
  now = '2021-11-30T03:00:00.000Z',
): Promise<ImportHarness> => {
  const database = await createTestDatabase();
  await migrate(database.ownerUrl, [...eventStoreMigrations, ...vaultMigrations, ...importMigrations], {
    applicationRole: database.applicationRole,
  });
  const pool = new Pool({ connectionString: database.applicationUrl, max: 8 });
  const { store, journal, close } = await createPostgresEventStore({ connectionString: database.applicationUrl });
  const clock = new FixedClock();
  clock.moveTo(now);
  const codec = new EventCodec(events);
  const ledger = new EventSourcedLedger(store, codec, clock);
  const vault = createPostgresVault({ pool, masterKey: KEY, randomness: new SystemRandomness() });
  const imports = new ImportStore(pool);
  const engine = new ImportEngine({
    store: imports,
    spool: new Spool(pool, () => KEY),
    clock,
    kinds,
    tools: { ledger, vault },
    dryTools: dryTools(new EventSourcedLedger(store, codec, clock, { dry: true }), vault),
  });
  const teller: Actor = { id: randomUUID(), role: 'DATA_ENTRY', unit: null };
  const uploader: Actor = { id: randomUUID(), role: 'DATA_ENTRY', unit: null };
  return {
    ledger,
    vault,
    clock,
    send: async ({ kind }, text, more = {}) => {
      const received = await engine.receive({
        commandId: randomUUID(),
        kind,
        mode: 'apply',
        name: `${kind}.csv`,
        uploader,
        options: {},
        bytes: piecesOf(text),
        ...more,
      });
      if (received.kind === 'key-reused') throw new Error('a fresh key was used before');
      const { id, state, code, counts } = (await engine.ended(received.record.id))!;
      const issues: LineIssue[] = [];
      for await (const issue of imports.issues(id)) issues.push(issue);
      return { id, known: received.kind === 'known', state, code, counts, issues };
    },
    told: async (decider, id, ...commands) => {
      for (const command of commands) {
        const outcome = await ledger.decide(decider, id, command, { commandId: randomUUID(), actor: teller });
        if (outcome.kind === 'refused') throw new Error(`${command.type}: ${outcome.code}`);
      }
    },
    events: async (streamPrefix) => {
      const found: StoredEvent[] = [];
      for (let from = 0; ; from += PAGE) {
        const page = await journal.page(from, PAGE);
        found.push(...page.filter(({ stream }) => stream.startsWith(streamPrefix)));
        if (page.length < PAGE) return codec.decodeAll(found) as readonly Recorded[];
      }
    },
    close: async () => {
      await engine.stop();
      await close();
      await pool.end();
      await database.drop();
    },
  };
};

async function* piecesOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}
