"""fx as documented

Revision ID: 0001
Revises:
"""

from dbtool.revision import step

revision = "0001"
down_revision = None

# What this revision changes: fields of an object, or create, drop, replace.
touches = {
    ("column", "public", "audit_log", "action"): ("create",),
    ("column", "public", "audit_log", "created_at"): ("create",),
    ("column", "public", "audit_log", "id"): ("create",),
    ("column", "public", "audit_log", "ip_address"): ("create",),
    ("column", "public", "audit_log", "new_values"): ("create",),
    ("column", "public", "audit_log", "old_values"): ("create",),
    ("column", "public", "audit_log", "resource_id"): ("create",),
    ("column", "public", "audit_log", "resource_type"): ("create",),
    ("column", "public", "audit_log", "user_agent"): ("create",),
    ("column", "public", "audit_log", "user_id"): ("create",),
    ("column", "public", "backtests", "completed_at"): ("create",),
    ("column", "public", "backtests", "config"): ("create",),
    ("column", "public", "backtests", "created_at"): ("create",),
    ("column", "public", "backtests", "equity_curve"): ("create",),
    ("column", "public", "backtests", "error_message"): ("create",),
    ("column", "public", "backtests", "id"): ("create",),
    ("column", "public", "backtests", "name"): ("create",),
    ("column", "public", "backtests", "performance_metrics"): ("create",),
    ("column", "public", "backtests", "progress"): ("create",),
    ("column", "public", "backtests", "results"): ("create",),
    ("column", "public", "backtests", "started_at"): ("create",),
    ("column", "public", "backtests", "status"): ("create",),
    ("column", "public", "backtests", "strategy_id"): ("create",),
    ("column", "public", "backtests", "trades"): ("create",),
    ("column", "public", "backtests", "updated_at"): ("create",),
    ("column", "public", "backtests", "user_id"): ("create",),
    ("column", "public", "market_data", "close_price"): ("create",),
    ("column", "public", "market_data", "created_at"): ("create",),
    ("column", "public", "market_data", "high_price"): ("create",),
    ("column", "public", "market_data", "id"): ("create",),
    ("column", "public", "market_data", "low_price"): ("create",),
    ("column", "public", "market_data", "open_price"): ("create",),
    ("column", "public", "market_data", "symbol"): ("create",),
    ("column", "public", "market_data", "timeframe"): ("create",),
    ("column", "public", "market_data", "timestamp"): ("create",),
    ("column", "public", "market_data", "volume"): ("create",),
    ("column", "public", "market_data_partitioned", "close_price"): ("create",),
    ("column", "public", "market_data_partitioned", "created_at"): ("create",),
    ("column", "public", "market_data_partitioned", "high_price"): ("create",),
    ("column", "public", "market_data_partitioned", "id"): ("create",),
    ("column", "public", "market_data_partitioned", "low_price"): ("create",),
    ("column", "public", "market_data_partitioned", "open_price"): ("create",),
    ("column", "public", "market_data_partitioned", "symbol"): ("create",),
    ("column", "public", "market_data_partitioned", "timeframe"): ("create",),
    ("column", "public", "market_data_partitioned", "timestamp"): ("create",),
    ("column", "public", "market_data_partitioned", "volume"): ("create",),
    ("column", "public", "risk_limits", "created_at"): ("create",),
    ("column", "public", "risk_limits", "current_value"): ("create",),
    ("column", "public", "risk_limits", "id"): ("create",),
    ("column", "public", "risk_limits", "is_active"): ("create",),
    ("column", "public", "risk_limits", "limit_type"): ("create",),
    ("column", "public", "risk_limits", "limit_value"): ("create",),
    ("column", "public", "risk_limits", "name"): ("create",),
    ("column", "public", "risk_limits", "type"): ("create",),
    ("column", "public", "risk_limits", "updated_at"): ("create",),
    ("column", "public", "risk_limits", "user_id"): ("create",),
    ("column", "public", "schema_migrations", "applied_at"): ("create",),
    ("column", "public", "schema_migrations", "version"): ("create",),
    ("column", "public", "strategies", "config"): ("create",),
    ("column", "public", "strategies", "created_at"): ("create",),
    ("column", "public", "strategies", "deleted_at"): ("create",),
    ("column", "public", "strategies", "description"): ("create",),
    ("column", "public", "strategies", "id"): ("create",),
    ("column", "public", "strategies", "is_public"): ("create",),
    ("column", "public", "strategies", "name"): ("create",),
    ("column", "public", "strategies", "parent_strategy_id"): ("create",),
    ("column", "public", "strategies", "performance_metrics"): ("create",),
    ("column", "public", "strategies", "status"): ("create",),
    ("column", "public", "strategies", "tags"): ("create",),
    ("column", "public", "strategies", "type"): ("create",),
    ("column", "public", "strategies", "updated_at"): ("create",),
    ("column", "public", "strategies", "user_id"): ("create",),
    ("column", "public", "strategies", "version"): ("create",),
    ("column", "public", "trades", "backtest_id"): ("create",),
    ("column", "public", "trades", "broker_id"): ("create",),
    ("column", "public", "trades", "closed_at"): ("create",),
    ("column", "public", "trades", "commission"): ("create",),
    ("column", "public", "trades", "created_at"): ("create",),
    ("column", "public", "trades", "executed_at"): ("create",),
    ("column", "public", "trades", "expires_at"): ("create",),
    ("column", "public", "trades", "external_id"): ("create",),
    ("column", "public", "trades", "id"): ("create",),
    ("column", "public", "trades", "metadata"): ("create",),
    ("column", "public", "trades", "order_type"): ("create",),
    ("column", "public", "trades", "price"): ("create",),
    ("column", "public", "trades", "profit"): ("create",),
    ("column", "public", "trades", "quantity"): ("create",),
    ("column", "public", "trades", "reason_code"): ("create",),
    ("column", "public", "trades", "status"): ("create",),
    ("column", "public", "trades", "stop_loss"): ("create",),
    ("column", "public", "trades", "strategy_id"): ("create",),
    ("column", "public", "trades", "swap"): ("create",),
    ("column", "public", "trades", "symbol"): ("create",),
    ("column", "public", "trades", "take_profit"): ("create",),
    ("column", "public", "trades", "type"): ("create",),
    ("column", "public", "trades", "updated_at"): ("create",),
    ("column", "public", "trades", "user_id"): ("create",),
    ("column", "public", "users", "api_key_hash"): ("create",),
    ("column", "public", "users", "created_at"): ("create",),
    ("column", "public", "users", "deleted_at"): ("create",),
    ("column", "public", "users", "email"): ("create",),
    ("column", "public", "users", "email_verified"): ("create",),
    ("column", "public", "users", "first_name"): ("create",),
    ("column", "public", "users", "id"): ("create",),
    ("column", "public", "users", "last_login"): ("create",),
    ("column", "public", "users", "last_name"): ("create",),
    ("column", "public", "users", "password_hash"): ("create",),
    ("column", "public", "users", "preferences"): ("create",),
    ("column", "public", "users", "role"): ("create",),
    ("column", "public", "users", "status"): ("create",),
    ("column", "public", "users", "two_factor_enabled"): ("create",),
    ("column", "public", "users", "two_factor_secret"): ("create",),
    ("column", "public", "users", "updated_at"): ("create",),
    ("column", "public", "users", "username"): ("create",),
    ("column_default", "public", "audit_log", "created_at"): ("create",),
    ("column_default", "public", "audit_log", "id"): ("create",),
    ("column_default", "public", "backtests", "config"): ("create",),
    ("column_default", "public", "backtests", "created_at"): ("create",),
    ("column_default", "public", "backtests", "equity_curve"): ("create",),
    ("column_default", "public", "backtests", "id"): ("create",),
    ("column_default", "public", "backtests", "performance_metrics"): ("create",),
    ("column_default", "public", "backtests", "progress"): ("create",),
    ("column_default", "public", "backtests", "results"): ("create",),
    ("column_default", "public", "backtests", "status"): ("create",),
    ("column_default", "public", "backtests", "trades"): ("create",),
    ("column_default", "public", "backtests", "updated_at"): ("create",),
    ("column_default", "public", "market_data", "created_at"): ("create",),
    ("column_default", "public", "market_data", "id"): ("create",),
    ("column_default", "public", "market_data", "volume"): ("create",),
    ("column_default", "public", "market_data_partitioned", "created_at"): ("create",),
    ("column_default", "public", "market_data_partitioned", "id"): ("create",),
    ("column_default", "public", "market_data_partitioned", "volume"): ("create",),
    ("column_default", "public", "risk_limits", "created_at"): ("create",),
    ("column_default", "public", "risk_limits", "current_value"): ("create",),
    ("column_default", "public", "risk_limits", "id"): ("create",),
    ("column_default", "public", "risk_limits", "is_active"): ("create",),
    ("column_default", "public", "risk_limits", "updated_at"): ("create",),
    ("column_default", "public", "schema_migrations", "applied_at"): ("create",),
    ("column_default", "public", "strategies", "config"): ("create",),
    ("column_default", "public", "strategies", "created_at"): ("create",),
    ("column_default", "public", "strategies", "id"): ("create",),
    ("column_default", "public", "strategies", "is_public"): ("create",),
    ("column_default", "public", "strategies", "performance_metrics"): ("create",),
    ("column_default", "public", "strategies", "status"): ("create",),
    ("column_default", "public", "strategies", "updated_at"): ("create",),
    ("column_default", "public", "strategies", "version"): ("create",),
    ("column_default", "public", "trades", "commission"): ("create",),
    ("column_default", "public", "trades", "created_at"): ("create",),
    ("column_default", "public", "trades", "id"): ("create",),
    ("column_default", "public", "trades", "metadata"): ("create",),
    ("column_default", "public", "trades", "profit"): ("create",),
    ("column_default", "public", "trades", "status"): ("create",),
    ("column_default", "public", "trades", "swap"): ("create",),
    ("column_default", "public", "trades", "updated_at"): ("create",),
    ("column_default", "public", "users", "created_at"): ("create",),
    ("column_default", "public", "users", "email_verified"): ("create",),
    ("column_default", "public", "users", "id"): ("create",),
    ("column_default", "public", "users", "preferences"): ("create",),
    ("column_default", "public", "users", "role"): ("create",),
    ("column_default", "public", "users", "status"): ("create",),
    ("column_default", "public", "users", "two_factor_enabled"): ("create",),
    ("column_default", "public", "users", "updated_at"): ("create",),
    ("constraint", "public", "audit_log", "audit_log_pkey"): ("create",),
    ("constraint", "public", "audit_log", "audit_log_user_id_fkey"): ("create",),
    ("constraint", "public", "backtests", "backtests_pkey"): ("create",),
    ("constraint", "public", "backtests", "backtests_strategy_id_fkey"): ("create",),
    ("constraint", "public", "backtests", "backtests_user_id_fkey"): ("create",),
    ("constraint", "public", "backtests", "fk_backtests_strategy"): ("create",),
    ("constraint", "public", "market_data", "market_data_pkey"): ("create",),
    ("constraint", "public", "market_data_partitioned", "market_data_partitioned_pkey"): ("create",),
    ("constraint", "public", "risk_limits", "risk_limits_pkey"): ("create",),
    ("constraint", "public", "risk_limits", "risk_limits_user_id_fkey"): ("create",),
    ("constraint", "public", "schema_migrations", "schema_migrations_pkey"): ("create",),
    ("constraint", "public", "strategies", "chk_strategies_version"): ("create",),
    ("constraint", "public", "strategies", "fk_strategies_user"): ("create",),
    ("constraint", "public", "strategies", "strategies_parent_strategy_id_fkey"): ("create",),
    ("constraint", "public", "strategies", "strategies_pkey"): ("create",),
    ("constraint", "public", "strategies", "strategies_user_id_fkey"): ("create",),
    ("constraint", "public", "trades", "chk_trades_prices"): ("create",),
    ("constraint", "public", "trades", "chk_trades_quantity"): ("create",),
    ("constraint", "public", "trades", "trades_backtest_id_fkey"): ("create",),
    ("constraint", "public", "trades", "trades_pkey"): ("create",),
    ("constraint", "public", "trades", "trades_strategy_id_fkey"): ("create",),
    ("constraint", "public", "trades", "trades_user_id_fkey"): ("create",),
    ("constraint", "public", "users", "users_email_key"): ("create",),
    ("constraint", "public", "users", "users_pkey"): ("create",),
    ("constraint", "public", "users", "users_username_key"): ("create",),
    ("extension", "pg_stat_statements"): ("create",),
    ("extension", "pgcrypto"): ("create",),
    ("function", "public", "audit_trigger_function", ""): ("create",),
    ("function", "public", "update_updated_at_column", ""): ("create",),
    ("grant", "sequence", "public", "market_data_id_seq", "app_user"): ("create",),
    ("grant", "table", "public", "audit_log", "app_user"): ("create",),
    ("grant", "table", "public", "audit_log", "reporting_user"): ("create",),
    ("grant", "table", "public", "backtests", "app_user"): ("create",),
    ("grant", "table", "public", "backtests", "reporting_user"): ("create",),
    ("grant", "table", "public", "market_data", "app_user"): ("create",),
    ("grant", "table", "public", "market_data", "reporting_user"): ("create",),
    ("grant", "table", "public", "market_data_2024_01", "app_user"): ("create",),
    ("grant", "table", "public", "market_data_2024_01", "reporting_user"): ("create",),
    ("grant", "table", "public", "market_data_2024_02", "app_user"): ("create",),
    ("grant", "table", "public", "market_data_2024_02", "reporting_user"): ("create",),
    ("grant", "table", "public", "market_data_partitioned", "app_user"): ("create",),
    ("grant", "table", "public", "market_data_partitioned", "reporting_user"): ("create",),
    ("grant", "table", "public", "risk_limits", "app_user"): ("create",),
    ("grant", "table", "public", "risk_limits", "reporting_user"): ("create",),
    ("grant", "table", "public", "schema_migrations", "app_user"): ("create",),
    ("grant", "table", "public", "schema_migrations", "reporting_user"): ("create",),
    ("grant", "table", "public", "strategies", "app_user"): ("create",),
    ("grant", "table", "public", "strategies", "reporting_user"): ("create",),
    ("grant", "table", "public", "trades", "app_user"): ("create",),
    ("grant", "table", "public", "trades", "reporting_user"): ("create",),
    ("grant", "table", "public", "users", "app_user"): ("create",),
    ("grant", "table", "public", "users", "reporting_user"): ("create",),
    ("index", "public", "idx_audit_log_action"): ("create",),
    ("index", "public", "idx_audit_log_created_at"): ("create",),
    ("index", "public", "idx_audit_log_resource"): ("create",),
    ("index", "public", "idx_audit_log_resource_type"): ("create",),
    ("index", "public", "idx_audit_log_user_id"): ("create",),
    ("index", "public", "idx_backtests_completed"): ("create",),
    ("index", "public", "idx_backtests_completed_at"): ("create",),
    ("index", "public", "idx_backtests_config"): ("create",),
    ("index", "public", "idx_backtests_created_at"): ("create",),
    ("index", "public", "idx_backtests_status"): ("create",),
    ("index", "public", "idx_backtests_strategy_id"): ("create",),
    ("index", "public", "idx_backtests_user_id"): ("create",),
    ("index", "public", "idx_backtests_user_status_created"): ("create",),
    ("index", "public", "idx_market_data_symbol_timeframe"): ("create",),
    ("index", "public", "idx_market_data_symbol_timeframe_timestamp"): ("create",),
    ("index", "public", "idx_market_data_symbol_timestamp"): ("create",),
    ("index", "public", "idx_market_data_timestamp"): ("create",),
    ("index", "public", "idx_market_data_unique"): ("create",),
    ("index", "public", "idx_risk_limits_is_active"): ("create",),
    ("index", "public", "idx_risk_limits_type"): ("create",),
    ("index", "public", "idx_risk_limits_user_id"): ("create",),
    ("index", "public", "idx_strategies_active"): ("create",),
    ("index", "public", "idx_strategies_config"): ("create",),
    ("index", "public", "idx_strategies_created_at"): ("create",),
    ("index", "public", "idx_strategies_deleted_at"): ("create",),
    ("index", "public", "idx_strategies_status"): ("create",),
    ("index", "public", "idx_strategies_tags"): ("create",),
    ("index", "public", "idx_strategies_type"): ("create",),
    ("index", "public", "idx_strategies_user_id"): ("create",),
    ("index", "public", "idx_strategies_user_status_created"): ("create",),
    ("index", "public", "idx_trades_backtest_id"): ("create",),
    ("index", "public", "idx_trades_created_at"): ("create",),
    ("index", "public", "idx_trades_executed"): ("create",),
    ("index", "public", "idx_trades_executed_at"): ("create",),
    ("index", "public", "idx_trades_status"): ("create",),
    ("index", "public", "idx_trades_strategy_id"): ("create",),
    ("index", "public", "idx_trades_symbol"): ("create",),
    ("index", "public", "idx_trades_type"): ("create",),
    ("index", "public", "idx_trades_user_id"): ("create",),
    ("index", "public", "idx_trades_user_symbol_executed"): ("create",),
    ("index", "public", "idx_users_created_at"): ("create",),
    ("index", "public", "idx_users_deleted_at"): ("create",),
    ("index", "public", "idx_users_email"): ("create",),
    ("index", "public", "idx_users_role"): ("create",),
    ("index", "public", "idx_users_status"): ("create",),
    ("index", "public", "idx_users_username"): ("create",),
    ("index", "public", "market_data_partitioned_symbol_timeframe_idx"): ("create",),
    ("index", "public", "market_data_partitioned_symbol_timeframe_timestamp_idx"): ("create",),
    ("index", "public", "market_data_partitioned_symbol_timeframe_timestamp_idx1"): ("create",),
    ("index", "public", "market_data_partitioned_symbol_timestamp_idx"): ("create",),
    ("index", "public", "market_data_partitioned_timestamp_idx"): ("create",),
    ("role", "app_user"): ("create",),
    ("role", "reporting_user"): ("create",),
    ("sequence", "public", "market_data_id_seq"): ("create",),
    ("sequence_ownership", "public", "market_data_id_seq"): ("create",),
    ("table", "public", "audit_log"): ("create",),
    ("table", "public", "backtests"): ("create",),
    ("table", "public", "market_data"): ("create",),
    ("table", "public", "market_data_2024_01"): ("create",),
    ("table", "public", "market_data_2024_02"): ("create",),
    ("table", "public", "market_data_partitioned"): ("create",),
    ("table", "public", "risk_limits"): ("create",),
    ("table", "public", "schema_migrations"): ("create",),
    ("table", "public", "strategies"): ("create",),
    ("table", "public", "trades"): ("create",),
    ("table", "public", "users"): ("create",),
    ("trigger", "public", "strategies", "audit_strategies_trigger"): ("create",),
    ("trigger", "public", "strategies", "update_strategies_updated_at"): ("create",),
    ("trigger", "public", "users", "update_users_updated_at"): ("create",),
}


