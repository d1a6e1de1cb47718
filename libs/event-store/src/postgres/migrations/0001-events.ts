import type { Migration } from '../migrate';

/**
 * The events table is the journal: contiguous positions, bodies as text (jsonb would reorder keys). unique(stream,
 * revision), the existence of the predecessor and unique(id) are the guard; there is no sequence, no sequencer row and
 * no table of stream heads.
 */
export const events: Migration = {
  id: 'event-store/0001-events',
  sql: `
    create table event (
      position bigint primary key,
      id uuid not null,
      stream text collate "C" not null,
      revision integer not null,
      type text collate "C" not null,
      command_id uuid not null,
      body text collate "C" not null,
      constraint event_id_unique unique (id),
      constraint event_stream_revision_unique unique (stream, revision)
    );
    -- One command id means one command, whatever stream it goes to.
    create index event_command_id on event (command_id);

    -- Rights keep the application from changing the past; this keeps the owner from doing it by mistake.
    create function event_is_append_only() returns trigger language plpgsql as $$
    begin
      raise exception 'events are never changed or removed (% refused)', tg_op using errcode = 'insufficient_privilege';
    end $$;
    create trigger event_is_append_only before update or delete or truncate on event
      for each statement execute function event_is_append_only();
  `,
  grants: 'grant select, insert on event to {application};',
};
