import type { Migration } from '@event-store/postgres';

/** Tables of the policy runner. They hold no facts: what is lost here is derived again from the journal, at the cost of repeated commands. */
export const policyMigrations: readonly Migration[] = [
  {
    id: 'policies/0001-policies',
    sql: `
create schema if not exists policies;
create table policies.checkpoint (
  policy text primary key,
  size bigint not null,
  updated_at timestamptz not null default now()
);
create table policies.deadline (
  policy text not null,
  key text not null,
  due_on date not null,
  noun text not null,
  id text not null,
  command jsonb not null,
  correlation uuid not null,
  primary key (policy, key)
);
create index on policies.deadline (due_on);
create table policies.parked (
  policy text not null,
  key text not null,
  position bigint not null,
  event_id uuid not null,
  event_type text not null,
  code text not null,
  attempts int not null default 1,
  parked_at timestamptz not null default now(),
  primary key (policy, key, position)
);
`,
    grants: `
grant usage on schema policies to {application};
grant select, insert, update, delete on all tables in schema policies to {application};
`,
  },
];
