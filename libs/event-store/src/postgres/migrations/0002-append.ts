import type { Migration } from '../migrate';

/**
 * Any fixed number that no other advisory lock of ours has. All appenders of a database take it, of whatever process.
 */
export const APPEND_LOCK = 5_036_002;
/**
 * An append waits no longer for another appender: a group holds the lock for milliseconds, a part of a bulk for tens of
 * them.
 */
export const LOCK_TIMEOUT = '10s';

/**
 * `append_check` takes the lock in a statement of its own. Every later statement has a newer snapshot (READ COMMITTED),
 * so it sees all that earlier holders of the lock committed. Lock and read in one statement would read from a snapshot
 * that is older than the lock: two appenders would take the same position. The lock goes with the transaction, after
 * its commit is durable.
 *
 * Plans are made when the table may be empty, and kept: without the settings a sequential scan could be kept for a
 * table that has grown.
 */
export const append: Migration = {
  id: 'event-store/0002-append',
  sql: `
    -- Appends that may not be stored, and why. Its caller holds the lock.
    create function append_losers(
      streams text[], expected integer[],
      event_appends integer[], ids uuid[],
      command_appends integer[], command_ids uuid[], command_sha256s text[]
    ) returns table (
      append integer, kind text, actual integer, command_id uuid,
      first_revision integer, last_revision integer, last_position bigint
    ) language plpgsql
      set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
    as $$
    #variable_conflict use_column
    begin
      if not exists (select from event where event.command_id = any (command_ids)) then
        return query
          select a.append::integer, 'wrong-expected-revision', head.revision, null::uuid, 0, 0, 0::bigint
          from unnest(streams, expected) with ordinality a (stream, expected, append)
          cross join lateral (
            select coalesce(
              (select e.revision from event e where e.stream = a.stream order by e.revision desc limit 1), -1)
          ) head (revision)
          where head.revision <> a.expected;
        return;
      end if;
      return query
        with command as (
          select * from unnest(command_appends, command_ids, command_sha256s) c (append, command_id, sha256)
        ), reused as (
          select distinct on (c.append) c.append, c.command_id
          from command c join event e on e.command_id = c.command_id
          where (e.body::json -> 'command' ->> 'sha256') <> c.sha256
          order by c.append
        ), known as (
          select i.append, count(e.id) = count(*) as whole,
            (select count(*) from command c where c.append = i.append) as commands
          from unnest(event_appends, ids) i (append, id)
          left join event e on e.id = i.id and e.stream = streams[i.append]
          group by i.append having count(e.id) > 0
        ), receipt as (
          select c.append, min(e.revision) as first_revision, max(e.revision) as last_revision,
            max(e.position) as last_position
          from command c join event e on e.command_id = c.command_id and e.stream = streams[c.append]
          group by c.append
        )
        select a.append::integer,
          case
            when reused.append is not null then 'command-reused'
            -- A command that is here is done; its first receipt is its answer. Of several, all must be here.
            when known.whole or known.commands = 1 then 'repeated'
            else 'wrong-expected-revision'
          end,
          head.revision, reused.command_id, receipt.first_revision, receipt.last_revision, receipt.last_position
        from unnest(streams, expected) with ordinality a (stream, expected, append)
        cross join lateral (
          select coalesce(
            (select e.revision from event e where e.stream = a.stream order by e.revision desc limit 1), -1)
        ) head (revision)
        left join reused on reused.append = a.append
        left join known on known.append = a.append
        left join receipt on receipt.append = a.append
        where head.revision <> a.expected or reused.append is not null or known.append is not null;
    end $$;

    -- Takes the lock until the end of the transaction; then: the next position, and the losers (null: none).
    create function append_check(
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
      select coalesce(max(event.position) + 1, 0) into next_position from event;
      select json_agg(l) into losers
        from append_losers(streams, expected, event_appends, ids, command_appends, command_ids, command_sha256s) l;
    end $$;

    -- A group of appends in one call, so that the lock is never held across a round trip: losers are named,
    -- the others are stored.
    create function append_group(
      streams text[], expected integer[],
      event_appends integer[], ids uuid[],
      command_appends integer[], command_ids uuid[], command_sha256s text[],
      event_streams text[], revisions integer[], types text[], event_command_ids uuid[], bodies text[],
      out next_position bigint, out losers json
    ) language plpgsql as $$
    declare
      lost integer[];
    begin
      select c.next_position, c.losers into next_position, losers
        from append_check(streams, expected, event_appends, ids, command_appends, command_ids, command_sha256s) c;
      if losers is null then
        insert into event (position, id, stream, revision, type, command_id, body)
          select append_group.next_position + e.ordinal - 1, e.id, e.stream, e.revision, e.type, e.command_id, e.body
          from unnest(ids, event_streams, revisions, types, event_command_ids, bodies) with ordinality
            e (id, stream, revision, type, command_id, body, ordinal);
      else
        lost := array(select (l ->> 'append')::integer from json_array_elements(losers) l);
        insert into event (position, id, stream, revision, type, command_id, body)
          select append_group.next_position + row_number() over (order by e.ordinal) - 1,
            e.id, e.stream, e.revision, e.type, e.command_id, e.body
          from unnest(event_appends, ids, event_streams, revisions, types, event_command_ids, bodies) with ordinality
            e (append, id, stream, revision, type, command_id, body, ordinal)
          where e.append <> all (lost);
      end if;
    end $$;
  `,
};
