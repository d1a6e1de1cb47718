import type { Migration } from '@event-store/postgres';

/**
 * Nothing here can be read without the master key. Deleting a subject's row destroys its key and with it every value and salt: that is what
 * an erasure does, and nothing else refers to these tables.
 */
export const vaultMigrations: readonly Migration[] = [
  {
    id: 'vault/0001-vault',
    sql: `
create schema vault;
create table vault.subject (
  id uuid primary key,
  kind text not null,
  wrapped_key bytea not null,
  created_at timestamptz not null default now()
);
-- A row per field and command: a corrected value leaves the salt of the commitment that stands in the older event.
create table vault.field (
  subject_id uuid not null references vault.subject on delete cascade,
  field text not null,
  command_id uuid not null,
  entry bigint generated always as identity,
  sealed bytea not null,
  primary key (subject_id, field, command_id)
);
-- What a command brought: a repeat finds its subject and salts here, and other data under the same id is noticed.
create table vault.enrolment (
  command_id uuid primary key,
  subject_id uuid not null references vault.subject on delete cascade,
  key_indexes bytea[] not null
);
create index on vault.enrolment (subject_id);
create table vault.key (
  kind text not null,
  index bytea not null,
  subject_id uuid not null references vault.subject on delete cascade,
  primary key (kind, index)
);
create index on vault.key (subject_id);
`,
    grants: `
grant usage on schema vault to {application};
grant select, insert, delete on all tables in schema vault to {application};
`,
  },
  {
    id: 'vault/0002-sweep',
    sql: `
-- What a command brought is swept where its event never came (sweep.ts); what was here before this was known stays.
alter table vault.enrolment
  add column touched_at timestamptz not null default now(),
  add column made_subject boolean not null default false,
  add column recorded boolean not null default false;
update vault.enrolment set recorded = true;
create index enrolment_unrecorded on vault.enrolment (touched_at) where not recorded;
`,
    // To lock a row one must be allowed to change something of it.
    grants: `
grant update (touched_at, recorded) on vault.enrolment to {application};
grant update (kind) on vault.subject to {application};
`,
  },
];
