"""Upkeep

Revision ID: 0002
Revises: 0001
"""

from dbtool.revision import step

revision = "0002"
down_revision = "0001"

# What this revision changes: fields of an object, or create, drop, replace.
touches = {
    ("maintenance", "public", "audit_log"): ("create",),
    ("maintenance", "public", "backtests"): ("create",),
    ("maintenance", "public", "market_data"): ("create",),
    ("maintenance", "public", "market_data_partitioned"): ("create",),
    ("maintenance", "public", "risk_limits"): ("create",),
    ("maintenance", "public", "schema_migrations"): ("create",),
    ("maintenance", "public", "strategies"): ("create",),
    ("maintenance", "public", "trades"): ("create",),
    ("maintenance", "public", "users"): ("create",),
    ("partition_rule", "public", "market_data_partitioned"): ("create",),
    ("rows", "public", "schema_migrations"): ("create",),
}


def upgrade() -> None:
    # Brings 1 row of public.schema_migrations to what is declared.
    # Locks: ROW EXCLUSIVE on public.schema_migrations.
    step("""
    INSERT INTO public.schema_migrations AS held (version) VALUES
      ('2024_01_20_initial_schema')
    ON CONFLICT (version) DO NOTHING;
    """)

    # Keeps 1 row of public.schema_migrations.
    step("""
    INSERT INTO dbtool.kept (kind, path, fact) VALUES (
      'rows',
      ARRAY['public', 'schema_migrations'],
      '{"schema": "public", "table": "schema_migrations", "key_columns": ["version"], "columns": ["version"], "rows": [["2024_01_20_initial_schema"]]}'::jsonb
    )
    ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
    """)

    # Makes partitions of public.market_data_partitioned by month, 3 ahead.
    step("""
    INSERT INTO dbtool.kept (kind, path, fact) VALUES (
      'partition_rule',
      ARRAY['public', 'market_data_partitioned'],
      '{"schema": "public", "table": "market_data_partitioned", "by": "month", "since": "2024-01-01", "prefix": "market_data"}'::jsonb
    )
    ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
    """)

    # Vacuums every 7 days, analyzes every 1 day, reindexes every 90 days, table public.audit_log.
    step("""
    INSERT INTO dbtool.kept (kind, path, fact) VALUES (
      'maintenance',
      ARRAY['public', 'audit_log'],
      '{"schema": "public", "table": "audit_log", "vacuum": "7 days", "analyze": "1 day", "reindex": "90 days"}'::jsonb
    )
    ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
    """)

    # Vacuums every 7 days, analyzes every 1 day, reindexes every 90 days, table public.backtests.
    step("""
    INSERT INTO dbtool.kept (kind, path, fact) VALUES (
      'maintenance',
      ARRAY['public', 'backtests'],
      '{"schema": "public", "table": "backtests", "vacuum": "7 days", "analyze": "1 day", "reindex": "90 days"}'::jsonb
    )
    ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
    """)

    # Vacuums every 7 days, analyzes every 1 day, reindexes every 90 days, table public.market_data.
    step("""
    INSERT INTO dbtool.kept (kind, path, fact) VALUES (
      'maintenance',
      ARRAY['public', 'market_data'],
      '{"schema": "public", "table": "market_data", "vacuum": "7 days", "analyze": "1 day", "reindex": "90 days"}'::jsonb
    )
    ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
    """)

    # Vacuums every 7 days, analyzes every 1 day, reindexes every 90 days, table
    # public.market_data_partitioned.
    step("""
    INSERT INTO dbtool.kept (kind, path, fact) VALUES (
      'maintenance',
      ARRAY['public', 'market_data_partitioned'],
      '{"schema": "public", "table": "market_data_partitioned", "vacuum": "7 days", "analyze": "1 day", "reindex": "90 days"}'::jsonb
    )
    ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
    """)

    # Vacuums every 7 days, analyzes every 1 day, reindexes every 90 days, table public.risk_limits.
    step("""
    INSERT INTO dbtool.kept (kind, path, fact) VALUES (
      'maintenance',
      ARRAY['public', 'risk_limits'],
      '{"schema": "public", "table": "risk_limits", "vacuum": "7 days", "analyze": "1 day", "reindex": "90 days"}'::jsonb
    )
    ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
    """)

    # Vacuums every 7 days, analyzes every 1 day, reindexes every 90 days, table
    # public.schema_migrations.
    step("""
    INSERT INTO dbtool.kept (kind, path, fact) VALUES (
      'maintenance',
      ARRAY['public', 'schema_migrations'],
      '{"schema": "public", "table": "schema_migrations", "vacuum": "7 days", "analyze": "1 day", "reindex": "90 days"}'::jsonb
    )
    ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
    """)

    # Vacuums every 7 days, analyzes every 1 day, reindexes every 90 days, table public.strategies.
    step("""
    INSERT INTO dbtool.kept (kind, path, fact) VALUES (
      'maintenance',
      ARRAY['public', 'strategies'],
      '{"schema": "public", "table": "strategies", "vacuum": "7 days", "analyze": "1 day", "reindex": "90 days"}'::jsonb
    )
    ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
    """)

    # Vacuums every 7 days, analyzes every 1 day, reindexes every 90 days, table public.trades.
    step("""
    INSERT INTO dbtool.kept (kind, path, fact) VALUES (
      'maintenance',
      ARRAY['public', 'trades'],
      '{"schema": "public", "table": "trades", "vacuum": "7 days", "analyze": "1 day", "reindex": "90 days"}'::jsonb
    )
    ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
    """)

    # Vacuums every 7 days, analyzes every 1 day, reindexes every 90 days, table public.users.
    step("""
    INSERT INTO dbtool.kept (kind, path, fact) VALUES (
      'maintenance',
      ARRAY['public', 'users'],
      '{"schema": "public", "table": "users", "vacuum": "7 days", "analyze": "1 day", "reindex": "90 days"}'::jsonb
    )
    ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
    """)


