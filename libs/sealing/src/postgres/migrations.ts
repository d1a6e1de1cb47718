import type { Migration } from '@event-store/postgres';

/** What the sealer keeps: the tree's tiles and the checkpoints that were signed. */
export const sealingMigrations: readonly Migration[] = [
  {
    id: 'sealing/0001-log',
    sql: `
create schema log;

-- One row: whose log it is, how far the tree is, and what was signed last. Its lock and its epoch keep two workers from signing two histories.
create table log.sealer (
  singleton boolean primary key default true check (singleton),
  origin text collate "C" not null,
  epoch bigint not null,
  tree_size bigint not null,
  -- By level: the hashes of the tile that is not full yet.
  partials bytea[] not null,
  signed_size bigint not null,
  signed_root bytea,
  verifier_keys text[] not null
);

-- Full tiles: 256 hashes, never changed.
create table log.tile (
  level smallint not null,
  index bigint not null,
  hashes bytea not null,
  primary key (level, index)
);
-- Hashes can't be compressed: don't try.
alter table log.tile alter column hashes set storage external;

create table log.checkpoint (
  origin text collate "C" not null,
  size bigint not null,
  root bytea not null,
  note text collate "C" not null,
  signed_at timestamptz not null,
  -- Null until it is kept outside the database too, and the witnesses that must be heard have been.
  published_at timestamptz,
  primary key (origin, size)
);
create index on log.checkpoint (size desc) where published_at is not null;

-- Signature lines of witnesses, as they are appended to the note.
create table log.cosignature (
  origin text collate "C" not null,
  size bigint not null,
  line text collate "C" not null,
  primary key (origin, size, line),
  foreign key (origin, size) references log.checkpoint
);
`,
    grants: `
grant usage on schema log to {application};
grant select, insert on all tables in schema log to {application};
grant update on log.sealer to {application};
grant update (published_at) on log.checkpoint to {application};
`,
  },
];
