"""users isolated

Revision ID: 0002
Revises: 0001
"""

from dbtool.revision import step

revision = "0002"
down_revision = "0001"

# What this revision changes: fields of an object, or create, drop, replace.
touches = {
    ("grant", "column", "public", "api_keys", "created_at", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "api_keys", "description", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "api_keys", "expires_at", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "api_keys", "id", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "api_keys", "is_active", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "api_keys", "last_used_at", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "api_keys", "name", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "api_keys", "permissions", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "api_keys", "rate_limit_per_minute", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "api_keys", "total_requests", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "api_keys", "user_id", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "users", "api_key", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "users", "api_secret", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "users", "created_at", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "users", "email", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "users", "email_verified", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "users", "id", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "users", "is_active", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "users", "last_login", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "users", "role", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "users", "two_factor_enabled", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "users", "updated_at", "trading_ai_app"): ("create",),
    ("grant", "column", "public", "users", "username", "trading_ai_app"): ("create",),
    ("grant", "database", "trading_ai_app"): ("create",),
    ("grant", "database", "trading_ai_auth"): ("create",),
    ("grant", "schema", "public", "trading_ai_app"): ("create",),
    ("grant", "schema", "public", "trading_ai_auth"): ("create",),
    ("grant", "table", "public", "alerts", "trading_ai_app"): ("create",),
    ("grant", "table", "public", "api_keys", "trading_ai_app"): ("create",),
    ("grant", "table", "public", "api_keys", "trading_ai_auth"): ("create",),
    ("grant", "table", "public", "ml_predictions", "trading_ai_app"): ("create",),
    ("grant", "table", "public", "orders", "trading_ai_app"): ("create",),
    ("grant", "table", "public", "portfolios", "trading_ai_app"): ("create",),
    ("grant", "table", "public", "positions", "trading_ai_app"): ("create",),
    ("grant", "table", "public", "price_data", "trading_ai_app"): ("create",),
    ("grant", "table", "public", "strategies", "trading_ai_app"): ("create",),
    ("grant", "table", "public", "trades", "trading_ai_app"): ("create",),
    ("grant", "table", "public", "users", "trading_ai_auth"): ("create",),
    ("index", "public", "api_keys_user_id_idx"): ("create",),
    ("index", "public", "idx_orders_client_id"): ("replace", "definition"),
    ("index", "public", "idx_orders_exchange_id"): ("replace", "definition"),
    ("index", "public", "idx_trades_exchange_id"): ("replace", "definition"),
    ("policy", "public", "alerts", "tenant"): ("create",),
    ("policy", "public", "api_keys", "everything_insert"): ("create",),
    ("policy", "public", "api_keys", "everything_select"): ("create",),
    ("policy", "public", "api_keys", "everything_update"): ("create",),
    ("policy", "public", "api_keys", "tenant_delete"): ("create",),
    ("policy", "public", "api_keys", "tenant_select"): ("create",),
    ("policy", "public", "api_keys", "tenant_update"): ("create",),
    ("policy", "public", "orders", "tenant_insert"): ("create",),
    ("policy", "public", "orders", "tenant_select"): ("create",),
    ("policy", "public", "orders", "tenant_update"): ("create",),
    ("policy", "public", "portfolios", "tenant"): ("create",),
    ("policy", "public", "positions", "tenant"): ("create",),
    ("policy", "public", "strategies", "tenant"): ("create",),
    ("policy", "public", "trades", "tenant_insert"): ("create",),
    ("policy", "public", "trades", "tenant_select"): ("create",),
    ("policy", "public", "trades", "tenant_update"): ("create",),
    ("policy", "public", "users", "everything_insert"): ("create",),
    ("policy", "public", "users", "everything_select"): ("create",),
    ("policy", "public", "users", "everything_update"): ("create",),
    ("policy", "public", "users", "tenant_select"): ("create",),
    ("role", "trading_ai_app"): ("create",),
    ("role", "trading_ai_auth"): ("create",),
    ("row_security", "public", "alerts"): ("create",),
    ("row_security", "public", "api_keys"): ("create",),
    ("row_security", "public", "orders"): ("create",),
    ("row_security", "public", "portfolios"): ("create",),
    ("row_security", "public", "positions"): ("create",),
    ("row_security", "public", "strategies"): ("create",),
    ("row_security", "public", "trades"): ("create",),
    ("row_security", "public", "users"): ("create",),
}