def downgrade() -> None:
    # Ends the maintenance of public.audit_log.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'maintenance' AND path = ARRAY['public', 'audit_log'];
    """)

    # Ends the maintenance of public.backtests.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'maintenance' AND path = ARRAY['public', 'backtests'];
    """)

    # Ends the maintenance of public.market_data.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'maintenance' AND path = ARRAY['public', 'market_data'];
    """)

    # Ends the maintenance of public.market_data_partitioned.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'maintenance' AND path = ARRAY['public', 'market_data_partitioned'];
    """)

    # Ends the maintenance of public.risk_limits.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'maintenance' AND path = ARRAY['public', 'risk_limits'];
    """)

    # Ends the maintenance of public.schema_migrations.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'maintenance' AND path = ARRAY['public', 'schema_migrations'];
    """)

    # Ends the maintenance of public.strategies.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'maintenance' AND path = ARRAY['public', 'strategies'];
    """)

    # Ends the maintenance of public.trades.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'maintenance' AND path = ARRAY['public', 'trades'];
    """)

    # Ends the maintenance of public.users.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'maintenance' AND path = ARRAY['public', 'users'];
    """)

    # Makes no more partitions of public.market_data_partitioned.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'partition_rule' AND path = ARRAY['public', 'market_data_partitioned'];
    """)

    # Keeps the rows of public.schema_migrations no more; they stay.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'rows' AND path = ARRAY['public', 'schema_migrations'];
    """)

    # Creates table public.market_data_2024_01 as a partition of public.market_data_partitioned.
    # Locks: ACCESS EXCLUSIVE on public.market_data_partitioned.
    step("""
    CREATE TABLE IF NOT EXISTS public.market_data_2024_01 PARTITION OF public.market_data_partitioned FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2024-02-01 00:00:00+00');
    """)

    # Creates table public.market_data_2024_02 as a partition of public.market_data_partitioned.
    # Locks: ACCESS EXCLUSIVE on public.market_data_partitioned.
    step("""
    CREATE TABLE IF NOT EXISTS public.market_data_2024_02 PARTITION OF public.market_data_partitioned FOR VALUES FROM ('2024-02-01 00:00:00+00') TO ('2024-03-01 00:00:00+00');
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.market_data_2024_01 to app_user.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.market_data_2024_01 TO app_user;
    """)

    # Grants SELECT on table public.market_data_2024_01 to reporting_user.
    step("""
    GRANT SELECT ON TABLE public.market_data_2024_01 TO reporting_user;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.market_data_2024_02 to app_user.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.market_data_2024_02 TO app_user;
    """)

    # Grants SELECT on table public.market_data_2024_02 to reporting_user.
    step("""
    GRANT SELECT ON TABLE public.market_data_2024_02 TO reporting_user;
    """)