def upgrade() -> None:
    # Creates role app_user, or adjusts it if it exists.
    step(
        """
        DO $dbtool$
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'app_user') THEN
            CREATE ROLE app_user WITH LOGIN;
          ELSE
            ALTER ROLE app_user WITH LOGIN INHERIT CONNECTION LIMIT -1 VALID UNTIL 'infinity';
            IF EXISTS (
              SELECT FROM pg_catalog.pg_roles
              WHERE
                rolname = 'app_user'
                AND (rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls)
                <> (FALSE, FALSE, FALSE, FALSE, FALSE)
            ) THEN
              ALTER ROLE app_user WITH NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
            END IF;
          END IF;
        END
        $dbtool$;
        """,
        password_of="app_user",
        password_from="APP_USER_PASSWORD",
    )

    # Comments on role app_user.
    step("""
    COMMENT ON ROLE app_user IS 'Application user with limited permissions';
    """)

    # Creates role reporting_user, or adjusts it if it exists.
    step(
        """
        DO $dbtool$
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'reporting_user') THEN
            CREATE ROLE reporting_user WITH LOGIN;
          ELSE
            ALTER ROLE reporting_user WITH LOGIN INHERIT CONNECTION LIMIT -1 VALID UNTIL 'infinity';
            IF EXISTS (
              SELECT FROM pg_catalog.pg_roles
              WHERE
                rolname = 'reporting_user'
                AND (rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls)
                <> (FALSE, FALSE, FALSE, FALSE, FALSE)
            ) THEN
              ALTER ROLE reporting_user WITH NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
            END IF;
          END IF;
        END
        $dbtool$;
        """,
        password_of="reporting_user",
        password_from="REPORTING_USER_PASSWORD",
    )

    # Comments on role reporting_user.
    step("""
    COMMENT ON ROLE reporting_user IS 'Read-only user for reporting';
    """)

    # Installs extension pg_stat_statements.
    step("""
    CREATE EXTENSION IF NOT EXISTS pg_stat_statements WITH SCHEMA public;
    """)

    # Installs extension pgcrypto.
    step("""
    CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA public;
    """)

    # Creates sequence public.market_data_id_seq.
    step("""
    CREATE SEQUENCE public.market_data_id_seq;
    """)

    # Creates function public.audit_trigger_function().
    step("""
    CREATE OR REPLACE FUNCTION public.audit_trigger_function()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$
    BEGIN
        INSERT INTO audit_log (user_id, action, resource_type, resource_id, old_values, new_values)
        VALUES (
            NULLIF(current_setting('app.current_user_id', true), '')::UUID,
            TG_OP,
            TG_TABLE_NAME,
            COALESCE(NEW.id, OLD.id)::TEXT,
            CASE WHEN TG_OP = 'DELETE' THEN row_to_json(OLD) ELSE NULL END,
            CASE WHEN TG_OP IN ('INSERT', 'UPDATE') THEN row_to_json(NEW) ELSE NULL END
        );
        RETURN COALESCE(NEW, OLD);
    END;
    $function$;
    """)

    # Comments on function public.audit_trigger_function().
    step("""
    COMMENT ON FUNCTION public.audit_trigger_function() IS 'Audit trigger';
    """)

    # Creates function public.update_updated_at_column().
    step("""
    CREATE OR REPLACE FUNCTION public.update_updated_at_column()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$
    BEGIN
        NEW.updated_at = NOW();
        RETURN NEW;
    END;
    $function$;
    """)

    # Comments on function public.update_updated_at_column().
    step("""
    COMMENT ON FUNCTION public.update_updated_at_column() IS 'Update timestamp trigger';
    """)

    # Creates table public.market_data.
    step("""
    CREATE TABLE public.market_data (
      id bigint DEFAULT nextval('public.market_data_id_seq'::regclass) NOT NULL,
      symbol character varying(20) NOT NULL,
      timeframe character varying(10) NOT NULL,
      "timestamp" timestamp with time zone NOT NULL,
      open_price numeric(18,8) NOT NULL,
      high_price numeric(18,8) NOT NULL,
      low_price numeric(18,8) NOT NULL,
      close_price numeric(18,8) NOT NULL,
      volume bigint DEFAULT 0,
      created_at timestamp with time zone DEFAULT now(),
      CONSTRAINT market_data_pkey PRIMARY KEY (id)
    );
    """)

    # Comments on column public.market_data.timeframe.
    step("""
    COMMENT ON COLUMN public.market_data.timeframe IS '''1m'', ''5m'', ''15m'', ''1h'', ''4h'', ''1d''';
    """)

    # Creates table public.market_data_partitioned.
    step("""
    CREATE TABLE public.market_data_partitioned (
      id bigint DEFAULT nextval('public.market_data_id_seq'::regclass) NOT NULL,
      symbol character varying(20) NOT NULL,
      timeframe character varying(10) NOT NULL,
      "timestamp" timestamp with time zone NOT NULL,
      open_price numeric(18,8) NOT NULL,
      high_price numeric(18,8) NOT NULL,
      low_price numeric(18,8) NOT NULL,
      close_price numeric(18,8) NOT NULL,
      volume bigint DEFAULT 0,
      created_at timestamp with time zone DEFAULT now(),
      CONSTRAINT market_data_partitioned_pkey PRIMARY KEY (id, "timestamp")
    ) PARTITION BY RANGE ("timestamp");
    """)

    # Comments on table public.market_data_partitioned.
    step("""
    COMMENT ON TABLE public.market_data_partitioned IS 'Time-based partitioning for market data';
    """)

    # Comments on column public.market_data_partitioned.timeframe.
    step("""
    COMMENT ON COLUMN public.market_data_partitioned.timeframe IS '''1m'', ''5m'', ''15m'', ''1h'', ''4h'', ''1d''';
    """)

    # Creates table public.market_data_2024_01 as a partition of public.market_data_partitioned.
    step("""
    CREATE TABLE public.market_data_2024_01 PARTITION OF public.market_data_partitioned FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2024-02-01 00:00:00+00');
    """)

    # Creates table public.market_data_2024_02 as a partition of public.market_data_partitioned.
    step("""
    CREATE TABLE public.market_data_2024_02 PARTITION OF public.market_data_partitioned FOR VALUES FROM ('2024-02-01 00:00:00+00') TO ('2024-03-01 00:00:00+00');
    """)

    # Creates table public.schema_migrations.
    step("""
    CREATE TABLE public.schema_migrations (
      version character varying(255) NOT NULL,
      applied_at timestamp with time zone DEFAULT now(),
      CONSTRAINT schema_migrations_pkey PRIMARY KEY (version)
    );
    """)

    # Comments on table public.schema_migrations.
    step("""
    COMMENT ON TABLE public.schema_migrations IS 'Migration tracking table';
    """)

    # Creates table public.users.
    step("""
    CREATE TABLE public.users (
      id uuid DEFAULT gen_random_uuid() NOT NULL,
      email character varying(255) NOT NULL,
      username character varying(100) NOT NULL,
      password_hash character varying(255) NOT NULL,
      first_name character varying(100),
      last_name character varying(100),
      role character varying(50) DEFAULT 'user'::character varying,
      status character varying(20) DEFAULT 'active'::character varying,
      email_verified boolean DEFAULT false,
      two_factor_enabled boolean DEFAULT false,
      two_factor_secret character varying(32),
      api_key_hash character varying(255),
      preferences jsonb DEFAULT '{}'::jsonb,
      created_at timestamp with time zone DEFAULT now(),
      updated_at timestamp with time zone DEFAULT now(),
      last_login timestamp with time zone,
      deleted_at timestamp with time zone,
      CONSTRAINT users_email_key UNIQUE (email),
      CONSTRAINT users_pkey PRIMARY KEY (id),
      CONSTRAINT users_username_key UNIQUE (username)
    );
    """)

    # Creates table public.audit_log.
    step("""
    CREATE TABLE public.audit_log (
      id uuid DEFAULT gen_random_uuid() NOT NULL,
      user_id uuid,
      action character varying(100) NOT NULL,
      resource_type character varying(50) NOT NULL,
      resource_id character varying(100),
      old_values jsonb,
      new_values jsonb,
      ip_address inet,
      user_agent text,
      created_at timestamp with time zone DEFAULT now(),
      CONSTRAINT audit_log_pkey PRIMARY KEY (id),
      CONSTRAINT audit_log_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE SET NULL
    );
    """)

    # Creates table public.risk_limits.
    step("""
    CREATE TABLE public.risk_limits (
      id uuid DEFAULT gen_random_uuid() NOT NULL,
      user_id uuid NOT NULL,
      name character varying(255) NOT NULL,
      type character varying(50) NOT NULL,
      limit_type character varying(20) NOT NULL,
      limit_value numeric(18,8) NOT NULL,
      current_value numeric(18,8) DEFAULT 0,
      is_active boolean DEFAULT true,
      created_at timestamp with time zone DEFAULT now(),
      updated_at timestamp with time zone DEFAULT now(),
      CONSTRAINT risk_limits_pkey PRIMARY KEY (id),
      CONSTRAINT risk_limits_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE
    );
    """)

    # Comments on column public.risk_limits.type.
    step("""
    COMMENT ON COLUMN public.risk_limits.type IS '''daily_loss'', ''max_position'', ''max_leverage'', etc.';
    """)

    # Comments on column public.risk_limits.limit_type.
    step("""
    COMMENT ON COLUMN public.risk_limits.limit_type IS '''absolute'', ''percentage''';
    """)

    # Creates table public.strategies.
    step("""
    CREATE TABLE public.strategies (
      id uuid DEFAULT gen_random_uuid() NOT NULL,
      user_id uuid NOT NULL,
      name character varying(255) NOT NULL,
      description text,
      type character varying(50) NOT NULL,
      status character varying(20) DEFAULT 'draft'::character varying,
      config jsonb DEFAULT '{}'::jsonb NOT NULL,
      performance_metrics jsonb DEFAULT '{}'::jsonb,
      tags text[],
      version integer DEFAULT 1,
      parent_strategy_id uuid,
      is_public boolean DEFAULT false,
      created_at timestamp with time zone DEFAULT now(),
      updated_at timestamp with time zone DEFAULT now(),
      deleted_at timestamp with time zone,
      CONSTRAINT chk_strategies_version CHECK ((version >= 1)),
      CONSTRAINT fk_strategies_user FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE,
      CONSTRAINT strategies_parent_strategy_id_fkey FOREIGN KEY (parent_strategy_id) REFERENCES public.strategies(id),
      CONSTRAINT strategies_pkey PRIMARY KEY (id),
      CONSTRAINT strategies_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE
    );
    """)

    # Comments on column public.strategies.type.
    step("""
    COMMENT ON COLUMN public.strategies.type IS '''manual'', ''ai_generated'', ''backtested''';
    """)

    # Comments on column public.strategies.status.
    step("""
    COMMENT ON COLUMN public.strategies.status IS '''draft'', ''active'', ''inactive'', ''archived''';
    """)

    # Creates table public.backtests.
    step("""
    CREATE TABLE public.backtests (
      id uuid DEFAULT gen_random_uuid() NOT NULL,
      strategy_id uuid NOT NULL,
      user_id uuid NOT NULL,
      name character varying(255) NOT NULL,
      status character varying(20) DEFAULT 'pending'::character varying,
      progress integer DEFAULT 0,
      config jsonb DEFAULT '{}'::jsonb NOT NULL,
      results jsonb DEFAULT '{}'::jsonb,
      performance_metrics jsonb DEFAULT '{}'::jsonb,
      trades jsonb DEFAULT '[]'::jsonb,
      equity_curve jsonb DEFAULT '[]'::jsonb,
      error_message text,
      started_at timestamp with time zone,
      completed_at timestamp with time zone,
      created_at timestamp with time zone DEFAULT now(),
      updated_at timestamp with time zone DEFAULT now(),
      CONSTRAINT backtests_pkey PRIMARY KEY (id),
      CONSTRAINT backtests_strategy_id_fkey FOREIGN KEY (strategy_id) REFERENCES public.strategies(id) ON DELETE CASCADE,
      CONSTRAINT backtests_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE,
      CONSTRAINT fk_backtests_strategy FOREIGN KEY (strategy_id) REFERENCES public.strategies(id) ON DELETE CASCADE
    );
    """)

    # Comments on column public.backtests.status.
    step("""
    COMMENT ON COLUMN public.backtests.status IS '''pending'', ''running'', ''completed'', ''failed'', ''cancelled''';
    """)

    # Creates table public.trades.
    step("""
    CREATE TABLE public.trades (
      id uuid DEFAULT gen_random_uuid() NOT NULL,
      user_id uuid NOT NULL,
      strategy_id uuid,
      backtest_id uuid,
      broker_id character varying(50),
      symbol character varying(20) NOT NULL,
      type character varying(10) NOT NULL,
      order_type character varying(20) NOT NULL,
      quantity numeric(18,8) NOT NULL,
      price numeric(18,8),
      stop_loss numeric(18,8),
      take_profit numeric(18,8),
      commission numeric(18,8) DEFAULT 0,
      swap numeric(18,8) DEFAULT 0,
      profit numeric(18,8) DEFAULT 0,
      status character varying(20) DEFAULT 'pending'::character varying,
      executed_at timestamp with time zone,
      expires_at timestamp with time zone,
      closed_at timestamp with time zone,
      reason_code character varying(50),
      external_id character varying(100),
      metadata jsonb DEFAULT '{}'::jsonb,
      created_at timestamp with time zone DEFAULT now(),
      updated_at timestamp with time zone DEFAULT now(),
      CONSTRAINT chk_trades_prices CHECK (((price > (0)::numeric) AND ((stop_loss IS NULL) OR (stop_loss > (0)::numeric)) AND ((take_profit IS NULL) OR (take_profit > (0)::numeric)))),
      CONSTRAINT chk_trades_quantity CHECK ((quantity > (0)::numeric)),
      CONSTRAINT trades_backtest_id_fkey FOREIGN KEY (backtest_id) REFERENCES public.backtests(id) ON DELETE SET NULL,
      CONSTRAINT trades_pkey PRIMARY KEY (id),
      CONSTRAINT trades_strategy_id_fkey FOREIGN KEY (strategy_id) REFERENCES public.strategies(id) ON DELETE SET NULL,
      CONSTRAINT trades_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE
    );
    """)

    # Comments on column public.trades.type.
    step("""
    COMMENT ON COLUMN public.trades.type IS '''buy'', ''sell''';
    """)

    # Comments on column public.trades.order_type.
    step("""
    COMMENT ON COLUMN public.trades.order_type IS '''market'', ''limit'', ''stop'', ''stop_limit''';
    """)

    # Comments on column public.trades.status.
    step("""
    COMMENT ON COLUMN public.trades.status IS '''pending'', ''executed'', ''cancelled'', ''rejected''';
    """)

    # Makes sequence public.market_data_id_seq part of column public.market_data.id.
    step("""
    ALTER SEQUENCE public.market_data_id_seq OWNED BY public.market_data.id;
    """)

    # Creates trigger audit_strategies_trigger of public.strategies.
    step("""
    CREATE TRIGGER audit_strategies_trigger AFTER INSERT OR DELETE OR UPDATE ON public.strategies FOR EACH ROW EXECUTE FUNCTION public.audit_trigger_function();
    """)

    # Creates trigger update_strategies_updated_at of public.strategies.
    step("""
    CREATE TRIGGER update_strategies_updated_at BEFORE UPDATE ON public.strategies FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
    """)

    # Creates trigger update_users_updated_at of public.users.
    step("""
    CREATE TRIGGER update_users_updated_at BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
    """)

    # Grants USAGE on sequence public.market_data_id_seq to app_user.
    step("""
    GRANT USAGE ON SEQUENCE public.market_data_id_seq TO app_user;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.audit_log to app_user.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.audit_log TO app_user;
    """)

    # Grants SELECT on table public.audit_log to reporting_user.
    step("""
    GRANT SELECT ON TABLE public.audit_log TO reporting_user;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.backtests to app_user.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.backtests TO app_user;
    """)

    # Grants SELECT on table public.backtests to reporting_user.
    step("""
    GRANT SELECT ON TABLE public.backtests TO reporting_user;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.market_data to app_user.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.market_data TO app_user;
    """)

    # Grants SELECT on table public.market_data to reporting_user.
    step("""
    GRANT SELECT ON TABLE public.market_data TO reporting_user;
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

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.market_data_partitioned to app_user.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.market_data_partitioned TO app_user;
    """)

    # Grants SELECT on table public.market_data_partitioned to reporting_user.
    step("""
    GRANT SELECT ON TABLE public.market_data_partitioned TO reporting_user;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.risk_limits to app_user.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.risk_limits TO app_user;
    """)

    # Grants SELECT on table public.risk_limits to reporting_user.
    step("""
    GRANT SELECT ON TABLE public.risk_limits TO reporting_user;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.schema_migrations to app_user.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.schema_migrations TO app_user;
    """)

    # Grants SELECT on table public.schema_migrations to reporting_user.
    step("""
    GRANT SELECT ON TABLE public.schema_migrations TO reporting_user;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.strategies to app_user.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.strategies TO app_user;
    """)

    # Grants SELECT on table public.strategies to reporting_user.
    step("""
    GRANT SELECT ON TABLE public.strategies TO reporting_user;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.trades to app_user.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.trades TO app_user;
    """)

    # Grants SELECT on table public.trades to reporting_user.
    step("""
    GRANT SELECT ON TABLE public.trades TO reporting_user;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.users to app_user.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.users TO app_user;
    """)

    # Grants SELECT on table public.users to reporting_user.
    step("""
    GRANT SELECT ON TABLE public.users TO reporting_user;
    """)

    # Creates index public.idx_audit_log_action on table public.audit_log.
    step("""
    CREATE INDEX idx_audit_log_action
    ON public.audit_log USING btree (action);
    """)

    # Creates index public.idx_audit_log_created_at on table public.audit_log.
    step("""
    CREATE INDEX idx_audit_log_created_at
    ON public.audit_log USING btree (created_at);
    """)

    # Creates index public.idx_audit_log_resource on table public.audit_log.
    step("""
    CREATE INDEX idx_audit_log_resource
    ON public.audit_log USING btree (resource_type, resource_id);
    """)

    # Creates index public.idx_audit_log_resource_type on table public.audit_log.
    step("""
    CREATE INDEX idx_audit_log_resource_type
    ON public.audit_log USING btree (resource_type);
    """)

    # Creates index public.idx_audit_log_user_id on table public.audit_log.
    step("""
    CREATE INDEX idx_audit_log_user_id
    ON public.audit_log USING btree (user_id);
    """)

    # Creates index public.idx_backtests_completed on table public.backtests.
    step("""
    CREATE INDEX idx_backtests_completed
    ON public.backtests USING btree (strategy_id, completed_at DESC) WHERE ((status)::text = 'completed'::text);
    """)

    # Comments on index public.idx_backtests_completed.
    step("""
    COMMENT ON INDEX public.idx_backtests_completed IS 'Completed backtests';
    """)

    # Creates index public.idx_backtests_completed_at on table public.backtests.
    step("""
    CREATE INDEX idx_backtests_completed_at
    ON public.backtests USING btree (completed_at);
    """)

    # Creates index public.idx_backtests_config on table public.backtests.
    step("""
    CREATE INDEX idx_backtests_config
    ON public.backtests USING gin (config);
    """)

    # Creates index public.idx_backtests_created_at on table public.backtests.
    step("""
    CREATE INDEX idx_backtests_created_at
    ON public.backtests USING btree (created_at);
    """)

    # Creates index public.idx_backtests_status on table public.backtests.
    step("""
    CREATE INDEX idx_backtests_status
    ON public.backtests USING btree (status);
    """)

    # Creates index public.idx_backtests_strategy_id on table public.backtests.
    step("""
    CREATE INDEX idx_backtests_strategy_id
    ON public.backtests USING btree (strategy_id);
    """)

    # Creates index public.idx_backtests_user_id on table public.backtests.
    step("""
    CREATE INDEX idx_backtests_user_id
    ON public.backtests USING btree (user_id);
    """)

    # Creates index public.idx_backtests_user_status_created on table public.backtests.
    step("""
    CREATE INDEX idx_backtests_user_status_created
    ON public.backtests USING btree (user_id, status, created_at DESC);
    """)

    # Comments on index public.idx_backtests_user_status_created.
    step("""
    COMMENT ON INDEX public.idx_backtests_user_status_created IS 'Backtest filtering';
    """)

    # Creates index public.idx_market_data_symbol_timeframe on table public.market_data.
    step("""
    CREATE INDEX idx_market_data_symbol_timeframe
    ON public.market_data USING btree (symbol, timeframe);
    """)

    # Creates index public.idx_market_data_symbol_timeframe_timestamp on table public.market_data.
    step("""
    CREATE INDEX idx_market_data_symbol_timeframe_timestamp
    ON public.market_data USING btree (symbol, timeframe, "timestamp" DESC);
    """)

    # Comments on index public.idx_market_data_symbol_timeframe_timestamp.
    step("""
    COMMENT ON INDEX public.idx_market_data_symbol_timeframe_timestamp IS 'Market data queries';
    """)

    # Creates index public.idx_market_data_symbol_timestamp on table public.market_data.
    step("""
    CREATE INDEX idx_market_data_symbol_timestamp
    ON public.market_data USING btree (symbol, "timestamp");
    """)

    # Creates index public.idx_market_data_timestamp on table public.market_data.
    step("""
    CREATE INDEX idx_market_data_timestamp
    ON public.market_data USING btree ("timestamp");
    """)

    # Creates index public.idx_market_data_unique on table public.market_data.
    step("""
    CREATE UNIQUE INDEX idx_market_data_unique
    ON public.market_data USING btree (symbol, timeframe, "timestamp");
    """)

    # Creates index public.idx_risk_limits_is_active on table public.risk_limits.
    step("""
    CREATE INDEX idx_risk_limits_is_active
    ON public.risk_limits USING btree (is_active);
    """)

    # Creates index public.idx_risk_limits_type on table public.risk_limits.
    step("""
    CREATE INDEX idx_risk_limits_type
    ON public.risk_limits USING btree (type);
    """)

    # Creates index public.idx_risk_limits_user_id on table public.risk_limits.
    step("""
    CREATE INDEX idx_risk_limits_user_id
    ON public.risk_limits USING btree (user_id);
    """)

    # Creates index public.idx_strategies_active on table public.strategies.
    step("""
    CREATE INDEX idx_strategies_active
    ON public.strategies USING btree (user_id, created_at DESC) WHERE (((status)::text = 'active'::text) AND (deleted_at IS NULL));
    """)

    # Comments on index public.idx_strategies_active.
    step("""
    COMMENT ON INDEX public.idx_strategies_active IS 'Active strategies only';
    """)

    # Creates index public.idx_strategies_config on table public.strategies.
    step("""
    CREATE INDEX idx_strategies_config
    ON public.strategies USING gin (config);
    """)

    # Creates index public.idx_strategies_created_at on table public.strategies.
    step("""
    CREATE INDEX idx_strategies_created_at
    ON public.strategies USING btree (created_at);
    """)

    # Creates index public.idx_strategies_deleted_at on table public.strategies.
    step("""
    CREATE INDEX idx_strategies_deleted_at
    ON public.strategies USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);
    """)

    # Creates index public.idx_strategies_status on table public.strategies.
    step("""
    CREATE INDEX idx_strategies_status
    ON public.strategies USING btree (status);
    """)

    # Creates index public.idx_strategies_tags on table public.strategies.
    step("""
    CREATE INDEX idx_strategies_tags
    ON public.strategies USING gin (tags);
    """)

    # Creates index public.idx_strategies_type on table public.strategies.
    step("""
    CREATE INDEX idx_strategies_type
    ON public.strategies USING btree (type);
    """)

    # Creates index public.idx_strategies_user_id on table public.strategies.
    step("""
    CREATE INDEX idx_strategies_user_id
    ON public.strategies USING btree (user_id);
    """)

    # Creates index public.idx_strategies_user_status_created on table public.strategies.
    step("""
    CREATE INDEX idx_strategies_user_status_created
    ON public.strategies USING btree (user_id, status, created_at DESC);
    """)

    # Comments on index public.idx_strategies_user_status_created.
    step("""
    COMMENT ON INDEX public.idx_strategies_user_status_created IS 'Strategy performance queries';
    """)

    # Creates index public.idx_trades_backtest_id on table public.trades.
    step("""
    CREATE INDEX idx_trades_backtest_id
    ON public.trades USING btree (backtest_id);
    """)

    # Creates index public.idx_trades_created_at on table public.trades.
    step("""
    CREATE INDEX idx_trades_created_at
    ON public.trades USING btree (created_at);
    """)

    # Creates index public.idx_trades_executed on table public.trades.
    step("""
    CREATE INDEX idx_trades_executed
    ON public.trades USING btree (user_id, executed_at DESC) WHERE ((status)::text = 'executed'::text);
    """)

    # Comments on index public.idx_trades_executed.
    step("""
    COMMENT ON INDEX public.idx_trades_executed IS 'Executed trades';
    """)

    # Creates index public.idx_trades_executed_at on table public.trades.
    step("""
    CREATE INDEX idx_trades_executed_at
    ON public.trades USING btree (executed_at);
    """)

    # Creates index public.idx_trades_status on table public.trades.
    step("""
    CREATE INDEX idx_trades_status
    ON public.trades USING btree (status);
    """)

    # Creates index public.idx_trades_strategy_id on table public.trades.
    step("""
    CREATE INDEX idx_trades_strategy_id
    ON public.trades USING btree (strategy_id);
    """)

    # Creates index public.idx_trades_symbol on table public.trades.
    step("""
    CREATE INDEX idx_trades_symbol
    ON public.trades USING btree (symbol);
    """)

    # Creates index public.idx_trades_type on table public.trades.
    step("""
    CREATE INDEX idx_trades_type
    ON public.trades USING btree (type);
    """)

    # Creates index public.idx_trades_user_id on table public.trades.
    step("""
    CREATE INDEX idx_trades_user_id
    ON public.trades USING btree (user_id);
    """)

    # Creates index public.idx_trades_user_symbol_executed on table public.trades.
    step("""
    CREATE INDEX idx_trades_user_symbol_executed
    ON public.trades USING btree (user_id, symbol, executed_at DESC);
    """)

    # Comments on index public.idx_trades_user_symbol_executed.
    step("""
    COMMENT ON INDEX public.idx_trades_user_symbol_executed IS 'Trade analysis';
    """)

    # Creates index public.idx_users_created_at on table public.users.
    step("""
    CREATE INDEX idx_users_created_at
    ON public.users USING btree (created_at);
    """)

    # Creates index public.idx_users_deleted_at on table public.users.
    step("""
    CREATE INDEX idx_users_deleted_at
    ON public.users USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);
    """)

    # Creates index public.idx_users_email on table public.users.
    step("""
    CREATE INDEX idx_users_email
    ON public.users USING btree (email);
    """)

    # Creates index public.idx_users_role on table public.users.
    step("""
    CREATE INDEX idx_users_role
    ON public.users USING btree (role);
    """)

    # Creates index public.idx_users_status on table public.users.
    step("""
    CREATE INDEX idx_users_status
    ON public.users USING btree (status);
    """)

    # Creates index public.idx_users_username on table public.users.
    step("""
    CREATE INDEX idx_users_username
    ON public.users USING btree (username);
    """)

    # Creates index public.market_data_partitioned_symbol_timeframe_idx on table
    # public.market_data_partitioned.
    step("""
    CREATE INDEX market_data_partitioned_symbol_timeframe_idx
    ON public.market_data_partitioned USING btree (symbol, timeframe);
    """)

    # Creates index public.market_data_partitioned_symbol_timeframe_timestamp_idx on table
    # public.market_data_partitioned.
    step("""
    CREATE UNIQUE INDEX market_data_partitioned_symbol_timeframe_timestamp_idx
    ON public.market_data_partitioned USING btree (symbol, timeframe, "timestamp");
    """)

    # Creates index public.market_data_partitioned_symbol_timeframe_timestamp_idx1 on table
    # public.market_data_partitioned.
    step("""
    CREATE INDEX market_data_partitioned_symbol_timeframe_timestamp_idx1
    ON public.market_data_partitioned USING btree (symbol, timeframe, "timestamp" DESC);
    """)

    # Comments on index public.market_data_partitioned_symbol_timeframe_timestamp_idx1.
    step("""
    COMMENT ON INDEX public.market_data_partitioned_symbol_timeframe_timestamp_idx1 IS 'Market data queries';
    """)

    # Creates index public.market_data_partitioned_symbol_timestamp_idx on table
    # public.market_data_partitioned.
    step("""
    CREATE INDEX market_data_partitioned_symbol_timestamp_idx
    ON public.market_data_partitioned USING btree (symbol, "timestamp");
    """)

    # Creates index public.market_data_partitioned_timestamp_idx on table
    # public.market_data_partitioned.
    step("""
    CREATE INDEX market_data_partitioned_timestamp_idx
    ON public.market_data_partitioned USING btree ("timestamp");
    """)


