import type { Migration } from '../migrate';
import { APPEND_LOCK, LOCK_TIMEOUT } from './0002-append';

/** Raised where the store is closed, and where an import is under way. */
export const MOVED_AWAY = 'SS002';
export const IMPORTING = 'SS003';
/** Raised by `event_import` where the events that are there are not the ones that it continues. */
export const NOT_THE_END = 'SS004';

/**
 * Who closes the store takes the lock alone, and who appends (or claims a command for another store) has it then: nobody is let in by what was
 * read before the store was closed.
 */
export const gate: Migration = {
  id: 'event-store/0004-gate',
  sql: `
    create table event_store_gate (
      one boolean primary key default true check (one),
      -- The command whose event says that the ledger went away: no other is let in.
      closed_for uuid,
      closed_at timestamptz,
      importing boolean not null default false
    );
    insert into event_store_gate default values;

    -- Its caller holds the lock.
    create function gate_check(command_ids uuid[]) returns void language plpgsql as $$
    declare
      gate event_store_gate;
    begin
      select * into gate from event_store_gate;
      if gate.importing then
        raise exception using errcode = '${IMPORTING}', message = 'an import into this store has not ended';
      end if;
      if gate.closed_for is not null and exists (select from unnest(command_ids) c (id) where c.id <> gate.closed_for) then
        raise exception using errcode = '${MOVED_AWAY}', message = 'the ledger has moved to another store';
      end if;
    end $$;

    -- For claims, which may be under way together.
    create function gate_check_claims(command_ids uuid[]) returns void language plpgsql
      set lock_timeout = '${LOCK_TIMEOUT}'
    as $$
    begin
      perform pg_advisory_xact_lock_shared(${APPEND_LOCK});
      perform gate_check(command_ids);
    end $$;

    -- As before, and the gate is asked.
    create or replace function append_check(
      streams text[], expected integer[],
      event_appends integer[], ids uuid[],
      command_appends integer[], command_ids uuid[], command_sha256s text[],
      out next_position bigint, out losers json
    ) language plpgsql set lock_timeout = '${LOCK_TIMEOUT}' as $$
    begin
      if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'appends need READ COMMITTED: a statement after the lock must see what was committed before it';
      end if;
      perform pg_advisory_xact_lock(${APPEND_LOCK});
      perform gate_check(command_ids);
      select coalesce(max(event.position) + 1, 0) into next_position from event;
      select json_agg(l) into losers
        from append_losers(streams, expected, event_appends, ids, command_appends, command_ids, command_sha256s) l;
    end $$;

    create function gate_close(command_id uuid, out closed_by uuid) language plpgsql as $$
    begin
      perform pg_advisory_xact_lock(${APPEND_LOCK});
      update event_store_gate g
        set closed_for = coalesce(g.closed_for, command_id), closed_at = coalesce(g.closed_at, now())
        returning g.closed_for into closed_by;
    end $$;

    create function gate_import(copied boolean) returns void language plpgsql as $$
    begin
      perform pg_advisory_xact_lock(${APPEND_LOCK});
      update event_store_gate set importing = true;
      if copied then
        insert into journal_checkpoint (epoch, size) values (1, 0) on conflict do nothing;
      end if;
    end $$;

    -- The next events of an order that was made elsewhere.
    create function event_import(
      given_size bigint,
      ids uuid[], streams text[], revisions integer[], types text[], command_ids uuid[], bodies text[]
    ) returns void language plpgsql
      set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
    as $$
    declare
      orphan text;
    begin
      perform pg_advisory_xact_lock(${APPEND_LOCK});
      if not (select importing from event_store_gate)
        or (select coalesce(max(position) + 1, 0) from event) <> given_size
      then
        raise exception using errcode = '${NOT_THE_END}', message = 'the store does not stand at ' || given_size;
      end if;
      insert into event (position, id, stream, revision, type, command_id, body)
        select given_size + e.ordinal - 1, e.id, e.stream, e.revision, e.type, e.command_id, e.body
        from unnest(ids, streams, revisions, types, command_ids, bodies) with ordinality
          e (id, stream, revision, type, command_id, body, ordinal);
      select 'no predecessor of ' || e.stream || '@' || e.revision into orphan
        from unnest(streams, revisions) e (stream, revision)
        where e.revision > 0
          and not exists (select from event p where p.stream = e.stream and p.revision = e.revision - 1)
        limit 1;
      if orphan is not null then
        raise exception using errcode = '${NOT_THE_END}', message = orphan;
      end if;
      update journal_checkpoint set size = given_size + cardinality(ids);
    end $$;
  `,
  grants: 'grant select, update on event_store_gate to {application};',
};
