-- What TimescaleDB knows of ownership and need and pg_depend does not, in the shape of pg_depend.
-- Names are joined and not cast, since a cast asks for USAGE on the schema.
WITH relation AS NOT MATERIALIZED (
  SELECT
    n.nspname AS schema,
    c.relname AS name,
    c.oid
  FROM pg_catalog.pg_class AS c
  INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
),

routine AS NOT MATERIALIZED (
  SELECT
    n.nspname AS schema,
    p.proname AS name,
    p.pronargs,
    p.oid
  FROM pg_catalog.pg_proc AS p
  INNER JOIN pg_catalog.pg_namespace AS n ON p.pronamespace = n.oid
),

aggregate AS (
  SELECT
    a.mat_hypertable_id,
    a.raw_hypertable_id,
    materialization.oid AS materialization,
    r.oid AS relation,
    partial.oid AS partial,
    direct.oid AS direct
  FROM _timescaledb_catalog.continuous_agg AS a
  INNER JOIN _timescaledb_catalog.hypertable AS h ON a.mat_hypertable_id = h.id
  INNER JOIN relation AS materialization
    ON h.schema_name = materialization.schema AND h.table_name = materialization.name
  INNER JOIN relation AS r ON a.user_view_schema = r.schema AND a.user_view_name = r.name
  INNER JOIN relation AS partial
    ON a.partial_view_schema = partial.schema AND a.partial_view_name = partial.name
  INNER JOIN relation AS direct ON a.direct_view_schema = direct.schema AND a.direct_view_name = direct.name
)

-- The inner relations are parts of the aggregate ...
SELECT
  'pg_catalog.pg_class'::regclass::oid AS classid,
  part.oid AS objid,
  0 AS objsubid,
  'pg_catalog.pg_class'::regclass::oid AS refclassid,
  a.relation AS refobjid,
  0 AS refobjsubid,
  'i' AS deptype
FROM aggregate AS a
CROSS JOIN LATERAL pg_catalog.unnest(ARRAY[a.materialization, a.partial, a.direct]) AS part (oid)
UNION ALL
-- ... and so is the hypertable under it, on which another aggregate may stand.
SELECT
  '_timescaledb_catalog.hypertable'::regclass::oid, a.mat_hypertable_id::oid, 0,
  'pg_catalog.pg_class'::regclass::oid, a.relation, 0, 'i'
FROM aggregate AS a
UNION ALL
-- An aggregate needs its source to be a hypertable, not just a table.
SELECT
  'pg_catalog.pg_class'::regclass::oid, a.relation, 0,
  '_timescaledb_catalog.hypertable'::regclass::oid, a.raw_hypertable_id::oid, 0, 'n'
FROM aggregate AS a
UNION ALL
-- A job needs its procedure.
SELECT
  'timescaledb_information.jobs'::regclass::oid, job.job_id::oid, 0,
  'pg_catalog.pg_proc'::regclass::oid, r.oid, 0, 'n'
FROM timescaledb_information.jobs AS job
INNER JOIN routine AS r ON job.proc_schema = r.schema AND job.proc_name = r.name
UNION ALL
-- A hypertable by an integer needs its clock.
SELECT
  '_timescaledb_catalog.hypertable'::regclass::oid, d.hypertable_id::oid, 0,
  'pg_catalog.pg_proc'::regclass::oid, r.oid, 0, 'n'
FROM _timescaledb_catalog.dimension AS d
INNER JOIN routine AS r
  ON d.integer_now_func_schema = r.schema AND d.integer_now_func = r.name AND r.pronargs = 0
UNION ALL
-- A hypertable needs the schema that its chunks go to.
SELECT
  '_timescaledb_catalog.hypertable'::regclass::oid, h.id::oid, 0,
  'pg_catalog.pg_namespace'::regclass::oid, n.oid, 0, 'n'
FROM _timescaledb_catalog.hypertable AS h
INNER JOIN pg_catalog.pg_namespace AS n ON h.associated_schema_name = n.nspname
