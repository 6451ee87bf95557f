"""octopus as documented

Revision ID: 0001
Revises:
"""

from dbtool.revision import step

revision = "0001"
down_revision = None

# What this revision changes: fields of an object, or create, drop, replace.
touches = {
    ("column", "public", "api_keys", "created_at"): ("create",),
    ("column", "public", "api_keys", "expires_at"): ("create",),
    ("column", "public", "api_keys", "id"): ("create",),
    ("column", "public", "api_keys", "is_active"): ("create",),
    ("column", "public", "api_keys", "key_hash"): ("create",),
    ("column", "public", "api_keys", "last_used_at"): ("create",),
    ("column", "public", "api_keys", "name"): ("create",),
    ("column", "public", "api_keys", "permissions"): ("create",),
    ("column", "public", "api_keys", "user_id"): ("create",),
    ("column", "public", "audit_log", "action"): ("create",),
    ("column", "public", "audit_log", "id"): ("create",),
    ("column", "public", "audit_log", "ip_address"): ("create",),
    ("column", "public", "audit_log", "new_values"): ("create",),
    ("column", "public", "audit_log", "old_values"): ("create",),
    ("column", "public", "audit_log", "resource_id"): ("create",),
    ("column", "public", "audit_log", "resource_type"): ("create",),
    ("column", "public", "audit_log", "session_id"): ("create",),
    ("column", "public", "audit_log", "timestamp"): ("create",),
    ("column", "public", "audit_log", "user_agent"): ("create",),
    ("column", "public", "audit_log", "user_id"): ("create",),
    ("column", "public", "market_data", "close_price"): ("create",),
    ("column", "public", "market_data", "created_at"): ("create",),
    ("column", "public", "market_data", "high_price"): ("create",),
    ("column", "public", "market_data", "low_price"): ("create",),
    ("column", "public", "market_data", "open_price"): ("create",),
    ("column", "public", "market_data", "symbol"): ("create",),
    ("column", "public", "market_data", "timestamp"): ("create",),
    ("column", "public", "market_data", "volume"): ("create",),
    ("column", "public", "market_data", "vwap"): ("create",),
    ("column", "public", "model_performance", "created_at"): ("create",),
    ("column", "public", "model_performance", "data_period"): ("create",),
    ("column", "public", "model_performance", "evaluation_date"): ("create",),
    ("column", "public", "model_performance", "id"): ("create",),
    ("column", "public", "model_performance", "metric_name"): ("create",),
    ("column", "public", "model_performance", "metric_value"): ("create",),
    ("column", "public", "model_performance", "model_name"): ("create",),
    ("column", "public", "model_performance", "symbol"): ("create",),
    ("column", "public", "orders", "avg_fill_price"): ("create",),
    ("column", "public", "orders", "broker"): ("create",),
    ("column", "public", "orders", "commission"): ("create",),
    ("column", "public", "orders", "created_at"): ("create",),
    ("column", "public", "orders", "external_order_id"): ("create",),
    ("column", "public", "orders", "filled_at"): ("create",),
    ("column", "public", "orders", "filled_quantity"): ("create",),
    ("column", "public", "orders", "id"): ("create",),
    ("column", "public", "orders", "order_type"): ("create",),
    ("column", "public", "orders", "portfolio_id"): ("create",),
    ("column", "public", "orders", "price"): ("create",),
    ("column", "public", "orders", "quantity"): ("create",),
    ("column", "public", "orders", "side"): ("create",),
    ("column", "public", "orders", "status"): ("create",),
    ("column", "public", "orders", "stop_price"): ("create",),
    ("column", "public", "orders", "symbol"): ("create",),
    ("column", "public", "orders", "updated_at"): ("create",),
    ("column", "public", "portfolio_snapshots", "cash_balance"): ("create",),
    ("column", "public", "portfolio_snapshots", "created_at"): ("create",),
    ("column", "public", "portfolio_snapshots", "day_change"): ("create",),
    ("column", "public", "portfolio_snapshots", "day_change_percent"): ("create",),
    ("column", "public", "portfolio_snapshots", "portfolio_id"): ("create",),
    ("column", "public", "portfolio_snapshots", "positions_count"): ("create",),
    ("column", "public", "portfolio_snapshots", "timestamp"): ("create",),
    ("column", "public", "portfolio_snapshots", "total_value"): ("create",),
    ("column", "public", "portfolios", "cash_balance"): ("create",),
    ("column", "public", "portfolios", "created_at"): ("create",),
    ("column", "public", "portfolios", "description"): ("create",),
    ("column", "public", "portfolios", "id"): ("create",),
    ("column", "public", "portfolios", "is_active"): ("create",),
    ("column", "public", "portfolios", "name"): ("create",),
    ("column", "public", "portfolios", "total_value"): ("create",),
    ("column", "public", "portfolios", "updated_at"): ("create",),
    ("column", "public", "portfolios", "user_id"): ("create",),
    ("column", "public", "positions", "avg_cost"): ("create",),
    ("column", "public", "positions", "created_at"): ("create",),
    ("column", "public", "positions", "current_price"): ("create",),
    ("column", "public", "positions", "id"): ("create",),
    ("column", "public", "positions", "market_value"): ("create",),
    ("column", "public", "positions", "portfolio_id"): ("create",),
    ("column", "public", "positions", "position_type"): ("create",),
    ("column", "public", "positions", "quantity"): ("create",),
    ("column", "public", "positions", "symbol"): ("create",),
    ("column", "public", "positions", "unrealized_pnl"): ("create",),
    ("column", "public", "positions", "updated_at"): ("create",),
    ("column", "public", "predictions", "confidence_score"): ("create",),
    ("column", "public", "predictions", "created_at"): ("create",),
    ("column", "public", "predictions", "features"): ("create",),
    ("column", "public", "predictions", "id"): ("create",),
    ("column", "public", "predictions", "model_name"): ("create",),
    ("column", "public", "predictions", "predicted_value"): ("create",),
    ("column", "public", "predictions", "prediction_horizon"): ("create",),
    ("column", "public", "predictions", "prediction_type"): ("create",),
    ("column", "public", "predictions", "symbol"): ("create",),
    ("column", "public", "predictions", "target_date"): ("create",),
    ("column", "public", "security_events", "details"): ("create",),
    ("column", "public", "security_events", "event_type"): ("create",),
    ("column", "public", "security_events", "id"): ("create",),
    ("column", "public", "security_events", "ip_address"): ("create",),
    ("column", "public", "security_events", "resolved_at"): ("create",),
    ("column", "public", "security_events", "resolved_by"): ("create",),
    ("column", "public", "security_events", "severity"): ("create",),
    ("column", "public", "security_events", "timestamp"): ("create",),
    ("column", "public", "security_events", "user_id"): ("create",),
    ("column", "public", "trade_executions", "broker"): ("create",),
    ("column", "public", "trade_executions", "commission"): ("create",),
    ("column", "public", "trade_executions", "created_at"): ("create",),
    ("column", "public", "trade_executions", "execution_id"): ("create",),
    ("column", "public", "trade_executions", "id"): ("create",),
    ("column", "public", "trade_executions", "order_id"): ("create",),
    ("column", "public", "trade_executions", "portfolio_id"): ("create",),
    ("column", "public", "trade_executions", "price"): ("create",),
    ("column", "public", "trade_executions", "quantity"): ("create",),
    ("column", "public", "trade_executions", "side"): ("create",),
    ("column", "public", "trade_executions", "symbol"): ("create",),
    ("column", "public", "trade_executions", "timestamp"): ("create",),
    ("column", "public", "users", "created_at"): ("create",),
    ("column", "public", "users", "email"): ("create",),
    ("column", "public", "users", "failed_login_attempts"): ("create",),
    ("column", "public", "users", "first_name"): ("create",),
    ("column", "public", "users", "id"): ("create",),
    ("column", "public", "users", "is_active"): ("create",),
    ("column", "public", "users", "is_verified"): ("create",),
    ("column", "public", "users", "last_login_at"): ("create",),
    ("column", "public", "users", "last_name"): ("create",),
    ("column", "public", "users", "locked_until"): ("create",),
    ("column", "public", "users", "password_hash"): ("create",),
    ("column", "public", "users", "permissions"): ("create",),
    ("column", "public", "users", "roles"): ("create",),
    ("column", "public", "users", "updated_at"): ("create",),
    ("column_default", "public", "api_keys", "created_at"): ("create",),
    ("column_default", "public", "api_keys", "id"): ("create",),
    ("column_default", "public", "api_keys", "is_active"): ("create",),
    ("column_default", "public", "api_keys", "name"): ("create",),
    ("column_default", "public", "api_keys", "permissions"): ("create",),
    ("column_default", "public", "audit_log", "id"): ("create",),
    ("column_default", "public", "audit_log", "timestamp"): ("create",),
    ("column_default", "public", "market_data", "created_at"): ("create",),
    ("column_default", "public", "model_performance", "created_at"): ("create",),
    ("column_default", "public", "model_performance", "id"): ("create",),
    ("column_default", "public", "orders", "commission"): ("create",),
    ("column_default", "public", "orders", "created_at"): ("create",),
    ("column_default", "public", "orders", "filled_quantity"): ("create",),
    ("column_default", "public", "orders", "id"): ("create",),
    ("column_default", "public", "orders", "status"): ("create",),
    ("column_default", "public", "orders", "updated_at"): ("create",),
    ("column_default", "public", "portfolio_snapshots", "created_at"): ("create",),
    ("column_default", "public", "portfolios", "cash_balance"): ("create",),
    ("column_default", "public", "portfolios", "created_at"): ("create",),
    ("column_default", "public", "portfolios", "id"): ("create",),
    ("column_default", "public", "portfolios", "is_active"): ("create",),
    ("column_default", "public", "portfolios", "total_value"): ("create",),
    ("column_default", "public", "portfolios", "updated_at"): ("create",),
    ("column_default", "public", "positions", "created_at"): ("create",),
    ("column_default", "public", "positions", "id"): ("create",),
    ("column_default", "public", "positions", "position_type"): ("create",),
    ("column_default", "public", "positions", "updated_at"): ("create",),
    ("column_default", "public", "predictions", "created_at"): ("create",),
    ("column_default", "public", "predictions", "id"): ("create",),
    ("column_default", "public", "security_events", "id"): ("create",),
    ("column_default", "public", "security_events", "timestamp"): ("create",),
    ("column_default", "public", "trade_executions", "commission"): ("create",),
    ("column_default", "public", "trade_executions", "created_at"): ("create",),
    ("column_default", "public", "trade_executions", "id"): ("create",),
    ("column_default", "public", "users", "created_at"): ("create",),
    ("column_default", "public", "users", "failed_login_attempts"): ("create",),
    ("column_default", "public", "users", "id"): ("create",),
    ("column_default", "public", "users", "is_active"): ("create",),
    ("column_default", "public", "users", "is_verified"): ("create",),
    ("column_default", "public", "users", "permissions"): ("create",),
    ("column_default", "public", "users", "roles"): ("create",),
    ("column_default", "public", "users", "updated_at"): ("create",),
    ("constraint", "public", "api_keys", "api_keys_key_hash_key"): ("create",),
    ("constraint", "public", "api_keys", "api_keys_pkey"): ("create",),
    ("constraint", "public", "api_keys", "api_keys_user_id_fkey"): ("create",),
    ("constraint", "public", "audit_log", "audit_log_pkey"): ("create",),
    ("constraint", "public", "audit_log", "audit_log_user_id_fkey"): ("create",),
    ("constraint", "public", "model_performance", "model_performance_pkey"): ("create",),
    ("constraint", "public", "orders", "orders_pkey"): ("create",),
    ("constraint", "public", "orders", "orders_portfolio_id_fkey"): ("create",),
    ("constraint", "public", "orders", "orders_quantity_check"): ("create",),
    ("constraint", "public", "orders", "orders_side_check"): ("create",),
    ("constraint", "public", "portfolios", "portfolios_pkey"): ("create",),
    ("constraint", "public", "portfolios", "portfolios_user_id_fkey"): ("create",),
    ("constraint", "public", "positions", "positions_pkey"): ("create",),
    ("constraint", "public", "positions", "positions_portfolio_id_fkey"): ("create",),
    ("constraint", "public", "positions", "positions_portfolio_id_symbol_key"): ("create",),
    ("constraint", "public", "predictions", "predictions_pkey"): ("create",),
    ("constraint", "public", "security_events", "security_events_pkey"): ("create",),
    ("constraint", "public", "security_events", "security_events_resolved_by_fkey"): ("create",),
    ("constraint", "public", "security_events", "security_events_user_id_fkey"): ("create",),
    ("constraint", "public", "trade_executions", "trade_executions_order_id_fkey"): ("create",),
    ("constraint", "public", "trade_executions", "trade_executions_pkey"): ("create",),
    ("constraint", "public", "users", "users_email_key"): ("create",),
    ("constraint", "public", "users", "users_pkey"): ("create",),
    ("extension", "pg_stat_statements"): ("create",),
    ("extension", "timescaledb"): ("create",),
    ("extension", "uuid-ossp"): ("create",),
    ("grant", "database", "octopus_app"): ("create",),
    ("grant", "database", "octopus_backup"): ("create",),
    ("grant", "database", "octopus_readonly"): ("create",),
    ("grant", "schema", "public", "octopus_app"): ("create",),
    ("grant", "schema", "public", "octopus_readonly"): ("create",),
    ("grant", "table", "public", "api_keys", "octopus_app"): ("create",),
    ("grant", "table", "public", "api_keys", "octopus_readonly"): ("create",),
    ("grant", "table", "public", "audit_log", "octopus_app"): ("create",),
    ("grant", "table", "public", "audit_log", "octopus_readonly"): ("create",),
    ("grant", "table", "public", "market_data", "octopus_app"): ("create",),
    ("grant", "table", "public", "market_data", "octopus_readonly"): ("create",),
    ("grant", "table", "public", "model_performance", "octopus_app"): ("create",),
    ("grant", "table", "public", "model_performance", "octopus_readonly"): ("create",),
    ("grant", "table", "public", "orders", "octopus_app"): ("create",),
    ("grant", "table", "public", "orders", "octopus_readonly"): ("create",),
    ("grant", "table", "public", "portfolio_snapshots", "octopus_app"): ("create",),
    ("grant", "table", "public", "portfolio_snapshots", "octopus_readonly"): ("create",),
    ("grant", "table", "public", "portfolios", "octopus_app"): ("create",),
    ("grant", "table", "public", "portfolios", "octopus_readonly"): ("create",),
    ("grant", "table", "public", "positions", "octopus_app"): ("create",),
    ("grant", "table", "public", "positions", "octopus_readonly"): ("create",),
    ("grant", "table", "public", "predictions", "octopus_app"): ("create",),
    ("grant", "table", "public", "predictions", "octopus_readonly"): ("create",),
    ("grant", "table", "public", "security_events", "octopus_app"): ("create",),
    ("grant", "table", "public", "security_events", "octopus_readonly"): ("create",),
    ("grant", "table", "public", "trade_executions", "octopus_app"): ("create",),
    ("grant", "table", "public", "trade_executions", "octopus_readonly"): ("create",),
    ("grant", "table", "public", "users", "octopus_app"): ("create",),
    ("grant", "table", "public", "users", "octopus_readonly"): ("create",),
    ("hypertable", "public", "audit_log"): ("create",),
    ("hypertable", "public", "market_data"): ("create",),
    ("hypertable", "public", "portfolio_snapshots"): ("create",),
    ("hypertable", "public", "security_events"): ("create",),
    ("hypertable", "public", "trade_executions"): ("create",),
    ("index", "public", "audit_log_timestamp_idx"): ("create",),
    ("index", "public", "idx_market_data_symbol_time"): ("create",),
    ("index", "public", "idx_market_data_timestamp"): ("create",),
    ("index", "public", "idx_orders_created_at"): ("create",),
    ("index", "public", "idx_orders_portfolio_id"): ("create",),
    ("index", "public", "idx_orders_status"): ("create",),
    ("index", "public", "idx_orders_symbol"): ("create",),
    ("index", "public", "idx_portfolio_snapshots_portfolio_time"): ("create",),
    ("index", "public", "idx_portfolios_active"): ("create",),
    ("index", "public", "idx_portfolios_user_id"): ("create",),
    ("index", "public", "idx_positions_portfolio_id"): ("create",),
    ("index", "public", "idx_positions_symbol"): ("create",),
    ("index", "public", "idx_trade_executions_portfolio_time"): ("create",),
    ("index", "public", "idx_trade_executions_symbol_time"): ("create",),
    ("index", "public", "idx_users_active"): ("create",),
    ("index", "public", "idx_users_email"): ("create",),
    ("index", "public", "portfolio_snapshots_timestamp_idx"): ("create",),
    ("index", "public", "security_events_timestamp_idx"): ("create",),
    ("index", "public", "trade_executions_timestamp_idx"): ("create",),
    ("membership", "pg_read_all_data", "octopus_backup"): ("create",),
    ("policy", "public", "orders", "order_isolation"): ("create",),
    ("policy", "public", "portfolios", "portfolio_isolation"): ("create",),
    ("policy", "public", "positions", "position_isolation"): ("create",),
    ("retention", "public", "audit_log"): ("create",),
    ("retention", "public", "market_data"): ("create",),
    ("retention", "public", "portfolio_snapshots"): ("create",),
    ("retention", "public", "security_events"): ("create",),
    ("role", "octopus_app"): ("create",),
    ("role", "octopus_backup"): ("create",),
    ("role", "octopus_readonly"): ("create",),
    ("row_security", "public", "orders"): ("create",),
    ("row_security", "public", "portfolios"): ("create",),
    ("row_security", "public", "positions"): ("create",),
    ("table", "public", "api_keys"): ("create",),
    ("table", "public", "audit_log"): ("create",),
    ("table", "public", "market_data"): ("create",),
    ("table", "public", "model_performance"): ("create",),
    ("table", "public", "orders"): ("create",),
    ("table", "public", "portfolio_snapshots"): ("create",),
    ("table", "public", "portfolios"): ("create",),
    ("table", "public", "positions"): ("create",),
    ("table", "public", "predictions"): ("create",),
    ("table", "public", "security_events"): ("create",),
    ("table", "public", "trade_executions"): ("create",),
    ("table", "public", "users"): ("create",),
}


