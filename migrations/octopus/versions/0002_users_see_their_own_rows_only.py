"""users see their own rows only

Revision ID: 0002
Revises: 0001
"""

from dbtool.revision import step

revision = "0002"
down_revision = "0001"

# What this revision changes: fields of an object, or create, drop, replace.
touches = {
    ("grant", "column", "public", "api_keys", "created_at", "octopus_app"): ("create",),
    ("grant", "column", "public", "api_keys", "created_at", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "api_keys", "expires_at", "octopus_app"): ("create",),
    ("grant", "column", "public", "api_keys", "expires_at", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "api_keys", "id", "octopus_app"): ("create",),
    ("grant", "column", "public", "api_keys", "id", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "api_keys", "is_active", "octopus_app"): ("create",),
    ("grant", "column", "public", "api_keys", "is_active", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "api_keys", "last_used_at", "octopus_app"): ("create",),
    ("grant", "column", "public", "api_keys", "last_used_at", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "api_keys", "name", "octopus_app"): ("create",),
    ("grant", "column", "public", "api_keys", "name", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "api_keys", "permissions", "octopus_app"): ("create",),
    ("grant", "column", "public", "api_keys", "permissions", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "api_keys", "user_id", "octopus_app"): ("create",),
    ("grant", "column", "public", "api_keys", "user_id", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "audit_log", "id", "octopus_auth"): ("create",),
    ("grant", "column", "public", "audit_log", "timestamp", "octopus_auth"): ("create",),
    ("grant", "column", "public", "security_events", "id", "octopus_auth"): ("create",),
    ("grant", "column", "public", "security_events", "timestamp", "octopus_auth"): ("create",),
    ("grant", "column", "public", "users", "created_at", "octopus_app"): ("create",),
    ("grant", "column", "public", "users", "created_at", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "users", "email", "octopus_app"): ("create",),
    ("grant", "column", "public", "users", "email", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "users", "failed_login_attempts", "octopus_app"): ("create",),
    ("grant", "column", "public", "users", "failed_login_attempts", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "users", "first_name", "octopus_app"): ("create",),
    ("grant", "column", "public", "users", "first_name", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "users", "id", "octopus_app"): ("create",),
    ("grant", "column", "public", "users", "id", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "users", "is_active", "octopus_app"): ("create",),
    ("grant", "column", "public", "users", "is_active", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "users", "is_verified", "octopus_app"): ("create",),
    ("grant", "column", "public", "users", "is_verified", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "users", "last_login_at", "octopus_app"): ("create",),
    ("grant", "column", "public", "users", "last_login_at", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "users", "last_name", "octopus_app"): ("create",),
    ("grant", "column", "public", "users", "last_name", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "users", "locked_until", "octopus_app"): ("create",),
    ("grant", "column", "public", "users", "locked_until", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "users", "permissions", "octopus_app"): ("create",),
    ("grant", "column", "public", "users", "permissions", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "users", "roles", "octopus_app"): ("create",),
    ("grant", "column", "public", "users", "roles", "octopus_readonly"): ("create",),
    ("grant", "column", "public", "users", "updated_at", "octopus_app"): ("create",),
    ("grant", "column", "public", "users", "updated_at", "octopus_readonly"): ("create",),
    ("grant", "database", "octopus_auth"): ("create",),
    ("grant", "schema", "public", "octopus_auth"): ("create",),
    ("grant", "table", "public", "api_keys", "octopus_app"): ("privileges",),
    ("grant", "table", "public", "api_keys", "octopus_auth"): ("create",),
    ("grant", "table", "public", "api_keys", "octopus_readonly"): ("drop",),
    ("grant", "table", "public", "audit_log", "octopus_app"): ("drop",),
    ("grant", "table", "public", "audit_log", "octopus_auth"): ("create",),
    ("grant", "table", "public", "audit_log", "octopus_readonly"): ("drop",),
    ("grant", "table", "public", "portfolio_snapshots", "octopus_app"): ("drop",),
    ("grant", "table", "public", "portfolio_snapshots", "octopus_readonly"): ("drop",),
    ("grant", "table", "public", "security_events", "octopus_app"): ("drop",),
    ("grant", "table", "public", "security_events", "octopus_auth"): ("create",),
    ("grant", "table", "public", "security_events", "octopus_readonly"): ("drop",),
    ("grant", "table", "public", "trade_executions", "octopus_app"): ("drop",),
    ("grant", "table", "public", "trade_executions", "octopus_readonly"): ("drop",),
    ("grant", "table", "public", "users", "octopus_app"): ("privileges",),
    ("grant", "table", "public", "users", "octopus_auth"): ("create",),
    ("grant", "table", "public", "users", "octopus_readonly"): ("drop",),
    ("grant", "view", "public", "audit_log_own", "octopus_app"): ("create",),
    ("grant", "view", "public", "audit_log_own", "octopus_readonly"): ("create",),
    ("grant", "view", "public", "portfolio_snapshots_own", "octopus_app"): ("create",),
    ("grant", "view", "public", "portfolio_snapshots_own", "octopus_readonly"): ("create",),
    ("grant", "view", "public", "security_events_own", "octopus_app"): ("create",),
    ("grant", "view", "public", "security_events_own", "octopus_readonly"): ("create",),
    ("grant", "view", "public", "trade_executions_own", "octopus_app"): ("create",),
    ("grant", "view", "public", "trade_executions_own", "octopus_readonly"): ("create",),
    ("index", "public", "idx_api_keys_user_id"): ("create",),
    ("index", "public", "idx_audit_log_user_time"): ("create",),
    ("index", "public", "idx_security_events_user_time"): ("create",),
    ("policy", "public", "api_keys", "everything_insert"): ("create",),
    ("policy", "public", "api_keys", "everything_select"): ("create",),
    ("policy", "public", "api_keys", "everything_update"): ("create",),
    ("policy", "public", "api_keys", "tenant_delete"): ("create",),
    ("policy", "public", "api_keys", "tenant_select"): ("create",),
    ("policy", "public", "api_keys", "tenant_update"): ("create",),
    ("policy", "public", "orders", "order_isolation"): ("roles", "using", "check"),
    ("policy", "public", "portfolios", "portfolio_isolation"): ("roles", "using", "check"),
    ("policy", "public", "positions", "position_isolation"): ("roles", "using", "check"),
    ("policy", "public", "users", "everything_insert"): ("create",),
    ("policy", "public", "users", "everything_select"): ("create",),
    ("policy", "public", "users", "everything_update"): ("create",),
    ("policy", "public", "users", "tenant_delete"): ("create",),
    ("policy", "public", "users", "tenant_select"): ("create",),
    ("policy", "public", "users", "tenant_update"): ("create",),
    ("role", "octopus_auth"): ("create",),
    ("row_security", "public", "api_keys"): ("create",),
    ("row_security", "public", "orders"): ("forced",),
    ("row_security", "public", "portfolios"): ("forced",),
    ("row_security", "public", "positions"): ("forced",),
    ("row_security", "public", "users"): ("create",),
    ("view", "public", "audit_log_own"): ("create",),
    ("view", "public", "portfolio_snapshots_own"): ("create",),
    ("view", "public", "security_events_own"): ("create",),
    ("view", "public", "trade_executions_own"): ("create",),
}


