import type { Migration } from '@event-store/postgres';

/** The imports' own records: which file came from whom, what became of its rows. The facts themselves are events. */
export const importMigrations: readonly Migration[] = [
  {
    id: 'imports/0001-imports',
    sql: `
create schema if not exists imports;
create table imports.import (
  id uuid primary key,
  kind text not null,
  mode text not null check (mode in ('dry-run', 'apply')),
  name text not null,
  sha256 text not null,
  bytes bigint not null,
  uploader jsonb not null,
  options jsonb not null,
  state text not null,
  code text,
  facts jsonb not null default '{}',
  counts jsonb not null,
  rows_total int,
  rows_done int not null default 0,
  received_at text not null,
  started_at timestamptz,
  finished_at timestamptz,
  released_by uuid
);
-- The same bytes are taken in once; a file that was refused whole may come again.
create unique index import_once on imports.import (kind, sha256) where mode = 'apply' and state <> 'REJECTED';
create index import_open on imports.import (received_at) where finished_at is null;
create table imports.issue (
  import_id uuid not null references imports.import on delete cascade,
  line int not null,
  ordinal int not null,
  severity text not null,
  code text not null,
  field text not null,
  value text not null,
  suggestion text,
  primary key (import_id, line, ordinal)
);
-- The upload, encrypted, until its run ends.
create table imports.spool (
  import_id uuid not null,
  chunk int not null,
  bytes bytea not null,
  primary key (import_id, chunk)
);
`,
    grants: `
grant usage on schema imports to {application};
grant select, insert, update, delete on all tables in schema imports to {application};
`,
  },
];
