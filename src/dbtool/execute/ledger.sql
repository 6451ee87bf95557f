CREATE SCHEMA IF NOT EXISTS dbtool;
COMMENT ON SCHEMA dbtool IS 'Owned by dbtool: what it did to this database and what it keeps for it.';
REVOKE ALL ON SCHEMA dbtool FROM PUBLIC;

-- The same as Alembic would create.
CREATE TABLE IF NOT EXISTS dbtool.alembic_version (
  version_num varchar(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
COMMENT ON TABLE dbtool.alembic_version IS 'The revision that this database is at; written by Alembic.';
REVOKE ALL ON dbtool.alembic_version FROM PUBLIC;

CREATE TABLE IF NOT EXISTS dbtool.revisions (
  revision text PRIMARY KEY,
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  by text NOT NULL DEFAULT session_user,
  duration interval NOT NULL
);
COMMENT ON TABLE dbtool.revisions IS 'Applied revisions, with the checksum of each file as it was applied.';
REVOKE ALL ON dbtool.revisions FROM PUBLIC;

CREATE TABLE IF NOT EXISTS dbtool.journal (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run uuid NOT NULL,
  revision text NOT NULL,
  direction text NOT NULL CHECK (direction IN ('up', 'down')),
  step integer NOT NULL,
  sql_hash text NOT NULL,
  note text NOT NULL,
  state text NOT NULL CHECK (state IN ('started', 'done', 'held', 'failed')),
  recover text,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  error text,
  open boolean NOT NULL,
  by text NOT NULL DEFAULT session_user,
  version text NOT NULL
);
CREATE INDEX IF NOT EXISTS journal_open_idx ON dbtool.journal (revision) WHERE open;
COMMENT ON TABLE dbtool.journal IS 'Every step that dbtool ran; the open ones are of a run that is not finished.';
COMMENT ON COLUMN dbtool.journal.state IS
'started: outside a transaction and not known to have ended; held: not in force on this edition.';
COMMENT ON COLUMN dbtool.journal.recover IS 'What clears the remains of a step that was started and not done.';
REVOKE ALL ON dbtool.journal FROM PUBLIC;

CREATE TABLE IF NOT EXISTS dbtool.declared (
  kind text NOT NULL,
  path text[] NOT NULL,
  fact jsonb NOT NULL,
  mode text NOT NULL,
  PRIMARY KEY (kind, path)
);
COMMENT ON TABLE dbtool.declared IS 'Declared objects that this edition of TimescaleDB cannot hold itself.';
REVOKE ALL ON dbtool.declared FROM PUBLIC;

CREATE TABLE IF NOT EXISTS dbtool.kept (
  kind text NOT NULL,
  path text[] NOT NULL,
  fact jsonb NOT NULL,
  PRIMARY KEY (kind, path)
);
COMMENT ON TABLE dbtool.kept IS 'Declared things that dbtool itself carries out: rows, partition rules, upkeep.';
REVOKE ALL ON dbtool.kept FROM PUBLIC;

CREATE TABLE IF NOT EXISTS dbtool.maintenance (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run uuid NOT NULL,
  run_at timestamptz NOT NULL,
  task text NOT NULL,
  kind text NOT NULL,
  path text[] NOT NULL,
  state text NOT NULL CHECK (state IN ('started', 'done', 'stopped', 'failed', 'interrupted')),
  started_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  finished_at timestamptz,
  figures jsonb NOT NULL DEFAULT '{}',
  error text,
  open boolean NOT NULL DEFAULT true,
  remains jsonb,
  by text NOT NULL DEFAULT session_user,
  version text NOT NULL
);
CREATE INDEX IF NOT EXISTS maintenance_task_idx ON dbtool.maintenance (kind, path, task, started_at DESC);
CREATE INDEX IF NOT EXISTS maintenance_open_idx ON dbtool.maintenance (id) WHERE open;
COMMENT ON TABLE dbtool.maintenance IS 'Every task that dbtool maintain began, with what it did.';
COMMENT ON COLUMN dbtool.maintenance.run_at IS 'When the whole run began, from which the next due time counts.';
COMMENT ON COLUMN dbtool.maintenance.state IS
'stopped: --max-runtime was over, the next run goes on; interrupted: the run was killed.';
COMMENT ON COLUMN dbtool.maintenance.figures IS 'What the task did, in numbers: rows deleted, partitions made.';
COMMENT ON COLUMN dbtool.maintenance.open IS 'Not known to have ended cleanly: the next run looks for what is left of it.';
COMMENT ON COLUMN dbtool.maintenance.remains IS 'What an interruption at this moment would leave behind.';
REVOKE ALL ON dbtool.maintenance FROM PUBLIC;

CREATE TABLE IF NOT EXISTS dbtool.aggregates (
  number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  path text[] NOT NULL,
  definition text NOT NULL,
  seen int8multirange NOT NULL DEFAULT '{}',
  gone int8multirange NOT NULL DEFAULT '{}',
  refreshed_to bigint,
  positions jsonb NOT NULL DEFAULT '{}',
  aside boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE dbtool.aggregates IS
'What stands in for continuous aggregates: the number is that of the tables and views of this schema behind each.';
COMMENT ON COLUMN dbtool.aggregates.path IS 'The name that it was made under; an aggregate that is renamed keeps its number.';
COMMENT ON COLUMN dbtool.aggregates.seen IS
'Time that chunks covered when they were last looked at, in microseconds since 1970 or in the numbers of an integer time.';
COMMENT ON COLUMN dbtool.aggregates.gone IS 'Time whose raw rows are gone: its buckets stay as they are.';
COMMENT ON COLUMN dbtool.aggregates.refreshed_to IS 'Where the newest refresh ended; the next begins there at the latest.';
COMMENT ON COLUMN dbtool.aggregates.positions IS 'How far refreshes came that were stopped, by what was declared.';
COMMENT ON COLUMN dbtool.aggregates.aside IS 'Kept only until the plan ends that makes the aggregate anew.';
REVOKE ALL ON dbtool.aggregates FROM PUBLIC;