def upgrade() -> None:
    # Revokes SELECT on table public.api_keys from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT ON TABLE public.api_keys FROM octopus_readonly;
    """)

    # Revokes DELETE, INSERT, SELECT, UPDATE on table public.audit_log from octopus_app.
    # Access: tighter: takes DELETE, INSERT, SELECT, UPDATE.
    step("""
    REVOKE DELETE, INSERT, SELECT, UPDATE ON TABLE public.audit_log FROM octopus_app;
    """)

    # Revokes SELECT on table public.audit_log from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT ON TABLE public.audit_log FROM octopus_readonly;
    """)

    # Revokes DELETE, INSERT, SELECT, UPDATE on table public.portfolio_snapshots from octopus_app.
    # Access: tighter: takes DELETE, INSERT, SELECT, UPDATE.
    step("""
    REVOKE DELETE, INSERT, SELECT, UPDATE ON TABLE public.portfolio_snapshots FROM octopus_app;
    """)

    # Revokes SELECT on table public.portfolio_snapshots from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT ON TABLE public.portfolio_snapshots FROM octopus_readonly;
    """)

    # Revokes DELETE, INSERT, SELECT, UPDATE on table public.security_events from octopus_app.
    # Access: tighter: takes DELETE, INSERT, SELECT, UPDATE.
    step("""
    REVOKE DELETE, INSERT, SELECT, UPDATE ON TABLE public.security_events FROM octopus_app;
    """)

    # Revokes SELECT on table public.security_events from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT ON TABLE public.security_events FROM octopus_readonly;
    """)

    # Revokes DELETE, INSERT, SELECT, UPDATE on table public.trade_executions from octopus_app.
    # Access: tighter: takes DELETE, INSERT, SELECT, UPDATE.
    step("""
    REVOKE DELETE, INSERT, SELECT, UPDATE ON TABLE public.trade_executions FROM octopus_app;
    """)

    # Revokes SELECT on table public.trade_executions from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT ON TABLE public.trade_executions FROM octopus_readonly;
    """)

    # Revokes SELECT on table public.users from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT ON TABLE public.users FROM octopus_readonly;
    """)

    # Creates role octopus_auth, or adjusts it if it exists.
    step(
        """
        DO $dbtool$
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'octopus_auth') THEN
            CREATE ROLE octopus_auth WITH LOGIN;
          ELSE
            ALTER ROLE octopus_auth WITH LOGIN INHERIT CONNECTION LIMIT -1 VALID UNTIL 'infinity';
            IF EXISTS (
              SELECT FROM pg_catalog.pg_roles
              WHERE
                rolname = 'octopus_auth'
                AND (rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls)
                <> (FALSE, FALSE, FALSE, FALSE, FALSE)
            ) THEN
              ALTER ROLE octopus_auth WITH NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
            END IF;
          END IF;
        END
        $dbtool$;
        """,
        password_of="octopus_auth",
        password_from="OCTOPUS_AUTH_PASSWORD",
    )

    # Comments on role octopus_auth.
    step("""
    COMMENT ON ROLE octopus_auth IS 'Registration, login and API keys';
    """)

    # Creates view public.audit_log_own.
    step("""
    CREATE VIEW public.audit_log_own WITH (security_barrier = 'true', check_option = 'cascaded') AS
    SELECT id,
        user_id,
        action,
        resource_type,
        resource_id,
        old_values,
        new_values,
        ip_address,
        user_agent,
        "timestamp",
        session_id
       FROM public.audit_log
      WHERE (user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif"));
    """)

    # Creates view public.portfolio_snapshots_own.
    step("""
    CREATE VIEW public.portfolio_snapshots_own WITH (security_barrier = 'true', check_option = 'cascaded') AS
    SELECT portfolio_id,
        "timestamp",
        total_value,
        cash_balance,
        day_change,
        day_change_percent,
        positions_count,
        created_at
       FROM public.portfolio_snapshots
      WHERE (portfolio_id IN ( SELECT p.id
               FROM public.portfolios p
              WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif"))));
    """)

    # Creates view public.security_events_own.
    step("""
    CREATE VIEW public.security_events_own WITH (security_barrier = 'true', check_option = 'cascaded') AS
    SELECT id,
        event_type,
        severity,
        user_id,
        ip_address,
        details,
        "timestamp",
        resolved_at,
        resolved_by
       FROM public.security_events
      WHERE (user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif"));
    """)

    # Creates view public.trade_executions_own.
    step("""
    CREATE VIEW public.trade_executions_own WITH (security_barrier = 'true', check_option = 'cascaded') AS
    SELECT id,
        order_id,
        portfolio_id,
        symbol,
        side,
        quantity,
        price,
        commission,
        "timestamp",
        broker,
        execution_id,
        created_at
       FROM public.trade_executions
      WHERE ((portfolio_id IN ( SELECT p.id
               FROM public.portfolios p
              WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")))) AND ((order_id IS NULL) OR (order_id IN ( SELECT o.id
               FROM public.orders o
              WHERE (o.portfolio_id IN ( SELECT p.id
                       FROM public.portfolios p
                      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif"))))))));
    """)

    # Puts the owner too under the row security of table public.orders.
    # Locks: ACCESS EXCLUSIVE on public.orders.
    # Access: tighter: forces row security.
    step("""
    ALTER TABLE public.orders FORCE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.portfolios.
    # Locks: ACCESS EXCLUSIVE on public.portfolios.
    # Access: tighter: forces row security.
    step("""
    ALTER TABLE public.portfolios FORCE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.positions.
    # Locks: ACCESS EXCLUSIVE on public.positions.
    # Access: tighter: forces row security.
    step("""
    ALTER TABLE public.positions FORCE ROW LEVEL SECURITY;
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

    # Changes roles, using, check of policy order_isolation of table public.orders.
    # Locks: ACCESS EXCLUSIVE on public.orders.
    # Access: incomparable: also for PUBLIC, its USING changes, its WITH CHECK changes.
    step(
        """
        ALTER POLICY order_isolation ON public.orders
        TO PUBLIC
        USING ((portfolio_id IN ( SELECT portfolios.id
           FROM public.portfolios
          WHERE (portfolios.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")))))
        WITH CHECK ((portfolio_id IN ( SELECT portfolios.id
           FROM public.portfolios
          WHERE (portfolios.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")))));
        """,
        hazards=("changes-access",),
    )

    # Changes roles, using, check of policy portfolio_isolation of table public.portfolios.
    # Locks: ACCESS EXCLUSIVE on public.portfolios.
    # Access: incomparable: also for PUBLIC, its USING changes, its WITH CHECK changes.
    step(
        """
        ALTER POLICY portfolio_isolation ON public.portfolios
        TO PUBLIC
        USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")))
        WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));
        """,
        hazards=("changes-access",),
    )

    # Changes roles, using, check of policy position_isolation of table public.positions.
    # Locks: ACCESS EXCLUSIVE on public.positions.
    # Access: incomparable: also for PUBLIC, its USING changes, its WITH CHECK changes.
    step(
        """
        ALTER POLICY position_isolation ON public.positions
        TO PUBLIC
        USING ((portfolio_id IN ( SELECT portfolios.id
           FROM public.portfolios
          WHERE (portfolios.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")))))
        WITH CHECK ((portfolio_id IN ( SELECT portfolios.id
           FROM public.portfolios
          WHERE (portfolios.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")))));
        """,
        hazards=("changes-access",),
    )

    # Creates policy everything_insert of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_insert ON public.api_keys
    AS PERMISSIVE
    FOR INSERT
    TO octopus_auth
    WITH CHECK (true);
    """)

    # Creates policy everything_select of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_select ON public.api_keys
    AS PERMISSIVE
    FOR SELECT
    TO octopus_auth
    USING (true);
    """)

    # Creates policy everything_update of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_update ON public.api_keys
    AS PERMISSIVE
    FOR UPDATE
    TO octopus_auth
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
    TO octopus_app
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Creates policy tenant_select of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_select ON public.api_keys
    AS PERMISSIVE
    FOR SELECT
    TO octopus_app, octopus_readonly
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Creates policy tenant_update of table public.api_keys.
    # Locks: ACCESS EXCLUSIVE on public.api_keys.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_update ON public.api_keys
    AS PERMISSIVE
    FOR UPDATE
    TO octopus_app
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")))
    WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Creates policy everything_insert of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_insert ON public.users
    AS PERMISSIVE
    FOR INSERT
    TO octopus_auth
    WITH CHECK (true);
    """)

    # Creates policy everything_select of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_select ON public.users
    AS PERMISSIVE
    FOR SELECT
    TO octopus_auth
    USING (true);
    """)

    # Creates policy everything_update of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_update ON public.users
    AS PERMISSIVE
    FOR UPDATE
    TO octopus_auth
    USING (true)
    WITH CHECK (true);
    """)

    # Creates policy tenant_delete of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_delete ON public.users
    AS PERMISSIVE
    FOR DELETE
    TO octopus_app
    USING ((id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Creates policy tenant_select of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_select ON public.users
    AS PERMISSIVE
    FOR SELECT
    TO octopus_app, octopus_readonly
    USING ((id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Creates policy tenant_update of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_update ON public.users
    AS PERMISSIVE
    FOR UPDATE
    TO octopus_app
    USING ((id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")))
    WITH CHECK ((id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Revokes INSERT, SELECT, UPDATE on table public.api_keys from octopus_app.
    # Access: tighter: takes INSERT, SELECT, UPDATE.
    step("""
    REVOKE INSERT, SELECT, UPDATE ON TABLE public.api_keys FROM octopus_app;
    """)

    # Revokes INSERT, SELECT, UPDATE on table public.users from octopus_app.
    # Access: tighter: takes INSERT, SELECT, UPDATE.
    step("""
    REVOKE INSERT, SELECT, UPDATE ON TABLE public.users FROM octopus_app;
    """)

    # Grants SELECT on column public.api_keys.created_at to octopus_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (created_at) ON TABLE public.api_keys TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.created_at to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (created_at) ON TABLE public.api_keys TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT, UPDATE on column public.api_keys.expires_at to octopus_app.
    # Access: wider: gives SELECT, UPDATE.
    step(
        """
        GRANT SELECT (expires_at), UPDATE (expires_at) ON TABLE public.api_keys TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.expires_at to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (expires_at) ON TABLE public.api_keys TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.id to octopus_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (id) ON TABLE public.api_keys TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.id to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (id) ON TABLE public.api_keys TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT, UPDATE on column public.api_keys.is_active to octopus_app.
    # Access: wider: gives SELECT, UPDATE.
    step(
        """
        GRANT SELECT (is_active), UPDATE (is_active) ON TABLE public.api_keys TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.is_active to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (is_active) ON TABLE public.api_keys TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.last_used_at to octopus_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (last_used_at) ON TABLE public.api_keys TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.last_used_at to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (last_used_at) ON TABLE public.api_keys TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT, UPDATE on column public.api_keys.name to octopus_app.
    # Access: wider: gives SELECT, UPDATE.
    step(
        """
        GRANT SELECT (name), UPDATE (name) ON TABLE public.api_keys TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.name to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (name) ON TABLE public.api_keys TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.permissions to octopus_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (permissions) ON TABLE public.api_keys TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.permissions to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (permissions) ON TABLE public.api_keys TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.user_id to octopus_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (user_id) ON TABLE public.api_keys TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.api_keys.user_id to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (user_id) ON TABLE public.api_keys TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.audit_log.id to octopus_auth.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (id) ON TABLE public.audit_log TO octopus_auth;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.audit_log.timestamp to octopus_auth.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT ("timestamp") ON TABLE public.audit_log TO octopus_auth;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.security_events.id to octopus_auth.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (id) ON TABLE public.security_events TO octopus_auth;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.security_events.timestamp to octopus_auth.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT ("timestamp") ON TABLE public.security_events TO octopus_auth;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.created_at to octopus_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (created_at) ON TABLE public.users TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.created_at to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (created_at) ON TABLE public.users TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.email to octopus_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (email) ON TABLE public.users TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.email to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (email) ON TABLE public.users TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.failed_login_attempts to octopus_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (failed_login_attempts) ON TABLE public.users TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.failed_login_attempts to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (failed_login_attempts) ON TABLE public.users TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT, UPDATE on column public.users.first_name to octopus_app.
    # Access: wider: gives SELECT, UPDATE.
    step(
        """
        GRANT SELECT (first_name), UPDATE (first_name) ON TABLE public.users TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.first_name to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (first_name) ON TABLE public.users TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.id to octopus_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (id) ON TABLE public.users TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.id to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (id) ON TABLE public.users TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.is_active to octopus_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (is_active) ON TABLE public.users TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.is_active to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (is_active) ON TABLE public.users TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.is_verified to octopus_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (is_verified) ON TABLE public.users TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.is_verified to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (is_verified) ON TABLE public.users TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.last_login_at to octopus_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (last_login_at) ON TABLE public.users TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.last_login_at to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (last_login_at) ON TABLE public.users TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT, UPDATE on column public.users.last_name to octopus_app.
    # Access: wider: gives SELECT, UPDATE.
    step(
        """
        GRANT SELECT (last_name), UPDATE (last_name) ON TABLE public.users TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.last_name to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (last_name) ON TABLE public.users TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.locked_until to octopus_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (locked_until) ON TABLE public.users TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.locked_until to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (locked_until) ON TABLE public.users TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.permissions to octopus_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (permissions) ON TABLE public.users TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.permissions to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (permissions) ON TABLE public.users TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.roles to octopus_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (roles) ON TABLE public.users TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.roles to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (roles) ON TABLE public.users TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT, UPDATE on column public.users.updated_at to octopus_app.
    # Access: wider: gives SELECT, UPDATE.
    step(
        """
        GRANT SELECT (updated_at), UPDATE (updated_at) ON TABLE public.users TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.updated_at to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (updated_at) ON TABLE public.users TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants CONNECT on the database to octopus_auth.
    # Access: wider: gives CONNECT.
    step(
        """
        DO $dbtool$
        BEGIN
          EXECUTE 'GRANT CONNECT ON DATABASE ' || quote_ident(current_database()) || ' TO octopus_auth';
        END
        $dbtool$;
        """,
        hazards=("changes-access",),
    )

    # Grants USAGE on schema public to octopus_auth.
    # Access: wider: gives USAGE.
    step(
        """
        GRANT USAGE ON SCHEMA public TO octopus_auth;
        """,
        hazards=("changes-access",),
    )

    # Grants INSERT, SELECT, UPDATE on table public.api_keys to octopus_auth.
    # Access: wider: gives INSERT, SELECT, UPDATE.
    step(
        """
        GRANT INSERT, SELECT, UPDATE ON TABLE public.api_keys TO octopus_auth;
        """,
        hazards=("changes-access",),
    )

    # Grants INSERT on table public.audit_log to octopus_auth.
    # Access: wider: gives INSERT.
    step(
        """
        GRANT INSERT ON TABLE public.audit_log TO octopus_auth;
        """,
        hazards=("changes-access",),
    )

    # Grants INSERT on table public.security_events to octopus_auth.
    # Access: wider: gives INSERT.
    step(
        """
        GRANT INSERT ON TABLE public.security_events TO octopus_auth;
        """,
        hazards=("changes-access",),
    )

    # Grants INSERT, SELECT, UPDATE on table public.users to octopus_auth.
    # Access: wider: gives INSERT, SELECT, UPDATE.
    step(
        """
        GRANT INSERT, SELECT, UPDATE ON TABLE public.users TO octopus_auth;
        """,
        hazards=("changes-access",),
    )

    # Grants INSERT, SELECT on view public.audit_log_own to octopus_app.
    step("""
    GRANT INSERT, SELECT ON TABLE public.audit_log_own TO octopus_app;
    """)

    # Grants SELECT on view public.audit_log_own to octopus_readonly.
    step("""
    GRANT SELECT ON TABLE public.audit_log_own TO octopus_readonly;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on view public.portfolio_snapshots_own to octopus_app.
    step("""
    GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.portfolio_snapshots_own TO octopus_app;
    """)

    # Grants SELECT on view public.portfolio_snapshots_own to octopus_readonly.
    step("""
    GRANT SELECT ON TABLE public.portfolio_snapshots_own TO octopus_readonly;
    """)

    # Grants INSERT, SELECT on view public.security_events_own to octopus_app.
    step("""
    GRANT INSERT, SELECT ON TABLE public.security_events_own TO octopus_app;
    """)

    # Grants SELECT on view public.security_events_own to octopus_readonly.
    step("""
    GRANT SELECT ON TABLE public.security_events_own TO octopus_readonly;
    """)

    # Grants INSERT, SELECT on view public.trade_executions_own to octopus_app.
    step("""
    GRANT INSERT, SELECT ON TABLE public.trade_executions_own TO octopus_app;
    """)

    # Grants SELECT on view public.trade_executions_own to octopus_readonly.
    step("""
    GRANT SELECT ON TABLE public.trade_executions_own TO octopus_readonly;
    """)

    # Builds index public.idx_api_keys_user_id on table public.api_keys.
    # Locks: SHARE UPDATE EXCLUSIVE on public.api_keys.
    step(
        """
        CREATE INDEX CONCURRENTLY idx_api_keys_user_id
        ON public.api_keys USING btree (user_id);
        """,
        transactional=False,
        recover="DROP INDEX CONCURRENTLY IF EXISTS public.idx_api_keys_user_id;",
        patient=True,
    )

    # Builds index public.idx_audit_log_user_time on table public.audit_log.
    # Locks: SHARE on public.audit_log.
    step(
        """
        CREATE INDEX idx_audit_log_user_time
        ON public.audit_log USING btree (user_id, "timestamp" DESC) WITH (timescaledb.transaction_per_chunk);
        """,
        transactional=False,
        recover="DROP INDEX IF EXISTS public.idx_audit_log_user_time;",
    )

    # Builds index public.idx_security_events_user_time on table public.security_events.
    # Locks: SHARE on public.security_events.
    step(
        """
        CREATE INDEX idx_security_events_user_time
        ON public.security_events USING btree (user_id, "timestamp" DESC) WITH (timescaledb.transaction_per_chunk);
        """,
        transactional=False,
        recover="DROP INDEX IF EXISTS public.idx_security_events_user_time;",
    )


def downgrade() -> None:
    # Revokes SELECT on column public.api_keys.created_at from octopus_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (created_at) ON TABLE public.api_keys FROM octopus_app;
    """)

    # Revokes SELECT on column public.api_keys.created_at from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (created_at) ON TABLE public.api_keys FROM octopus_readonly;
    """)

    # Revokes SELECT, UPDATE on column public.api_keys.expires_at from octopus_app.
    # Access: tighter: takes SELECT, UPDATE.
    step("""
    REVOKE SELECT (expires_at), UPDATE (expires_at) ON TABLE public.api_keys FROM octopus_app;
    """)

    # Revokes SELECT on column public.api_keys.expires_at from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (expires_at) ON TABLE public.api_keys FROM octopus_readonly;
    """)

    # Revokes SELECT on column public.api_keys.id from octopus_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (id) ON TABLE public.api_keys FROM octopus_app;
    """)

    # Revokes SELECT on column public.api_keys.id from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (id) ON TABLE public.api_keys FROM octopus_readonly;
    """)

    # Revokes SELECT, UPDATE on column public.api_keys.is_active from octopus_app.
    # Access: tighter: takes SELECT, UPDATE.
    step("""
    REVOKE SELECT (is_active), UPDATE (is_active) ON TABLE public.api_keys FROM octopus_app;
    """)

    # Revokes SELECT on column public.api_keys.is_active from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (is_active) ON TABLE public.api_keys FROM octopus_readonly;
    """)

    # Revokes SELECT on column public.api_keys.last_used_at from octopus_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (last_used_at) ON TABLE public.api_keys FROM octopus_app;
    """)

    # Revokes SELECT on column public.api_keys.last_used_at from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (last_used_at) ON TABLE public.api_keys FROM octopus_readonly;
    """)

    # Revokes SELECT, UPDATE on column public.api_keys.name from octopus_app.
    # Access: tighter: takes SELECT, UPDATE.
    step("""
    REVOKE SELECT (name), UPDATE (name) ON TABLE public.api_keys FROM octopus_app;
    """)

    # Revokes SELECT on column public.api_keys.name from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (name) ON TABLE public.api_keys FROM octopus_readonly;
    """)

    # Revokes SELECT on column public.api_keys.permissions from octopus_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (permissions) ON TABLE public.api_keys FROM octopus_app;
    """)

    # Revokes SELECT on column public.api_keys.permissions from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (permissions) ON TABLE public.api_keys FROM octopus_readonly;
    """)

    # Revokes SELECT on column public.api_keys.user_id from octopus_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (user_id) ON TABLE public.api_keys FROM octopus_app;
    """)

    # Revokes SELECT on column public.api_keys.user_id from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (user_id) ON TABLE public.api_keys FROM octopus_readonly;
    """)

    # Revokes SELECT on column public.audit_log.id from octopus_auth.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (id) ON TABLE public.audit_log FROM octopus_auth;
    """)

    # Revokes SELECT on column public.audit_log.timestamp from octopus_auth.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT ("timestamp") ON TABLE public.audit_log FROM octopus_auth;
    """)

    # Revokes SELECT on column public.security_events.id from octopus_auth.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (id) ON TABLE public.security_events FROM octopus_auth;
    """)

    # Revokes SELECT on column public.security_events.timestamp from octopus_auth.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT ("timestamp") ON TABLE public.security_events FROM octopus_auth;
    """)

    # Revokes SELECT on column public.users.created_at from octopus_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (created_at) ON TABLE public.users FROM octopus_app;
    """)

    # Revokes SELECT on column public.users.created_at from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (created_at) ON TABLE public.users FROM octopus_readonly;
    """)

    # Revokes SELECT on column public.users.email from octopus_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (email) ON TABLE public.users FROM octopus_app;
    """)

    # Revokes SELECT on column public.users.email from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (email) ON TABLE public.users FROM octopus_readonly;
    """)

    # Revokes SELECT on column public.users.failed_login_attempts from octopus_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (failed_login_attempts) ON TABLE public.users FROM octopus_app;
    """)

    # Revokes SELECT on column public.users.failed_login_attempts from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (failed_login_attempts) ON TABLE public.users FROM octopus_readonly;
    """)

    # Revokes SELECT, UPDATE on column public.users.first_name from octopus_app.
    # Access: tighter: takes SELECT, UPDATE.
    step("""
    REVOKE SELECT (first_name), UPDATE (first_name) ON TABLE public.users FROM octopus_app;
    """)

    # Revokes SELECT on column public.users.first_name from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (first_name) ON TABLE public.users FROM octopus_readonly;
    """)

    # Revokes SELECT on column public.users.id from octopus_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (id) ON TABLE public.users FROM octopus_app;
    """)

    # Revokes SELECT on column public.users.id from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (id) ON TABLE public.users FROM octopus_readonly;
    """)

    # Revokes SELECT on column public.users.is_active from octopus_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (is_active) ON TABLE public.users FROM octopus_app;
    """)

    # Revokes SELECT on column public.users.is_active from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (is_active) ON TABLE public.users FROM octopus_readonly;
    """)

    # Revokes SELECT on column public.users.is_verified from octopus_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (is_verified) ON TABLE public.users FROM octopus_app;
    """)

    # Revokes SELECT on column public.users.is_verified from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (is_verified) ON TABLE public.users FROM octopus_readonly;
    """)

    # Revokes SELECT on column public.users.last_login_at from octopus_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (last_login_at) ON TABLE public.users FROM octopus_app;
    """)

    # Revokes SELECT on column public.users.last_login_at from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (last_login_at) ON TABLE public.users FROM octopus_readonly;
    """)

    # Revokes SELECT, UPDATE on column public.users.last_name from octopus_app.
    # Access: tighter: takes SELECT, UPDATE.
    step("""
    REVOKE SELECT (last_name), UPDATE (last_name) ON TABLE public.users FROM octopus_app;
    """)

    # Revokes SELECT on column public.users.last_name from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (last_name) ON TABLE public.users FROM octopus_readonly;
    """)

    # Revokes SELECT on column public.users.locked_until from octopus_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (locked_until) ON TABLE public.users FROM octopus_app;
    """)

    # Revokes SELECT on column public.users.locked_until from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (locked_until) ON TABLE public.users FROM octopus_readonly;
    """)

    # Revokes SELECT on column public.users.permissions from octopus_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (permissions) ON TABLE public.users FROM octopus_app;
    """)

    # Revokes SELECT on column public.users.permissions from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (permissions) ON TABLE public.users FROM octopus_readonly;
    """)

    # Revokes SELECT on column public.users.roles from octopus_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (roles) ON TABLE public.users FROM octopus_app;
    """)

    # Revokes SELECT on column public.users.roles from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (roles) ON TABLE public.users FROM octopus_readonly;
    """)

    # Revokes SELECT, UPDATE on column public.users.updated_at from octopus_app.
    # Access: tighter: takes SELECT, UPDATE.
    step("""
    REVOKE SELECT (updated_at), UPDATE (updated_at) ON TABLE public.users FROM octopus_app;
    """)

    # Revokes SELECT on column public.users.updated_at from octopus_readonly.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (updated_at) ON TABLE public.users FROM octopus_readonly;
    """)

    # Revokes CONNECT on the database from octopus_auth.
    # Access: tighter: takes CONNECT.
    step("""
    DO $dbtool$
    BEGIN
      EXECUTE 'REVOKE CONNECT ON DATABASE ' || quote_ident(current_database()) || ' FROM octopus_auth';
    END
    $dbtool$;
    """)

    # Revokes USAGE on schema public from octopus_auth.
    # Access: tighter: takes USAGE.
    step("""
    REVOKE USAGE ON SCHEMA public FROM octopus_auth;
    """)

    # Revokes INSERT, SELECT, UPDATE on table public.api_keys from octopus_auth.
    # Access: tighter: takes INSERT, SELECT, UPDATE.
    step("""
    REVOKE INSERT, SELECT, UPDATE ON TABLE public.api_keys FROM octopus_auth;
    """)

    # Revokes INSERT on table public.audit_log from octopus_auth.
    # Access: tighter: takes INSERT.
    step("""
    REVOKE INSERT ON TABLE public.audit_log FROM octopus_auth;
    """)

    # Revokes INSERT on table public.security_events from octopus_auth.
    # Access: tighter: takes INSERT.
    step("""
    REVOKE INSERT ON TABLE public.security_events FROM octopus_auth;
    """)

    # Revokes INSERT, SELECT, UPDATE on table public.users from octopus_auth.
    # Access: tighter: takes INSERT, SELECT, UPDATE.
    step("""
    REVOKE INSERT, SELECT, UPDATE ON TABLE public.users FROM octopus_auth;
    """)

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

    # Drops policy order_isolation of table public.orders.
    # Locks: ACCESS EXCLUSIVE on public.orders.
    # Access: incomparable: no longer for PUBLIC, its USING changes, its WITH CHECK changes.
    step(
        """
        DROP POLICY order_isolation ON public.orders;
        """,
        hazards=("changes-access",),
    )

    # Drops policy portfolio_isolation of table public.portfolios.
    # Locks: ACCESS EXCLUSIVE on public.portfolios.
    # Access: incomparable: no longer for PUBLIC, its USING changes, its WITH CHECK changes.
    step(
        """
        DROP POLICY portfolio_isolation ON public.portfolios;
        """,
        hazards=("changes-access",),
    )

    # Drops policy position_isolation of table public.positions.
    # Locks: ACCESS EXCLUSIVE on public.positions.
    # Access: incomparable: no longer for PUBLIC, its USING changes, its WITH CHECK changes.
    step(
        """
        DROP POLICY position_isolation ON public.positions;
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

    # Drops policy tenant_delete of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_delete ON public.users;
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

    # Drops policy tenant_update of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_update ON public.users;
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

    # Drops index public.idx_api_keys_user_id.
    # Locks: SHARE UPDATE EXCLUSIVE on public.api_keys.
    step(
        """
        DROP INDEX CONCURRENTLY IF EXISTS public.idx_api_keys_user_id;
        """,
        transactional=False,
        patient=True,
    )

    # Drops index public.idx_audit_log_user_time.
    # Locks: ACCESS EXCLUSIVE on public.audit_log.
    step("""
    DROP INDEX public.idx_audit_log_user_time;
    """)

    # Drops index public.idx_security_events_user_time.
    # Locks: ACCESS EXCLUSIVE on public.security_events.
    step("""
    DROP INDEX public.idx_security_events_user_time;
    """)

    # Drops view public.audit_log_own.
    # Locks: ACCESS EXCLUSIVE on public.audit_log_own.
    step(
        """
        DROP VIEW public.audit_log_own;
        """,
        hazards=("breaks-clients",),
    )

    # Drops view public.portfolio_snapshots_own.
    # Locks: ACCESS EXCLUSIVE on public.portfolio_snapshots_own.
    step(
        """
        DROP VIEW public.portfolio_snapshots_own;
        """,
        hazards=("breaks-clients",),
    )

    # Drops view public.security_events_own.
    # Locks: ACCESS EXCLUSIVE on public.security_events_own.
    step(
        """
        DROP VIEW public.security_events_own;
        """,
        hazards=("breaks-clients",),
    )

    # Drops view public.trade_executions_own.
    # Locks: ACCESS EXCLUSIVE on public.trade_executions_own.
    step(
        """
        DROP VIEW public.trade_executions_own;
        """,
        hazards=("breaks-clients",),
    )

    # Exempts the owner from the row security of table public.orders.
    # Locks: ACCESS EXCLUSIVE on public.orders.
    # Access: wider: no longer forces row security.
    step(
        """
        ALTER TABLE public.orders NO FORCE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Exempts the owner from the row security of table public.portfolios.
    # Locks: ACCESS EXCLUSIVE on public.portfolios.
    # Access: wider: no longer forces row security.
    step(
        """
        ALTER TABLE public.portfolios NO FORCE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Exempts the owner from the row security of table public.positions.
    # Locks: ACCESS EXCLUSIVE on public.positions.
    # Access: wider: no longer forces row security.
    step(
        """
        ALTER TABLE public.positions NO FORCE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Creates policy order_isolation of table public.orders.
    # Locks: ACCESS EXCLUSIVE on public.orders.
    # Access: incomparable: no longer for PUBLIC, its USING changes, its WITH CHECK changes.
    step(
        """
        CREATE POLICY order_isolation ON public.orders
        AS PERMISSIVE
        FOR ALL
        TO octopus_app, octopus_readonly
        USING ((portfolio_id IN ( SELECT portfolios.id
           FROM public.portfolios
          WHERE (portfolios.user_id = (current_setting('app.current_user_id'::text))::uuid))));
        """,
        hazards=("changes-access",),
    )

    # Creates policy portfolio_isolation of table public.portfolios.
    # Locks: ACCESS EXCLUSIVE on public.portfolios.
    # Access: incomparable: no longer for PUBLIC, its USING changes, its WITH CHECK changes.
    step(
        """
        CREATE POLICY portfolio_isolation ON public.portfolios
        AS PERMISSIVE
        FOR ALL
        TO octopus_app, octopus_readonly
        USING ((user_id = (current_setting('app.current_user_id'::text))::uuid));
        """,
        hazards=("changes-access",),
    )

    # Creates policy position_isolation of table public.positions.
    # Locks: ACCESS EXCLUSIVE on public.positions.
    # Access: incomparable: no longer for PUBLIC, its USING changes, its WITH CHECK changes.
    step(
        """
        CREATE POLICY position_isolation ON public.positions
        AS PERMISSIVE
        FOR ALL
        TO octopus_app, octopus_readonly
        USING ((portfolio_id IN ( SELECT portfolios.id
           FROM public.portfolios
          WHERE (portfolios.user_id = (current_setting('app.current_user_id'::text))::uuid))));
        """,
        hazards=("changes-access",),
    )

    # Grants INSERT, SELECT, UPDATE on table public.api_keys to octopus_app.
    # Access: wider: gives INSERT, SELECT, UPDATE.
    step(
        """
        GRANT INSERT, SELECT, UPDATE ON TABLE public.api_keys TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants INSERT, SELECT, UPDATE on table public.users to octopus_app.
    # Access: wider: gives INSERT, SELECT, UPDATE.
    step(
        """
        GRANT INSERT, SELECT, UPDATE ON TABLE public.users TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on table public.api_keys to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT ON TABLE public.api_keys TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.audit_log to octopus_app.
    # Access: wider: gives DELETE, INSERT, SELECT, UPDATE.
    step(
        """
        GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.audit_log TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on table public.audit_log to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT ON TABLE public.audit_log TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.portfolio_snapshots to octopus_app.
    # Access: wider: gives DELETE, INSERT, SELECT, UPDATE.
    step(
        """
        GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.portfolio_snapshots TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on table public.portfolio_snapshots to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT ON TABLE public.portfolio_snapshots TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.security_events to octopus_app.
    # Access: wider: gives DELETE, INSERT, SELECT, UPDATE.
    step(
        """
        GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.security_events TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on table public.security_events to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT ON TABLE public.security_events TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.trade_executions to octopus_app.
    # Access: wider: gives DELETE, INSERT, SELECT, UPDATE.
    step(
        """
        GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.trade_executions TO octopus_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on table public.trade_executions to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT ON TABLE public.trade_executions TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on table public.users to octopus_readonly.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT ON TABLE public.users TO octopus_readonly;
        """,
        hazards=("changes-access",),
    )
