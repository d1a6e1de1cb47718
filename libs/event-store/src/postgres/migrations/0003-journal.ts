import type { Migration } from '../migrate';

/** A claim whose claimant was not heard of for so long may be taken over: longer than any append may take. */
export const CLAIM_TIMEOUT = '60s';

/**
 * For a ledger whose events are in KurrentDB: the events table is then filled from `$all` by one worker at a time, and
 * is the journal. In a ledger whose events are in PostgreSQL these tables stay empty.
 */
export const journal: Migration = {
  id: 'event-store/0003-journal',
  sql: `
    -- One row: who may write the journal, and how far it was read.
    create table journal_checkpoint (
      one boolean primary key default true check (one),
      epoch bigint not null,
      size bigint not null,
      commit_position bigint,
      prepare_position bigint
    );

    -- Where each event stood in $all. After a scavenge $all has other events, and the journal is still the order.
    create table event_origin (
      position bigint primary key references event,
      commit_position bigint not null,
      prepare_position bigint not null
    );

    create table journal_tampering (
      commit_position bigint not null,
      prepare_position bigint not null,
      stream text collate "C" not null,
      kind text not null,
      reported_at timestamptz not null default now(),
      primary key (commit_position, prepare_position, stream)
    );

    -- Which command an id means. PostgreSQL knows before the event does; in the other store nothing could.
    create table command_claim (
      command_id uuid primary key,
      sha256 text collate "C" not null,
      claimant uuid not null,
      claimed_at timestamptz not null default now()
    );

    -- Compares and sets (epoch, size), in the transaction of the rows. Null where all is well, else why not.
    create function journal_write(
      given_epoch bigint, given_size bigint,
      ids uuid[], streams text[], revisions integer[], types text[], command_ids uuid[], bodies text[],
      commits bigint[], prepares bigint[],
      tampered text[], kinds text[], tampered_commits bigint[], tampered_prepares bigint[],
      read_commit bigint, read_prepare bigint,
      out problem text
    ) language plpgsql
      set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
    as $$
    begin
      update journal_checkpoint c
        set size = given_size + cardinality(ids), commit_position = read_commit, prepare_position = read_prepare
        where c.epoch = given_epoch and c.size = given_size;
      if not found then
        problem := 'stale';
        return;
      end if;
      insert into event (position, id, stream, revision, type, command_id, body)
        select given_size + e.ordinal - 1, e.id, e.stream, e.revision, e.type, e.command_id, e.body
        from unnest(ids, streams, revisions, types, command_ids, bodies) with ordinality
          e (id, stream, revision, type, command_id, body, ordinal);
      insert into event_origin (position, commit_position, prepare_position)
        select given_size + o.ordinal - 1, o.commit_position, o.prepare_position
        from unnest(commits, prepares) with ordinality o (commit_position, prepare_position, ordinal);
      insert into journal_tampering (stream, kind, commit_position, prepare_position)
        select * from unnest(tampered, kinds, tampered_commits, tampered_prepares)
        on conflict do nothing;
      -- The predecessor must be there: otherwise events were removed before the journal saw them.
      select 'no predecessor of ' || e.stream || '@' || e.revision into problem
        from unnest(streams, revisions) e (stream, revision)
        where e.revision > 0
          and not exists (select from event p where p.stream = e.stream and p.revision = e.revision - 1)
        limit 1;
      if problem is not null then
        raise exception using errcode = 'SS001', message = problem;
      end if;
    end $$;

    -- One claim for each id; 'new', 'own', 'other' or 'reused'. Ids are taken in order, so that two never wait crosswise.
    create function claim_commands(given_claimant uuid, ids uuid[], sha256s text[]) returns text[] language plpgsql
      set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
    as $$
    #variable_conflict use_column
    declare
      taken uuid[];
    begin
      -- What the journal has was claimed long ago, or came with an import.
      with taking as (
        insert into command_claim as c (command_id, sha256, claimant)
          select g.id, coalesce(j.sha256, g.sha256),
            case when j.sha256 is null then given_claimant else '00000000-0000-0000-0000-000000000000'::uuid end
          from unnest(ids, sha256s) g (id, sha256)
          left join lateral (
            select e.body::json -> 'command' ->> 'sha256' as sha256 from event e where e.command_id = g.id limit 1
          ) j on true
          order by g.id
        on conflict (command_id) do update
          set claimant = excluded.claimant, claimed_at = now()
          where c.sha256 = excluded.sha256 and c.claimant <> excluded.claimant
            and c.claimed_at < now() - interval '${CLAIM_TIMEOUT}'
        returning command_id, claimant, (xmax = 0) as fresh
      )
      select array_agg(command_id) into taken from taking where fresh and claimant = given_claimant;
      return array(
        select case
            when c.sha256 <> g.sha256 then 'reused'
            when g.id = any (taken) then 'new'
            when c.claimant = given_claimant then 'own'
            else 'other'
          end
        from unnest(ids, sha256s) with ordinality g (id, sha256, ordinal)
        join command_claim c on c.command_id = g.id
        order by g.ordinal);
    end $$;
  `,
  grants: `
    grant select, insert, update on journal_checkpoint, command_claim to {application};
    grant select, insert on event_origin, journal_tampering to {application};
  `,
};
