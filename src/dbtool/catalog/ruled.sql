-- What a partition rule has made, or would: partitions of the rule's table that stand on one of its bounds.
SELECT
  ARRAY(
    SELECT part.inhrelid
    FROM
      pg_catalog.jsonb_to_recordset(%(kept)s::jsonb -> 'partition_rule')
        AS rule (schema text, "table" text, by text)
    INNER JOIN pg_catalog.pg_namespace AS n ON rule.schema = n.nspname
    INNER JOIN pg_catalog.pg_class AS p ON n.oid = p.relnamespace AND rule."table" = p.relname
    INNER JOIN pg_catalog.pg_inherits AS part ON p.oid = part.inhparent
    INNER JOIN pg_catalog.pg_class AS c ON part.inhrelid = c.oid
    CROSS JOIN
      LATERAL (
        -- The server's own print: FOR VALUES FROM ('…') TO ('…').
        SELECT
          pg_catalog.regexp_match(
            pg_catalog.pg_get_expr(c.relpartbound, c.oid),
            '^FOR VALUES FROM \(''([^'']+)''\) TO \(''([^'']+)''\)$'
          ) AS ends
      ) AS bound
    INNER JOIN pg_catalog.pg_partitioned_table AS pt ON p.oid = pt.partrelid
    INNER JOIN pg_catalog.pg_attribute AS a ON p.oid = a.attrelid AND pt.partattrs[0] = a.attnum
    WHERE
      c.relispartition
      AND CASE
        WHEN a.atttypid IN ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)
          THEN
            pg_catalog.date_trunc(rule.by, bound.ends[1]::timestamptz, 'UTC') = bound.ends[1]::timestamptz
            AND bound.ends[2]::timestamptz = bound.ends[1]::timestamptz
            + CASE rule.by WHEN 'quarter' THEN interval '3 months' ELSE ('1 ' || rule.by)::interval END
      END
    ORDER BY part.inhrelid
  ) AS ruled
