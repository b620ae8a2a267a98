#!/bin/sh
# A role for dashboards that may read the read models and nothing else: not the log, not the names of people.
# Run by the image when the database is made; may be run again on one that exists:
#   docker compose exec postgres sh /docker-entrypoint-initdb.d/reader.sh
set -eu
psql --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" \
  --set=owner="$POSTGRES_USER" --set=database="$POSTGRES_DB" --set=password="$(cat "$READER_PASSWORD_FILE")" <<'SQL'
SELECT 'CREATE ROLE bangvang_reader' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bangvang_reader') \gexec
ALTER ROLE bangvang_reader LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 10;
ALTER ROLE bangvang_reader SET default_transaction_read_only = on;
ALTER ROLE bangvang_reader SET statement_timeout = '20s';
GRANT CONNECT ON DATABASE :"database" TO bangvang_reader;
REVOKE TEMPORARY ON DATABASE :"database" FROM PUBLIC;
CREATE SCHEMA IF NOT EXISTS bangvang_read AUTHORIZATION :"owner";
GRANT USAGE ON SCHEMA bangvang_read TO bangvang_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA bangvang_read TO bangvang_reader;
-- Rebuilds make their tables anew.
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA bangvang_read GRANT SELECT ON TABLES TO bangvang_reader;
SQL
