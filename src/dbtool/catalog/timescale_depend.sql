-- What TimescaleDB knows of ownership and need and pg_depend does not, in the shape of pg_depend.
WITH hypertable AS (
  SELECT
    h.id,
    pg_catalog.to_regclass(pg_catalog.format('%%I.%%I', h.schema_name, h.table_name))::oid AS relation
  FROM _timescaledb_catalog.hypertable AS h
),

aggregate AS (
  SELECT
    a.mat_hypertable_id,
    a.raw_hypertable_id,
    materialization.relation AS materialization,
    pg_catalog.to_regclass(pg_catalog.format('%%I.%%I', a.user_view_schema, a.user_view_name))::oid AS relation,
    pg_catalog.to_regclass(pg_catalog.format('%%I.%%I', a.partial_view_schema, a.partial_view_name))::oid AS partial,
    pg_catalog.to_regclass(pg_catalog.format('%%I.%%I', a.direct_view_schema, a.direct_view_name))::oid AS direct
  FROM _timescaledb_catalog.continuous_agg AS a
  INNER JOIN hypertable AS materialization ON a.mat_hypertable_id = materialization.id
)

-- The inner relations are parts of the aggregate ...
SELECT
  'pg_catalog.pg_class'::regclass::oid AS classid,
  inner_relation.oid AS objid,
  0 AS objsubid,
  'pg_catalog.pg_class'::regclass::oid AS refclassid,
  a.relation AS refobjid,
  0 AS refobjsubid,
  'i' AS deptype
FROM aggregate AS a
CROSS JOIN LATERAL pg_catalog.unnest(ARRAY[a.materialization, a.partial, a.direct]) AS inner_relation (oid)
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
SELECT
  'timescaledb_information.jobs'::regclass::oid, job.job_id::oid, 0,
  'pg_catalog.pg_proc'::regclass::oid, routine.oid, 0, 'n'
FROM timescaledb_information.jobs AS job
INNER JOIN pg_catalog.pg_namespace AS n ON job.proc_schema = n.nspname
INNER JOIN pg_catalog.pg_proc AS routine ON job.proc_name = routine.proname AND routine.pronamespace = n.oid
UNION ALL
SELECT
  '_timescaledb_catalog.hypertable'::regclass::oid, d.hypertable_id::oid, 0,
  'pg_catalog.pg_proc'::regclass::oid, clock.oid, 0, 'n'
FROM _timescaledb_catalog.dimension AS d
INNER JOIN pg_catalog.pg_namespace AS n ON d.integer_now_func_schema = n.nspname
INNER JOIN pg_catalog.pg_proc AS clock
  ON d.integer_now_func = clock.proname AND clock.pronamespace = n.oid AND clock.pronargs = 0