def upgrade() -> None:
    # Creates role octopus_app, or adjusts it if it exists.
    step(
        """
        DO $dbtool$
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'octopus_app') THEN
            CREATE ROLE octopus_app WITH LOGIN;
          ELSE
            ALTER ROLE octopus_app WITH LOGIN INHERIT CONNECTION LIMIT -1 VALID UNTIL 'infinity';
            IF EXISTS (
              SELECT FROM pg_catalog.pg_roles
              WHERE
                rolname = 'octopus_app'
                AND (rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls)
                <> (FALSE, FALSE, FALSE, FALSE, FALSE)
            ) THEN
              ALTER ROLE octopus_app WITH NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
            END IF;
          END IF;
        END
        $dbtool$;
        """,
        password_of="octopus_app",
        password_from="OCTOPUS_APP_PASSWORD",
    )

    # Comments on role octopus_app.
    step("""
    COMMENT ON ROLE octopus_app IS 'Main application user';
    """)

    # Creates role octopus_backup, or adjusts it if it exists.
    step(
        """
        DO $dbtool$
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'octopus_backup') THEN
            CREATE ROLE octopus_backup WITH LOGIN REPLICATION BYPASSRLS;
          ELSE
            ALTER ROLE octopus_backup WITH LOGIN INHERIT CONNECTION LIMIT -1 VALID UNTIL 'infinity';
            IF EXISTS (
              SELECT FROM pg_catalog.pg_roles
              WHERE
                rolname = 'octopus_backup'
                AND (rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls)
                <> (FALSE, FALSE, FALSE, TRUE, TRUE)
            ) THEN
              ALTER ROLE octopus_backup WITH NOSUPERUSER NOCREATEDB NOCREATEROLE REPLICATION BYPASSRLS;
            END IF;
          END IF;
        END
        $dbtool$;
        """,
        password_of="octopus_backup",
        password_from="OCTOPUS_BACKUP_PASSWORD",
    )

    # Comments on role octopus_backup.
    step("""
    COMMENT ON ROLE octopus_backup IS 'Backup user';
    """)

    # Creates role octopus_readonly, or adjusts it if it exists.
    step(
        """
        DO $dbtool$
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'octopus_readonly') THEN
            CREATE ROLE octopus_readonly WITH LOGIN;
          ELSE
            ALTER ROLE octopus_readonly WITH LOGIN INHERIT CONNECTION LIMIT -1 VALID UNTIL 'infinity';
            IF EXISTS (
              SELECT FROM pg_catalog.pg_roles
              WHERE
                rolname = 'octopus_readonly'
                AND (rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls)
                <> (FALSE, FALSE, FALSE, FALSE, FALSE)
            ) THEN
              ALTER ROLE octopus_readonly WITH NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
            END IF;
          END IF;
        END
        $dbtool$;
        """,
        password_of="octopus_readonly",
        password_from="OCTOPUS_READONLY_PASSWORD",
    )

    # Comments on role octopus_readonly.
    step("""
    COMMENT ON ROLE octopus_readonly IS 'Read-only analytics user';
    """)

    # Makes role octopus_backup a member of pg_read_all_data.
    step("""
    GRANT pg_read_all_data TO octopus_backup;
    """)

    # Installs extension pg_stat_statements.
    step("""
    CREATE EXTENSION IF NOT EXISTS pg_stat_statements WITH SCHEMA public;
    """)

    # Installs extension timescaledb.
    step("""
    CREATE EXTENSION IF NOT EXISTS timescaledb WITH SCHEMA public;
    """)

    # Installs extension uuid-ossp.
    step("""
    CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public;
    """)

    # Creates table public.market_data.
    step("""
    CREATE TABLE public.market_data (
      symbol character varying(20) NOT NULL,
      "timestamp" timestamp with time zone NOT NULL,
      open_price numeric(20,2),
      high_price numeric(20,2),
      low_price numeric(20,2),
      close_price numeric(20,2),
      volume bigint,
      vwap numeric(20,2),
      created_at timestamp with time zone DEFAULT now()
    );
    """)

    # Comments on table public.market_data.
    step("""
    COMMENT ON TABLE public.market_data IS 'Market Data';
    """)

    # Creates table public.model_performance.
    step("""
    CREATE TABLE public.model_performance (
      id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
      model_name character varying(100) NOT NULL,
      symbol character varying(20),
      metric_name character varying(50) NOT NULL,
      metric_value numeric(10,6),
      evaluation_date date NOT NULL,
      data_period character varying(50),
      created_at timestamp with time zone DEFAULT now(),
      CONSTRAINT model_performance_pkey PRIMARY KEY (id)
    );
    """)

    # Comments on table public.model_performance.
    step("""
    COMMENT ON TABLE public.model_performance IS 'Analytics & ML';
    """)

    # Creates table public.portfolio_snapshots.
    step("""
    CREATE TABLE public.portfolio_snapshots (
      portfolio_id uuid NOT NULL,
      "timestamp" timestamp with time zone NOT NULL,
      total_value numeric(20,2) NOT NULL,
      cash_balance numeric(20,2) NOT NULL,
      day_change numeric(20,2),
      day_change_percent numeric(8,4),
      positions_count integer,
      created_at timestamp with time zone DEFAULT now()
    );
    """)

    # Creates table public.predictions.
    step("""
    CREATE TABLE public.predictions (
      id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
      symbol character varying(20) NOT NULL,
      model_name character varying(100) NOT NULL,
      prediction_type character varying(50) NOT NULL,
      predicted_value numeric(20,6),
      confidence_score numeric(5,4),
      prediction_horizon character varying(20),
      features jsonb,
      created_at timestamp with time zone DEFAULT now(),
      target_date timestamp with time zone,
      CONSTRAINT predictions_pkey PRIMARY KEY (id)
    );
    """)

    # Comments on table public.predictions.
    step("""
    COMMENT ON TABLE public.predictions IS 'Analytics & ML';
    """)

    # Creates table public.users.
    step("""
    CREATE TABLE public.users (
      id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
      email character varying(255) NOT NULL,
      password_hash character varying(255) NOT NULL,
      first_name character varying(100),
      last_name character varying(100),
      is_active boolean DEFAULT true,
      is_verified boolean DEFAULT false,
      roles text[] DEFAULT ARRAY['user'::text],
      permissions text[] DEFAULT ARRAY[]::text[],
      created_at timestamp with time zone DEFAULT now(),
      updated_at timestamp with time zone DEFAULT now(),
      last_login_at timestamp with time zone,
      failed_login_attempts integer DEFAULT 0,
      locked_until timestamp with time zone,
      CONSTRAINT users_email_key UNIQUE (email),
      CONSTRAINT users_pkey PRIMARY KEY (id)
    );
    """)

    # Comments on table public.users.
    step("""
    COMMENT ON TABLE public.users IS 'Users & Authentication';
    """)

    # Creates table public.api_keys.
    step("""
    CREATE TABLE public.api_keys (
      id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
      user_id uuid,
      key_hash character varying(64) NOT NULL,
      name character varying(100) DEFAULT 'API Key'::character varying NOT NULL,
      is_active boolean DEFAULT true,
      permissions text[] DEFAULT ARRAY[]::text[],
      last_used_at timestamp with time zone,
      expires_at timestamp with time zone,
      created_at timestamp with time zone DEFAULT now(),
      CONSTRAINT api_keys_key_hash_key UNIQUE (key_hash),
      CONSTRAINT api_keys_pkey PRIMARY KEY (id),
      CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE
    );
    """)

    # Comments on table public.api_keys.
    step("""
    COMMENT ON TABLE public.api_keys IS 'Users & Authentication';
    """)

    # Creates table public.audit_log.
    step("""
    CREATE TABLE public.audit_log (
      id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
      user_id uuid,
      action character varying(100) NOT NULL,
      resource_type character varying(50) NOT NULL,
      resource_id character varying(100),
      old_values jsonb,
      new_values jsonb,
      ip_address inet,
      user_agent text,
      "timestamp" timestamp with time zone DEFAULT now() NOT NULL,
      session_id character varying(100),
      CONSTRAINT audit_log_pkey PRIMARY KEY (id, "timestamp"),
      CONSTRAINT audit_log_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id)
    );
    """)

    # Comments on table public.audit_log.
    step("""
    COMMENT ON TABLE public.audit_log IS 'Security & Audit';
    """)

    # Creates table public.portfolios.
    step("""
    CREATE TABLE public.portfolios (
      id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
      user_id uuid,
      name character varying(255) NOT NULL,
      description text,
      total_value numeric(20,2) DEFAULT 0.00,
      cash_balance numeric(20,2) DEFAULT 0.00,
      is_active boolean DEFAULT true,
      created_at timestamp with time zone DEFAULT now(),
      updated_at timestamp with time zone DEFAULT now(),
      CONSTRAINT portfolios_pkey PRIMARY KEY (id),
      CONSTRAINT portfolios_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE
    );
    """)

    # Comments on table public.portfolios.
    step("""
    COMMENT ON TABLE public.portfolios IS 'Portfolio Management';
    """)

    # Creates table public.orders.
    step("""
    CREATE TABLE public.orders (
      id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
      portfolio_id uuid,
      symbol character varying(20) NOT NULL,
      side character varying(10) NOT NULL,
      order_type character varying(20) NOT NULL,
      quantity numeric(20,8) NOT NULL,
      price numeric(20,2),
      stop_price numeric(20,2),
      filled_quantity numeric(20,8) DEFAULT 0,
      avg_fill_price numeric(20,2),
      status character varying(20) DEFAULT 'pending'::character varying,
      external_order_id character varying(100),
      broker character varying(50),
      commission numeric(10,2) DEFAULT 0,
      created_at timestamp with time zone DEFAULT now(),
      updated_at timestamp with time zone DEFAULT now(),
      filled_at timestamp with time zone,
      CONSTRAINT orders_pkey PRIMARY KEY (id),
      CONSTRAINT orders_portfolio_id_fkey FOREIGN KEY (portfolio_id) REFERENCES public.portfolios(id) ON DELETE CASCADE,
      CONSTRAINT orders_quantity_check CHECK ((quantity > (0)::numeric)),
      CONSTRAINT orders_side_check CHECK (((side)::text = ANY (ARRAY[('buy'::character varying)::text, ('sell'::character varying)::text])))
    );
    """)

    # Comments on table public.orders.
    step("""
    COMMENT ON TABLE public.orders IS 'Portfolio Management';
    """)

    # Creates table public.positions.
    step("""
    CREATE TABLE public.positions (
      id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
      portfolio_id uuid,
      symbol character varying(20) NOT NULL,
      quantity numeric(20,8) NOT NULL,
      avg_cost numeric(20,2) NOT NULL,
      current_price numeric(20,2),
      market_value numeric(20,2),
      unrealized_pnl numeric(20,2),
      position_type character varying(20) DEFAULT 'long'::character varying,
      created_at timestamp with time zone DEFAULT now(),
      updated_at timestamp with time zone DEFAULT now(),
      CONSTRAINT positions_pkey PRIMARY KEY (id),
      CONSTRAINT positions_portfolio_id_fkey FOREIGN KEY (portfolio_id) REFERENCES public.portfolios(id) ON DELETE CASCADE,
      CONSTRAINT positions_portfolio_id_symbol_key UNIQUE (portfolio_id, symbol)
    );
    """)

    # Comments on table public.positions.
    step("""
    COMMENT ON TABLE public.positions IS 'Portfolio Management';
    """)

    # Creates table public.security_events.
    step("""
    CREATE TABLE public.security_events (
      id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
      event_type character varying(50) NOT NULL,
      severity character varying(20) NOT NULL,
      user_id uuid,
      ip_address inet,
      details jsonb,
      "timestamp" timestamp with time zone DEFAULT now() NOT NULL,
      resolved_at timestamp with time zone,
      resolved_by uuid,
      CONSTRAINT security_events_pkey PRIMARY KEY (id, "timestamp"),
      CONSTRAINT security_events_resolved_by_fkey FOREIGN KEY (resolved_by) REFERENCES public.users(id),
      CONSTRAINT security_events_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id)
    );
    """)

    # Comments on table public.security_events.
    step("""
    COMMENT ON TABLE public.security_events IS 'Security & Audit';
    """)

    # Creates table public.trade_executions.
    step("""
    CREATE TABLE public.trade_executions (
      id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
      order_id uuid,
      portfolio_id uuid NOT NULL,
      symbol character varying(20) NOT NULL,
      side character varying(10) NOT NULL,
      quantity numeric(20,8) NOT NULL,
      price numeric(20,2) NOT NULL,
      commission numeric(10,2) DEFAULT 0,
      "timestamp" timestamp with time zone NOT NULL,
      broker character varying(50),
      execution_id character varying(100),
      created_at timestamp with time zone DEFAULT now(),
      CONSTRAINT trade_executions_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders(id),
      CONSTRAINT trade_executions_pkey PRIMARY KEY (id, "timestamp")
    );
    """)

    # Comments on table public.trade_executions.
    step("""
    COMMENT ON TABLE public.trade_executions IS 'Kept permanently (regulatory requirement), so no retention policy';
    """)

    # Makes table public.audit_log a hypertable.
    step("""
    SELECT public.create_hypertable(
      relation => 'public.audit_log'::regclass,
      time_column_name => 'timestamp',
      chunk_time_interval => interval '7 days',
      create_default_indexes => FALSE
    );
    """)

    # Makes table public.market_data a hypertable.
    step("""
    SELECT public.create_hypertable(
      relation => 'public.market_data'::regclass,
      time_column_name => 'timestamp',
      chunk_time_interval => interval '7 days',
      create_default_indexes => FALSE
    );
    """)

    # Makes table public.portfolio_snapshots a hypertable.
    step("""
    SELECT public.create_hypertable(
      relation => 'public.portfolio_snapshots'::regclass,
      time_column_name => 'timestamp',
      chunk_time_interval => interval '7 days',
      create_default_indexes => FALSE
    );
    """)

    # Makes table public.security_events a hypertable.
    step("""
    SELECT public.create_hypertable(
      relation => 'public.security_events'::regclass,
      time_column_name => 'timestamp',
      chunk_time_interval => interval '7 days',
      create_default_indexes => FALSE
    );
    """)

    # Makes table public.trade_executions a hypertable.
    step("""
    SELECT public.create_hypertable(
      relation => 'public.trade_executions'::regclass,
      time_column_name => 'timestamp',
      chunk_time_interval => interval '7 days',
      create_default_indexes => FALSE
    );
    """)

    # Switches row security on for table public.orders.
    step("""
    ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.portfolios.
    step("""
    ALTER TABLE public.portfolios ENABLE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.positions.
    step("""
    ALTER TABLE public.positions ENABLE ROW LEVEL SECURITY;
    """)

    # Creates policy order_isolation of table public.orders.
    step("""
    CREATE POLICY order_isolation ON public.orders
    AS PERMISSIVE
    FOR ALL
    TO octopus_app, octopus_readonly
    USING ((portfolio_id IN ( SELECT portfolios.id
       FROM public.portfolios
      WHERE (portfolios.user_id = (current_setting('app.current_user_id'::text))::uuid))));
    """)

    # Creates policy portfolio_isolation of table public.portfolios.
    step("""
    CREATE POLICY portfolio_isolation ON public.portfolios
    AS PERMISSIVE
    FOR ALL
    TO octopus_app, octopus_readonly
    USING ((user_id = (current_setting('app.current_user_id'::text))::uuid));
    """)

    # Creates policy position_isolation of table public.positions.
    step("""
    CREATE POLICY position_isolation ON public.positions
    AS PERMISSIVE
    FOR ALL
    TO octopus_app, octopus_readonly
    USING ((portfolio_id IN ( SELECT portfolios.id
       FROM public.portfolios
      WHERE (portfolios.user_id = (current_setting('app.current_user_id'::text))::uuid))));
    """)

    # Drops chunks of public.audit_log after 3 years.
    step(
        """
        SELECT public.add_retention_policy(
          relation => 'public.audit_log'::regclass,
          drop_after => interval '3 years'
        );
        """,
        community=True,
        declares=[
            {
                "key": ["retention", "public", "audit_log"],
                "values": {"schema": "public", "table": "audit_log", "drop_after": "3 years"},
            },
        ],
    )

    # Drops chunks of public.market_data after 7 years.
    step(
        """
        SELECT public.add_retention_policy(
          relation => 'public.market_data'::regclass,
          drop_after => interval '7 years'
        );
        """,
        community=True,
        declares=[
            {
                "key": ["retention", "public", "market_data"],
                "values": {"schema": "public", "table": "market_data", "drop_after": "7 years"},
            },
        ],
    )

    # Drops chunks of public.portfolio_snapshots after 5 years.
    step(
        """
        SELECT public.add_retention_policy(
          relation => 'public.portfolio_snapshots'::regclass,
          drop_after => interval '5 years'
        );
        """,
        community=True,
        declares=[
            {
                "key": ["retention", "public", "portfolio_snapshots"],
                "values": {"schema": "public", "table": "portfolio_snapshots", "drop_after": "5 years"},
            },
        ],
    )

    # Drops chunks of public.security_events after 2 years.
    step(
        """
        SELECT public.add_retention_policy(
          relation => 'public.security_events'::regclass,
          drop_after => interval '2 years'
        );
        """,
        community=True,
        declares=[
            {
                "key": ["retention", "public", "security_events"],
                "values": {"schema": "public", "table": "security_events", "drop_after": "2 years"},
            },
        ],
    )

    # Grants CONNECT on the database to octopus_app.
    step(
        """
        DO $dbtool$
        BEGIN
          EXECUTE 'GRANT CONNECT ON DATABASE ' || quote_ident(current_database()) || ' TO octopus_app';
        END
        $dbtool$;
        """,
        hazards=("changes-access",),
    )

    # Grants CONNECT on the database to octopus_backup.
    step(
        """
        DO $dbtool$
        BEGIN
          EXECUTE 'GRANT CONNECT ON DATABASE ' || quote_ident(current_database()) || ' TO octopus_backup';
        END
        $dbtool$;
        """,
        hazards=("changes-access",),
    )

    # Grants CONNECT on the database to octopus_readonly.
    step(
        """
        DO $dbtool$
        BEGIN
          EXECUTE 'GRANT CONNECT ON DATABASE ' || quote_ident(current_database()) || ' TO octopus_readonly';
        END
        $dbtool$;
        """,
        hazards=("changes-access",),
    )

    # Grants USAGE on schema public to octopus_app.
    step(
        """
        GRANT USAGE ON SCHEMA public TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants USAGE on schema public to octopus_readonly.
    step(
        """
        GRANT USAGE ON SCHEMA public TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.api_keys to octopus_app.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.api_keys TO octopus_app;
    """)

    # Grants SELECT on table public.api_keys to octopus_readonly.
    step("""
    GRANT SELECT ON TABLE public.api_keys TO octopus_readonly;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.audit_log to octopus_app.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.audit_log TO octopus_app;
    """)

    # Grants SELECT on table public.audit_log to octopus_readonly.
    step("""
    GRANT SELECT ON TABLE public.audit_log TO octopus_readonly;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.market_data to octopus_app.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.market_data TO octopus_app;
    """)

    # Grants SELECT on table public.market_data to octopus_readonly.
    step("""
    GRANT SELECT ON TABLE public.market_data TO octopus_readonly;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.model_performance to octopus_app.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.model_performance TO octopus_app;
    """)

    # Grants SELECT on table public.model_performance to octopus_readonly.
    step("""
    GRANT SELECT ON TABLE public.model_performance TO octopus_readonly;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.orders to octopus_app.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.orders TO octopus_app;
    """)

    # Grants SELECT on table public.orders to octopus_readonly.
    step("""
    GRANT SELECT ON TABLE public.orders TO octopus_readonly;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.portfolio_snapshots to octopus_app.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.portfolio_snapshots TO octopus_app;
    """)

    # Grants SELECT on table public.portfolio_snapshots to octopus_readonly.
    step("""
    GRANT SELECT ON TABLE public.portfolio_snapshots TO octopus_readonly;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.portfolios to octopus_app.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.portfolios TO octopus_app;
    """)

    # Grants SELECT on table public.portfolios to octopus_readonly.
    step("""
    GRANT SELECT ON TABLE public.portfolios TO octopus_readonly;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.positions to octopus_app.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.positions TO octopus_app;
    """)

    # Grants SELECT on table public.positions to octopus_readonly.
    step("""
    GRANT SELECT ON TABLE public.positions TO octopus_readonly;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.predictions to octopus_app.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.predictions TO octopus_app;
    """)

    # Grants SELECT on table public.predictions to octopus_readonly.
    step("""
    GRANT SELECT ON TABLE public.predictions TO octopus_readonly;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.security_events to octopus_app.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.security_events TO octopus_app;
    """)

    # Grants SELECT on table public.security_events to octopus_readonly.
    step("""
    GRANT SELECT ON TABLE public.security_events TO octopus_readonly;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.trade_executions to octopus_app.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.trade_executions TO octopus_app;
    """)

    # Grants SELECT on table public.trade_executions to octopus_readonly.
    step("""
    GRANT SELECT ON TABLE public.trade_executions TO octopus_readonly;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.users to octopus_app.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.users TO octopus_app;
    """)

    # Grants SELECT on table public.users to octopus_readonly.
    step("""
    GRANT SELECT ON TABLE public.users TO octopus_readonly;
    """)

    # Creates index public.audit_log_timestamp_idx on table public.audit_log.
    step("""
    CREATE INDEX audit_log_timestamp_idx
    ON public.audit_log USING btree ("timestamp" DESC);
    """)

    # Creates index public.idx_market_data_symbol_time on table public.market_data.
    step("""
    CREATE INDEX idx_market_data_symbol_time
    ON public.market_data USING btree (symbol, "timestamp" DESC);
    """)

    # Creates index public.idx_market_data_timestamp on table public.market_data.
    step("""
    CREATE INDEX idx_market_data_timestamp
    ON public.market_data USING btree ("timestamp" DESC);
    """)

    # Creates index public.idx_orders_created_at on table public.orders.
    step("""
    CREATE INDEX idx_orders_created_at
    ON public.orders USING btree (created_at);
    """)

    # Creates index public.idx_orders_portfolio_id on table public.orders.
    step("""
    CREATE INDEX idx_orders_portfolio_id
    ON public.orders USING btree (portfolio_id);
    """)

    # Creates index public.idx_orders_status on table public.orders.
    step("""
    CREATE INDEX idx_orders_status
    ON public.orders USING btree (status);
    """)

    # Creates index public.idx_orders_symbol on table public.orders.
    step("""
    CREATE INDEX idx_orders_symbol
    ON public.orders USING btree (symbol);
    """)

    # Creates index public.idx_portfolio_snapshots_portfolio_time on table
    # public.portfolio_snapshots.
    step("""
    CREATE INDEX idx_portfolio_snapshots_portfolio_time
    ON public.portfolio_snapshots USING btree (portfolio_id, "timestamp" DESC);
    """)

    # Creates index public.idx_portfolios_active on table public.portfolios.
    step("""
    CREATE INDEX idx_portfolios_active
    ON public.portfolios USING btree (is_active) WHERE (is_active = true);
    """)

    # Creates index public.idx_portfolios_user_id on table public.portfolios.
    step("""
    CREATE INDEX idx_portfolios_user_id
    ON public.portfolios USING btree (user_id);
    """)

    # Creates index public.idx_positions_portfolio_id on table public.positions.
    step("""
    CREATE INDEX idx_positions_portfolio_id
    ON public.positions USING btree (portfolio_id);
    """)

    # Creates index public.idx_positions_symbol on table public.positions.
    step("""
    CREATE INDEX idx_positions_symbol
    ON public.positions USING btree (symbol);
    """)

    # Creates index public.idx_trade_executions_portfolio_time on table public.trade_executions.
    step("""
    CREATE INDEX idx_trade_executions_portfolio_time
    ON public.trade_executions USING btree (portfolio_id, "timestamp" DESC);
    """)

    # Creates index public.idx_trade_executions_symbol_time on table public.trade_executions.
    step("""
    CREATE INDEX idx_trade_executions_symbol_time
    ON public.trade_executions USING btree (symbol, "timestamp" DESC);
    """)

    # Creates index public.idx_users_active on table public.users.
    step("""
    CREATE INDEX idx_users_active
    ON public.users USING btree (is_active) WHERE (is_active = true);
    """)

    # Creates index public.idx_users_email on table public.users.
    step("""
    CREATE INDEX idx_users_email
    ON public.users USING btree (email);
    """)

    # Creates index public.portfolio_snapshots_timestamp_idx on table public.portfolio_snapshots.
    step("""
    CREATE INDEX portfolio_snapshots_timestamp_idx
    ON public.portfolio_snapshots USING btree ("timestamp" DESC);
    """)

    # Creates index public.security_events_timestamp_idx on table public.security_events.
    step("""
    CREATE INDEX security_events_timestamp_idx
    ON public.security_events USING btree ("timestamp" DESC);
    """)

    # Creates index public.trade_executions_timestamp_idx on table public.trade_executions.
    step("""
    CREATE INDEX trade_executions_timestamp_idx
    ON public.trade_executions USING btree ("timestamp" DESC);
    """)


def downgrade() -> None:
    # Revokes CONNECT on the database from octopus_app.
    step(
        """
        DO $dbtool$
        BEGIN
          EXECUTE 'REVOKE CONNECT ON DATABASE ' || quote_ident(current_database()) || ' FROM octopus_app';
        END
        $dbtool$;
        """,
        hazards=("changes-access",),
    )

    # Revokes CONNECT on the database from octopus_backup.
    step(
        """
        DO $dbtool$
        BEGIN
          EXECUTE 'REVOKE CONNECT ON DATABASE ' || quote_ident(current_database()) || ' FROM octopus_backup';
        END
        $dbtool$;
        """,
        hazards=("changes-access",),
    )

    # Revokes CONNECT on the database from octopus_readonly.
    step(
        """
        DO $dbtool$
        BEGIN
          EXECUTE 'REVOKE CONNECT ON DATABASE ' || quote_ident(current_database()) || ' FROM octopus_readonly';
        END
        $dbtool$;
        """,
        hazards=("changes-access",),
    )

    # Revokes USAGE on schema public from octopus_app.
    step(
        """
        REVOKE USAGE ON SCHEMA public FROM octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Revokes USAGE on schema public from octopus_readonly.
    step(
        """
        REVOKE USAGE ON SCHEMA public FROM octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Ends the retention of public.audit_log.
    step(
        """
        SELECT public.remove_retention_policy(relation => 'public.audit_log'::regclass);
        """,
        community=True,
        withdraws=[["retention", "public", "audit_log"]],
    )

    # Ends the retention of public.market_data.
    step(
        """
        SELECT public.remove_retention_policy(relation => 'public.market_data'::regclass);
        """,
        community=True,
        withdraws=[["retention", "public", "market_data"]],
    )

    # Ends the retention of public.portfolio_snapshots.
    step(
        """
        SELECT public.remove_retention_policy(relation => 'public.portfolio_snapshots'::regclass);
        """,
        community=True,
        withdraws=[["retention", "public", "portfolio_snapshots"]],
    )

    # Ends the retention of public.security_events.
    step(
        """
        SELECT public.remove_retention_policy(relation => 'public.security_events'::regclass);
        """,
        community=True,
        withdraws=[["retention", "public", "security_events"]],
    )

    # Drops table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    step(
        """
        DROP TABLE public.api_keys;
        """,
        hazards=("deletes-data",),
    )

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

    # Drops table public.model_performance.
    # Locks: ACCESS EXCLUSIVE on public.model_performance.
    step(
        """
        DROP TABLE public.model_performance;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.portfolio_snapshots.
    # Locks: ACCESS EXCLUSIVE on public.portfolio_snapshots.
    step(
        """
        DROP TABLE public.portfolio_snapshots;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.positions.
    # Locks: ACCESS EXCLUSIVE on public.positions.
    step(
        """
        DROP TABLE public.positions;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.predictions.
    # Locks: ACCESS EXCLUSIVE on public.predictions.
    step(
        """
        DROP TABLE public.predictions;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.security_events.
    # Locks: ACCESS EXCLUSIVE on public.security_events.
    step(
        """
        DROP TABLE public.security_events;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.trade_executions.
    # Locks: ACCESS EXCLUSIVE on public.trade_executions.
    step(
        """
        DROP TABLE public.trade_executions;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.orders.
    # Locks: ACCESS EXCLUSIVE on public.orders.
    step(
        """
        DROP TABLE public.orders;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.portfolios.
    # Locks: ACCESS EXCLUSIVE on public.portfolios.
    step(
        """
        DROP TABLE public.portfolios;
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

    # Removes extension pg_stat_statements.
    step(
        """
        DROP EXTENSION pg_stat_statements;
        """,
        hazards=("breaks-clients",),
    )

    # Removes extension timescaledb.
    step(
        """
        DROP EXTENSION timescaledb;
        """,
        hazards=("breaks-clients",),
    )

    # Removes extension uuid-ossp.
    step(
        """
        DROP EXTENSION "uuid-ossp";
        """,
        hazards=("breaks-clients",),
    )
