import type { Migration } from '@event-store/postgres';
import { SCRATCH_SCHEMAS, TABLES, VIEWS } from './tables';

/**
 * Checkpoints of the projections, and the schemas of their tables. The tables themselves are made by the worker out of the declarations:
 * they hold no facts, and can be built anew at any time.
 */
export const projectionMigrations: readonly Migration[] = [
  {
    id: 'projections/0001-projections',
    sql: `
create schema ${VIEWS};
create schema ${TABLES};
create schema projections;
create table projections.checkpoint (
  name text collate "C" primary key,
  version integer not null,
  declaration text not null,
  tables text[] not null,
  size bigint not null,
  range bytea not null,
  target_size bigint not null,
  events_per_second real not null default 0,
  fault_position bigint,
  fault_event_id uuid,
  fault_code text,
  fault_message text,
  updated_at timestamptz not null default now()
);
`,
    grants: `
grant usage, create on schema ${VIEWS}, ${TABLES} to {application};
grant usage on schema projections to {application};
grant select, insert, update, delete on all tables in schema projections to {application};
`,
  },
  {
    id: 'projections/0002-indexes-after-rows',
    sql: `alter table projections.checkpoint add column indexed boolean not null default true;`,
  },
  {
    id: 'projections/0003-orders',
    sql: `
alter table projections.checkpoint add column paused boolean not null default false;
create table projections.command (
  id uuid primary key,
  number bigint generated always as identity,
  name text collate "C" not null,
  verb text not null,
  ordered_by jsonb not null,
  state text not null default 'WAITING',
  refusal text,
  rebuilt jsonb,
  ordered_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
create index on projections.command (name, number) where state in ('WAITING', 'RUNNING');
`,
    grants: 'grant select, insert, update on projections.command to {application};',
  },
  {
    id: 'projections/0004-builds-beside-the-live-tables',
    sql: `
create sequence projections.generation start 2;
alter table projections.checkpoint
  add column generation integer not null default 1,
  add column serving boolean not null default true,
  add column order_id uuid,
  add column digest text,
  add column digest_size bigint,
  add column comparison jsonb,
  drop constraint checkpoint_pkey,
  add primary key (name, generation);
create unique index on projections.checkpoint (name) where serving;
create table projections.retired (
  tables text[] not null,
  retired_at timestamptz not null default now()
);
alter table projections.command add column reason text, add column comparison jsonb;
`,
    grants: `
grant usage on sequence projections.generation to {application};
grant select, insert, delete on projections.retired to {application};
`,
  },
  {
    id: 'projections/0005-skipped-events',
    sql: 'alter table projections.command add column position bigint;',
  },
  {
    id: 'projections/0006-scratches',
    sql: `
${SCRATCH_SCHEMAS.map((schema) => `create schema ${schema};`).join('\n')}
create table projections.scratch (
  id uuid primary key,
  number bigint generated always as identity,
  schema text unique,
  size bigint not null,
  projections text[] not null,
  ordered_by jsonb not null,
  ordered_at timestamptz not null default now(),
  reason text not null,
  state text not null default 'WAITING',
  dropping jsonb
);
alter table projections.checkpoint add column scratch uuid references projections.scratch;
`,
    grants: `
grant usage, create on schema ${SCRATCH_SCHEMAS.join(', ')} to {application};
grant select, insert, update on projections.scratch to {application};
`,
  },
];