def downgrade() -> None:
    # Takes sequence public.market_data_id_seq from its column.
    # Locks: ACCESS EXCLUSIVE on public.market_data_id_seq.
    step("""
    ALTER SEQUENCE public.market_data_id_seq OWNED BY NONE;
    """)

    # Drops table public.audit_log.
    # Locks: ACCESS EXCLUSIVE on public.audit_log.
    step(
        """
        DROP TABLE public.audit_log;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.market_data.
    # Locks: ACCESS EXCLUSIVE on public.market_data.
    step(
        """
        DROP TABLE public.market_data;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.market_data_partitioned.
    # Locks: ACCESS EXCLUSIVE on public.market_data_partitioned.
    step(
        """
        DROP TABLE public.market_data_partitioned;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.risk_limits.
    # Locks: ACCESS EXCLUSIVE on public.risk_limits.
    step(
        """
        DROP TABLE public.risk_limits;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.schema_migrations.
    # Locks: ACCESS EXCLUSIVE on public.schema_migrations.
    step(
        """
        DROP TABLE public.schema_migrations;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.trades.
    # Locks: ACCESS EXCLUSIVE on public.trades.
    step(
        """
        DROP TABLE public.trades;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.backtests.
    # Locks: ACCESS EXCLUSIVE on public.backtests.
    step(
        """
        DROP TABLE public.backtests;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    step(
        """
        DROP TABLE public.strategies;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    step(
        """
        DROP TABLE public.users;
        """,
        hazards=("deletes-data",),
    )

    # Drops function public.audit_trigger_function().
    step(
        """
        DROP FUNCTION public.audit_trigger_function();
        """,
        hazards=("breaks-clients",),
    )

    # Drops function public.update_updated_at_column().
    step(
        """
        DROP FUNCTION public.update_updated_at_column();
        """,
        hazards=("breaks-clients",),
    )

    # Drops sequence public.market_data_id_seq.
    # Locks: ACCESS EXCLUSIVE on public.market_data_id_seq.
    step(
        """
        DROP SEQUENCE public.market_data_id_seq;
        """,
        hazards=("deletes-data",),
    )

    # Removes extension pg_stat_statements.
    step(
        """
        DROP EXTENSION pg_stat_statements;
        """,
        hazards=("breaks-clients",),
    )

    # Removes extension pgcrypto.
    step(
        """
        DROP EXTENSION pgcrypto;
        """,
        hazards=("breaks-clients",),
    )