def upgrade() -> None:
    # Drops index public.idx_orders_client_id.
    # Locks: SHARE UPDATE EXCLUSIVE on public.orders.
    step(
        """
        DROP INDEX CONCURRENTLY IF EXISTS public.idx_orders_client_id;
        """,
        transactional=False,
        patient=True,
    )

    # Drops index public.idx_orders_exchange_id.
    # Locks: SHARE UPDATE EXCLUSIVE on public.orders.
    step(
        """
        DROP INDEX CONCURRENTLY IF EXISTS public.idx_orders_exchange_id;
        """,
        transactional=False,
        patient=True,
    )

    # Drops index public.idx_trades_exchange_id.
    # Locks: SHARE UPDATE EXCLUSIVE on public.trades.
    step(
        """
        DROP INDEX CONCURRENTLY IF EXISTS public.idx_trades_exchange_id;
        """,
        transactional=False,
        patient=True,
    )

    # Creates role trading_ai_app, or adjusts it if it exists.
    step(
        """
        DO $dbtool$
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'trading_ai_app') THEN
            CREATE ROLE trading_ai_app WITH LOGIN;
          ELSE
            ALTER ROLE trading_ai_app WITH LOGIN INHERIT CONNECTION LIMIT -1 VALID UNTIL 'infinity';
            IF EXISTS (
              SELECT FROM pg_catalog.pg_roles
              WHERE
                rolname = 'trading_ai_app'
                AND (rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls)
                <> (FALSE, FALSE, FALSE, FALSE, FALSE)
            ) THEN
              ALTER ROLE trading_ai_app WITH NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
            END IF;
          END IF;
        END
        $dbtool$;
        """,
        password_of="trading_ai_app",
        password_from="TRADING_AI_APP_PASSWORD",
    )

    # Comments on role trading_ai_app.
    step("""
    COMMENT ON ROLE trading_ai_app IS 'Application; sees the rows of the user in app.current_user_id';
    """)

    # Creates role trading_ai_auth, or adjusts it if it exists.
    step(
        """
        DO $dbtool$
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'trading_ai_auth') THEN
            CREATE ROLE trading_ai_auth WITH LOGIN;
          ELSE
            ALTER ROLE trading_ai_auth WITH LOGIN INHERIT CONNECTION LIMIT -1 VALID UNTIL 'infinity';
            IF EXISTS (
              SELECT FROM pg_catalog.pg_roles
              WHERE
                rolname = 'trading_ai_auth'
                AND (rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls)
                <> (FALSE, FALSE, FALSE, FALSE, FALSE)
            ) THEN
              ALTER ROLE trading_ai_auth WITH NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
            END IF;
          END IF;
        END
        $dbtool$;
        """,
        password_of="trading_ai_auth",
        password_from="TRADING_AI_AUTH_PASSWORD",
    )

    # Comments on role trading_ai_auth.
    step("""
    COMMENT ON ROLE trading_ai_auth IS 'Registration, login and API keys; sees users and their keys, and nothing else';
    """)

    # Switches row security on for table public.alerts.
    # Locks: ACCESS EXCLUSIVE on public.alerts.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.alerts ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.alerts.
    # Locks: ACCESS EXCLUSIVE on public.alerts.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.alerts FORCE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.api_keys ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.api_keys FORCE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.orders.
    # Locks: ACCESS EXCLUSIVE on public.orders.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.orders.
    # Locks: ACCESS EXCLUSIVE on public.orders.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.orders FORCE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.portfolios.
    # Locks: ACCESS EXCLUSIVE on public.portfolios.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.portfolios ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.portfolios.
    # Locks: ACCESS EXCLUSIVE on public.portfolios.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.portfolios FORCE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.positions.
    # Locks: ACCESS EXCLUSIVE on public.positions.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.positions ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.positions.
    # Locks: ACCESS EXCLUSIVE on public.positions.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.positions FORCE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.strategies ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.strategies FORCE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.trades.
    # Locks: ACCESS EXCLUSIVE on public.trades.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.trades ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.trades.
    # Locks: ACCESS EXCLUSIVE on public.trades.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.trades FORCE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.users FORCE ROW LEVEL SECURITY;
    """)

    # Creates policy tenant of table public.alerts.
    # Locks: ACCESS EXCLUSIVE on public.alerts.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant ON public.alerts
    AS PERMISSIVE
    FOR ALL
    TO trading_ai_app
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")))
    WITH CHECK (((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")) AND ((order_id IS NULL) OR (order_id IN ( SELECT p.id
       FROM public.orders p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif"))))) AND ((strategy_id IS NULL) OR (strategy_id IN ( SELECT p.id
       FROM public.strategies p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")))))));
    """)

    # Creates policy everything_insert of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_insert ON public.api_keys
    AS PERMISSIVE
    FOR INSERT
    TO trading_ai_auth
    WITH CHECK (true);
    """)

    # Creates policy everything_select of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_select ON public.api_keys
    AS PERMISSIVE
    FOR SELECT
    TO trading_ai_auth
    USING (true);
    """)

    # Creates policy everything_update of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_update ON public.api_keys
    AS PERMISSIVE
    FOR UPDATE
    TO trading_ai_auth
    USING (true)
    WITH CHECK (true);
    """)

    # Creates policy tenant_delete of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_delete ON public.api_keys
    AS PERMISSIVE
    FOR DELETE
    TO trading_ai_app
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")));
    """)

    # Creates policy tenant_select of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_select ON public.api_keys
    AS PERMISSIVE
    FOR SELECT
    TO trading_ai_app
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")));
    """)

    # Creates policy tenant_update of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_update ON public.api_keys
    AS PERMISSIVE
    FOR UPDATE
    TO trading_ai_app
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")))
    WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")));
    """)

    # Creates policy tenant_insert of table public.orders.
    # Locks: ACCESS EXCLUSIVE on public.orders.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_insert ON public.orders
    AS PERMISSIVE
    FOR INSERT
    TO trading_ai_app
    WITH CHECK (((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")) AND ((portfolio_id IS NULL) OR (portfolio_id IN ( SELECT p.id
       FROM public.portfolios p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif"))))) AND ((strategy_id IS NULL) OR (strategy_id IN ( SELECT p.id
       FROM public.strategies p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")))))));
    """)

    # Creates policy tenant_select of table public.orders.
    # Locks: ACCESS EXCLUSIVE on public.orders.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_select ON public.orders
    AS PERMISSIVE
    FOR SELECT
    TO trading_ai_app
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")));
    """)

    # Creates policy tenant_update of table public.orders.
    # Locks: ACCESS EXCLUSIVE on public.orders.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_update ON public.orders
    AS PERMISSIVE
    FOR UPDATE
    TO trading_ai_app
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")))
    WITH CHECK (((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")) AND ((portfolio_id IS NULL) OR (portfolio_id IN ( SELECT p.id
       FROM public.portfolios p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif"))))) AND ((strategy_id IS NULL) OR (strategy_id IN ( SELECT p.id
       FROM public.strategies p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")))))));
    """)

    # Creates policy tenant of table public.portfolios.
    # Locks: ACCESS EXCLUSIVE on public.portfolios.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant ON public.portfolios
    AS PERMISSIVE
    FOR ALL
    TO trading_ai_app
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")))
    WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")));
    """)

    # Creates policy tenant of table public.positions.
    # Locks: ACCESS EXCLUSIVE on public.positions.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant ON public.positions
    AS PERMISSIVE
    FOR ALL
    TO trading_ai_app
    USING ((portfolio_id IN ( SELECT p.id
       FROM public.portfolios p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")))))
    WITH CHECK ((portfolio_id IN ( SELECT p.id
       FROM public.portfolios p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")))));
    """)

    # Creates policy tenant of table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant ON public.strategies
    AS PERMISSIVE
    FOR ALL
    TO trading_ai_app
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")))
    WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")));
    """)

    # Creates policy tenant_insert of table public.trades.
    # Locks: ACCESS EXCLUSIVE on public.trades.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_insert ON public.trades
    AS PERMISSIVE
    FOR INSERT
    TO trading_ai_app
    WITH CHECK (((portfolio_id IN ( SELECT p.id
       FROM public.portfolios p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")))) AND ((order_id IS NULL) OR (order_id IN ( SELECT p.id
       FROM public.orders p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")))))));
    """)

    # Creates policy tenant_select of table public.trades.
    # Locks: ACCESS EXCLUSIVE on public.trades.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_select ON public.trades
    AS PERMISSIVE
    FOR SELECT
    TO trading_ai_app
    USING ((portfolio_id IN ( SELECT p.id
       FROM public.portfolios p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")))));
    """)

    # Creates policy tenant_update of table public.trades.
    # Locks: ACCESS EXCLUSIVE on public.trades.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_update ON public.trades
    AS PERMISSIVE
    FOR UPDATE
    TO trading_ai_app
    USING ((portfolio_id IN ( SELECT p.id
       FROM public.portfolios p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")))))
    WITH CHECK (((portfolio_id IN ( SELECT p.id
       FROM public.portfolios p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")))) AND ((order_id IS NULL) OR (order_id IN ( SELECT p.id
       FROM public.orders p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")))))));
    """)

    # Creates policy everything_insert of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_insert ON public.users
    AS PERMISSIVE
    FOR INSERT
    TO trading_ai_auth
    WITH CHECK (true);
    """)

    # Creates policy everything_select of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_select ON public.users
    AS PERMISSIVE
    FOR SELECT
    TO trading_ai_auth
    USING (true);
    """)

    # Creates policy everything_update of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_update ON public.users
    AS PERMISSIVE
    FOR UPDATE
    TO trading_ai_auth
    USING (true)
    WITH CHECK (true);
    """)

    # Creates policy tenant_select of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_select ON public.users
    AS PERMISSIVE
    FOR SELECT
    TO trading_ai_app
    USING ((id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer AS "nullif")));
    """)

    # Grants SELECT on column public.api_keys.created_at to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (created_at) ON TABLE public.api_keys TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT, UPDATE on column public.api_keys.description to trading_ai_app.
    # Access: wider: gives SELECT, UPDATE.
    step(
        """
        GRANT SELECT (description), UPDATE (description) ON TABLE public.api_keys TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.expires_at to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (expires_at) ON TABLE public.api_keys TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.id to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (id) ON TABLE public.api_keys TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT, UPDATE on column public.api_keys.is_active to trading_ai_app.
    # Access: wider: gives SELECT, UPDATE.
    step(
        """
        GRANT SELECT (is_active), UPDATE (is_active) ON TABLE public.api_keys TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.last_used_at to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (last_used_at) ON TABLE public.api_keys TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT, UPDATE on column public.api_keys.name to trading_ai_app.
    # Access: wider: gives SELECT, UPDATE.
    step(
        """
        GRANT SELECT (name), UPDATE (name) ON TABLE public.api_keys TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.permissions to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (permissions) ON TABLE public.api_keys TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.rate_limit_per_minute to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (rate_limit_per_minute) ON TABLE public.api_keys TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.total_requests to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (total_requests) ON TABLE public.api_keys TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.user_id to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (user_id) ON TABLE public.api_keys TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.api_key to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (api_key) ON TABLE public.users TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.api_secret to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (api_secret) ON TABLE public.users TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.created_at to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (created_at) ON TABLE public.users TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.email to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (email) ON TABLE public.users TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.email_verified to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (email_verified) ON TABLE public.users TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.id to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (id) ON TABLE public.users TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.is_active to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (is_active) ON TABLE public.users TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.last_login to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (last_login) ON TABLE public.users TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.role to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (role) ON TABLE public.users TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.two_factor_enabled to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (two_factor_enabled) ON TABLE public.users TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.updated_at to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (updated_at) ON TABLE public.users TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.username to trading_ai_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (username) ON TABLE public.users TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants CONNECT on the database to trading_ai_app.
    # Access: wider: gives CONNECT.
    step(
        """
        DO $dbtool$
        BEGIN
          EXECUTE 'GRANT CONNECT ON DATABASE ' || quote_ident(current_database()) || ' TO trading_ai_app';
        END
        $dbtool$;
        """,
        hazards=("changes-access",),
    )

    # Grants CONNECT on the database to trading_ai_auth.
    # Access: wider: gives CONNECT.
    step(
        """
        DO $dbtool$
        BEGIN
          EXECUTE 'GRANT CONNECT ON DATABASE ' || quote_ident(current_database()) || ' TO trading_ai_auth';
        END
        $dbtool$;
        """,
        hazards=("changes-access",),
    )

    # Grants USAGE on schema public to trading_ai_app.
    # Access: wider: gives USAGE.
    step(
        """
        GRANT USAGE ON SCHEMA public TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants USAGE on schema public to trading_ai_auth.
    # Access: wider: gives USAGE.
    step(
        """
        GRANT USAGE ON SCHEMA public TO trading_ai_auth;
        """,
        hazards=("changes-access",),
    )

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.alerts to trading_ai_app.
    # Access: wider: gives DELETE, INSERT, SELECT, UPDATE.
    step(
        """
        GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.alerts TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants DELETE on table public.api_keys to trading_ai_app.
    # Access: wider: gives DELETE.
    step(
        """
        GRANT DELETE ON TABLE public.api_keys TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants INSERT, SELECT, UPDATE on table public.api_keys to trading_ai_auth.
    # Access: wider: gives INSERT, SELECT, UPDATE.
    step(
        """
        GRANT INSERT, SELECT, UPDATE ON TABLE public.api_keys TO trading_ai_auth;
        """,
        hazards=("changes-access",),
    )

    # Grants INSERT, SELECT, UPDATE on table public.ml_predictions to trading_ai_app.
    # Access: wider: gives INSERT, SELECT, UPDATE.
    step(
        """
        GRANT INSERT, SELECT, UPDATE ON TABLE public.ml_predictions TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants INSERT, SELECT, UPDATE on table public.orders to trading_ai_app.
    # Access: wider: gives INSERT, SELECT, UPDATE.
    step(
        """
        GRANT INSERT, SELECT, UPDATE ON TABLE public.orders TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.portfolios to trading_ai_app.
    # Access: wider: gives DELETE, INSERT, SELECT, UPDATE.
    step(
        """
        GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.portfolios TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.positions to trading_ai_app.
    # Access: wider: gives DELETE, INSERT, SELECT, UPDATE.
    step(
        """
        GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.positions TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants INSERT, SELECT, UPDATE on table public.price_data to trading_ai_app.
    # Access: wider: gives INSERT, SELECT, UPDATE.
    step(
        """
        GRANT INSERT, SELECT, UPDATE ON TABLE public.price_data TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.strategies to trading_ai_app.
    # Access: wider: gives DELETE, INSERT, SELECT, UPDATE.
    step(
        """
        GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.strategies TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants INSERT, SELECT, UPDATE on table public.trades to trading_ai_app.
    # Access: wider: gives INSERT, SELECT, UPDATE.
    step(
        """
        GRANT INSERT, SELECT, UPDATE ON TABLE public.trades TO trading_ai_app;
        """,
        hazards=("changes-access",),
    )

    # Grants INSERT, SELECT, UPDATE on table public.users to trading_ai_auth.
    # Access: wider: gives INSERT, SELECT, UPDATE.
    step(
        """
        GRANT INSERT, SELECT, UPDATE ON TABLE public.users TO trading_ai_auth;
        """,
        hazards=("changes-access",),
    )

    # Builds index public.api_keys_user_id_idx on table public.api_keys.
    # Locks: SHARE UPDATE EXCLUSIVE on public.api_keys.
    step(
        """
        CREATE INDEX CONCURRENTLY api_keys_user_id_idx
        ON public.api_keys USING btree (user_id);
        """,
        transactional=False,
        recover="DROP INDEX CONCURRENTLY IF EXISTS public.api_keys_user_id_idx;",
        patient=True,
    )

    # Builds index public.idx_orders_client_id on table public.orders.
    # Locks: SHARE UPDATE EXCLUSIVE on public.orders.
    step(
        """
        CREATE UNIQUE INDEX CONCURRENTLY idx_orders_client_id
        ON public.orders USING btree (client_order_id, user_id);
        """,
        transactional=False,
        recover="DROP INDEX CONCURRENTLY IF EXISTS public.idx_orders_client_id;",
        patient=True,
    )

    # Builds index public.idx_orders_exchange_id on table public.orders.
    # Locks: SHARE UPDATE EXCLUSIVE on public.orders.
    step(
        """
        CREATE UNIQUE INDEX CONCURRENTLY idx_orders_exchange_id
        ON public.orders USING btree (exchange_order_id, user_id);
        """,
        transactional=False,
        recover="DROP INDEX CONCURRENTLY IF EXISTS public.idx_orders_exchange_id;",
        patient=True,
    )

    # Builds index public.idx_trades_exchange_id on table public.trades.
    # Locks: SHARE UPDATE EXCLUSIVE on public.trades.
    step(
        """
        CREATE UNIQUE INDEX CONCURRENTLY idx_trades_exchange_id
        ON public.trades USING btree (exchange_trade_id, portfolio_id);
        """,
        transactional=False,
        recover="DROP INDEX CONCURRENTLY IF EXISTS public.idx_trades_exchange_id;",
        patient=True,
    )


def downgrade() -> None:
    # Revokes SELECT on column public.api_keys.created_at from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (created_at) ON TABLE public.api_keys FROM trading_ai_app;
    """)

    # Revokes SELECT, UPDATE on column public.api_keys.description from trading_ai_app.
    # Access: tighter: takes SELECT, UPDATE.
    step("""
    REVOKE SELECT (description), UPDATE (description) ON TABLE public.api_keys FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.api_keys.expires_at from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (expires_at) ON TABLE public.api_keys FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.api_keys.id from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (id) ON TABLE public.api_keys FROM trading_ai_app;
    """)

    # Revokes SELECT, UPDATE on column public.api_keys.is_active from trading_ai_app.
    # Access: tighter: takes SELECT, UPDATE.
    step("""
    REVOKE SELECT (is_active), UPDATE (is_active) ON TABLE public.api_keys FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.api_keys.last_used_at from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (last_used_at) ON TABLE public.api_keys FROM trading_ai_app;
    """)

    # Revokes SELECT, UPDATE on column public.api_keys.name from trading_ai_app.
    # Access: tighter: takes SELECT, UPDATE.
    step("""
    REVOKE SELECT (name), UPDATE (name) ON TABLE public.api_keys FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.api_keys.permissions from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (permissions) ON TABLE public.api_keys FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.api_keys.rate_limit_per_minute from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (rate_limit_per_minute) ON TABLE public.api_keys FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.api_keys.total_requests from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (total_requests) ON TABLE public.api_keys FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.api_keys.user_id from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (user_id) ON TABLE public.api_keys FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.users.api_key from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (api_key) ON TABLE public.users FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.users.api_secret from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (api_secret) ON TABLE public.users FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.users.created_at from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (created_at) ON TABLE public.users FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.users.email from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (email) ON TABLE public.users FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.users.email_verified from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (email_verified) ON TABLE public.users FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.users.id from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (id) ON TABLE public.users FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.users.is_active from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (is_active) ON TABLE public.users FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.users.last_login from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (last_login) ON TABLE public.users FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.users.role from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (role) ON TABLE public.users FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.users.two_factor_enabled from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (two_factor_enabled) ON TABLE public.users FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.users.updated_at from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (updated_at) ON TABLE public.users FROM trading_ai_app;
    """)

    # Revokes SELECT on column public.users.username from trading_ai_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (username) ON TABLE public.users FROM trading_ai_app;
    """)

    # Revokes CONNECT on the database from trading_ai_app.
    # Access: tighter: takes CONNECT.
    step("""
    DO $dbtool$
    BEGIN
      EXECUTE 'REVOKE CONNECT ON DATABASE ' || quote_ident(current_database()) || ' FROM trading_ai_app';
    END
    $dbtool$;
    """)

    # Revokes CONNECT on the database from trading_ai_auth.
    # Access: tighter: takes CONNECT.
    step("""
    DO $dbtool$
    BEGIN
      EXECUTE 'REVOKE CONNECT ON DATABASE ' || quote_ident(current_database()) || ' FROM trading_ai_auth';
    END
    $dbtool$;
    """)

    # Revokes USAGE on schema public from trading_ai_app.
    # Access: tighter: takes USAGE.
    step("""
    REVOKE USAGE ON SCHEMA public FROM trading_ai_app;
    """)

    # Revokes USAGE on schema public from trading_ai_auth.
    # Access: tighter: takes USAGE.
    step("""
    REVOKE USAGE ON SCHEMA public FROM trading_ai_auth;
    """)

    # Revokes DELETE, INSERT, SELECT, UPDATE on table public.alerts from trading_ai_app.
    # Access: tighter: takes DELETE, INSERT, SELECT, UPDATE.
    step("""
    REVOKE DELETE, INSERT, SELECT, UPDATE ON TABLE public.alerts FROM trading_ai_app;
    """)

    # Revokes DELETE on table public.api_keys from trading_ai_app.
    # Access: tighter: takes DELETE.
    step("""
    REVOKE DELETE ON TABLE public.api_keys FROM trading_ai_app;
    """)

    # Revokes INSERT, SELECT, UPDATE on table public.api_keys from trading_ai_auth.
    # Access: tighter: takes INSERT, SELECT, UPDATE.
    step("""
    REVOKE INSERT, SELECT, UPDATE ON TABLE public.api_keys FROM trading_ai_auth;
    """)

    # Revokes INSERT, SELECT, UPDATE on table public.ml_predictions from trading_ai_app.
    # Access: tighter: takes INSERT, SELECT, UPDATE.
    step("""
    REVOKE INSERT, SELECT, UPDATE ON TABLE public.ml_predictions FROM trading_ai_app;
    """)

    # Revokes INSERT, SELECT, UPDATE on table public.orders from trading_ai_app.
    # Access: tighter: takes INSERT, SELECT, UPDATE.
    step("""
    REVOKE INSERT, SELECT, UPDATE ON TABLE public.orders FROM trading_ai_app;
    """)

    # Revokes DELETE, INSERT, SELECT, UPDATE on table public.portfolios from trading_ai_app.
    # Access: tighter: takes DELETE, INSERT, SELECT, UPDATE.
    step("""
    REVOKE DELETE, INSERT, SELECT, UPDATE ON TABLE public.portfolios FROM trading_ai_app;
    """)

    # Revokes DELETE, INSERT, SELECT, UPDATE on table public.positions from trading_ai_app.
    # Access: tighter: takes DELETE, INSERT, SELECT, UPDATE.
    step("""
    REVOKE DELETE, INSERT, SELECT, UPDATE ON TABLE public.positions FROM trading_ai_app;
    """)

    # Revokes INSERT, SELECT, UPDATE on table public.price_data from trading_ai_app.
    # Access: tighter: takes INSERT, SELECT, UPDATE.
    step("""
    REVOKE INSERT, SELECT, UPDATE ON TABLE public.price_data FROM trading_ai_app;
    """)

    # Revokes DELETE, INSERT, SELECT, UPDATE on table public.strategies from trading_ai_app.
    # Access: tighter: takes DELETE, INSERT, SELECT, UPDATE.
    step("""
    REVOKE DELETE, INSERT, SELECT, UPDATE ON TABLE public.strategies FROM trading_ai_app;
    """)

    # Revokes INSERT, SELECT, UPDATE on table public.trades from trading_ai_app.
    # Access: tighter: takes INSERT, SELECT, UPDATE.
    step("""
    REVOKE INSERT, SELECT, UPDATE ON TABLE public.trades FROM trading_ai_app;
    """)

    # Revokes INSERT, SELECT, UPDATE on table public.users from trading_ai_auth.
    # Access: tighter: takes INSERT, SELECT, UPDATE.
    step("""
    REVOKE INSERT, SELECT, UPDATE ON TABLE public.users FROM trading_ai_auth;
    """)

    # Drops policy tenant of table public.alerts.
    # Locks: ACCESS EXCLUSIVE on public.alerts.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant ON public.alerts;
        """,
        hazards=("changes-access",),
    )

    # Drops policy everything_insert of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY everything_insert ON public.api_keys;
        """,
        hazards=("changes-access",),
    )

    # Drops policy everything_select of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY everything_select ON public.api_keys;
        """,
        hazards=("changes-access",),
    )

    # Drops policy everything_update of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY everything_update ON public.api_keys;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant_delete of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_delete ON public.api_keys;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant_select of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_select ON public.api_keys;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant_update of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_update ON public.api_keys;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant_insert of table public.orders.
    # Locks: ACCESS EXCLUSIVE on public.orders.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_insert ON public.orders;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant_select of table public.orders.
    # Locks: ACCESS EXCLUSIVE on public.orders.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_select ON public.orders;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant_update of table public.orders.
    # Locks: ACCESS EXCLUSIVE on public.orders.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_update ON public.orders;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant of table public.portfolios.
    # Locks: ACCESS EXCLUSIVE on public.portfolios.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant ON public.portfolios;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant of table public.positions.
    # Locks: ACCESS EXCLUSIVE on public.positions.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant ON public.positions;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant of table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant ON public.strategies;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant_insert of table public.trades.
    # Locks: ACCESS EXCLUSIVE on public.trades.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_insert ON public.trades;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant_select of table public.trades.
    # Locks: ACCESS EXCLUSIVE on public.trades.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_select ON public.trades;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant_update of table public.trades.
    # Locks: ACCESS EXCLUSIVE on public.trades.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_update ON public.trades;
        """,
        hazards=("changes-access",),
    )

    # Drops policy everything_insert of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY everything_insert ON public.users;
        """,
        hazards=("changes-access",),
    )

    # Drops policy everything_select of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY everything_select ON public.users;
        """,
        hazards=("changes-access",),
    )

    # Drops policy everything_update of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY everything_update ON public.users;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant_select of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_select ON public.users;
        """,
        hazards=("changes-access",),
    )

    # Switches row security off for table public.alerts.
    # Locks: ACCESS EXCLUSIVE on public.alerts.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.alerts DISABLE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Exempts the owner from the row security of table public.alerts.
    # Locks: ACCESS EXCLUSIVE on public.alerts.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.alerts NO FORCE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Switches row security off for table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.api_keys DISABLE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Exempts the owner from the row security of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.api_keys NO FORCE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Switches row security off for table public.orders.
    # Locks: ACCESS EXCLUSIVE on public.orders.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.orders DISABLE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Exempts the owner from the row security of table public.orders.
    # Locks: ACCESS EXCLUSIVE on public.orders.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.orders NO FORCE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Switches row security off for table public.portfolios.
    # Locks: ACCESS EXCLUSIVE on public.portfolios.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.portfolios DISABLE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Exempts the owner from the row security of table public.portfolios.
    # Locks: ACCESS EXCLUSIVE on public.portfolios.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.portfolios NO FORCE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Switches row security off for table public.positions.
    # Locks: ACCESS EXCLUSIVE on public.positions.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.positions DISABLE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Exempts the owner from the row security of table public.positions.
    # Locks: ACCESS EXCLUSIVE on public.positions.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.positions NO FORCE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Switches row security off for table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.strategies DISABLE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Exempts the owner from the row security of table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.strategies NO FORCE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Switches row security off for table public.trades.
    # Locks: ACCESS EXCLUSIVE on public.trades.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.trades DISABLE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Exempts the owner from the row security of table public.trades.
    # Locks: ACCESS EXCLUSIVE on public.trades.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.trades NO FORCE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Switches row security off for table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.users DISABLE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Exempts the owner from the row security of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.users NO FORCE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Drops index public.api_keys_user_id_idx.
    # Locks: SHARE UPDATE EXCLUSIVE on public.api_keys.
    step(
        """
        DROP INDEX CONCURRENTLY IF EXISTS public.api_keys_user_id_idx;
        """,
        transactional=False,
        patient=True,
    )

    # Drops index public.idx_orders_client_id.
    # Locks: SHARE UPDATE EXCLUSIVE on public.orders.
    step(
        """
        DROP INDEX CONCURRENTLY IF EXISTS public.idx_orders_client_id;
        """,
        transactional=False,
        patient=True,
    )

    # Drops index public.idx_orders_exchange_id.
    # Locks: SHARE UPDATE EXCLUSIVE on public.orders.
    step(
        """
        DROP INDEX CONCURRENTLY IF EXISTS public.idx_orders_exchange_id;
        """,
        transactional=False,
        patient=True,
    )

    # Drops index public.idx_trades_exchange_id.
    # Locks: SHARE UPDATE EXCLUSIVE on public.trades.
    step(
        """
        DROP INDEX CONCURRENTLY IF EXISTS public.idx_trades_exchange_id;
        """,
        transactional=False,
        patient=True,
    )

    # Builds index public.idx_orders_client_id on table public.orders.
    # Locks: SHARE UPDATE EXCLUSIVE on public.orders.
    step(
        """
        CREATE UNIQUE INDEX CONCURRENTLY idx_orders_client_id
        ON public.orders USING btree (client_order_id);
        """,
        transactional=False,
        recover="DROP INDEX CONCURRENTLY IF EXISTS public.idx_orders_client_id;",
        patient=True,
    )

    # Builds index public.idx_orders_exchange_id on table public.orders.
    # Locks: SHARE UPDATE EXCLUSIVE on public.orders.
    step(
        """
        CREATE UNIQUE INDEX CONCURRENTLY idx_orders_exchange_id
        ON public.orders USING btree (exchange_order_id);
        """,
        transactional=False,
        recover="DROP INDEX CONCURRENTLY IF EXISTS public.idx_orders_exchange_id;",
        patient=True,
    )

    # Builds index public.idx_trades_exchange_id on table public.trades.
    # Locks: SHARE UPDATE EXCLUSIVE on public.trades.
    step(
        """
        CREATE UNIQUE INDEX CONCURRENTLY idx_trades_exchange_id
        ON public.trades USING btree (exchange_trade_id);
        """,
        transactional=False,
        recover="DROP INDEX CONCURRENTLY IF EXISTS public.idx_trades_exchange_id;",
        patient=True,
    )
