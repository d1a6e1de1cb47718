#!/bin/sh
# The application's role: what it may do is granted by each migration, and changing or deleting events is never among it.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" -v password="$LEDGER_APP_PASSWORD" <<'SQL'
create role ledger_app login password :'password';
grant connect on database ledger to ledger_app;
SQL
