"""users isolated

Revision ID: 0003
Revises: 0002
"""

from dbtool.revision import step

revision = "0003"
down_revision = "0002"

# What this revision changes: fields of an object, or create, drop, replace.
touches = {
    ("constraint", "public", "strategies", "strategies_id_user_id_key"): ("create",),
    ("constraint", "public", "strategies", "strategies_parent_strategy_id_fkey"): ("replace", "definition"),
    ("grant", "column", "public", "users", "created_at", "app_user"): ("create",),
    ("grant", "column", "public", "users", "created_at", "reporting_user"): ("create",),
    ("grant", "column", "public", "users", "deleted_at", "app_user"): ("create",),
    ("grant", "column", "public", "users", "deleted_at", "reporting_user"): ("create",),
    ("grant", "column", "public", "users", "email", "app_user"): ("create",),
    ("grant", "column", "public", "users", "email", "reporting_user"): ("create",),
    ("grant", "column", "public", "users", "email_verified", "app_user"): ("create",),
    ("grant", "column", "public", "users", "email_verified", "reporting_user"): ("create",),
    ("grant", "column", "public", "users", "first_name", "app_user"): ("create",),
    ("grant", "column", "public", "users", "first_name", "reporting_user"): ("create",),
    ("grant", "column", "public", "users", "id", "app_user"): ("create",),
    ("grant", "column", "public", "users", "id", "reporting_user"): ("create",),
    ("grant", "column", "public", "users", "last_login", "app_user"): ("create",),
    ("grant", "column", "public", "users", "last_login", "reporting_user"): ("create",),
    ("grant", "column", "public", "users", "last_name", "app_user"): ("create",),
    ("grant", "column", "public", "users", "last_name", "reporting_user"): ("create",),
    ("grant", "column", "public", "users", "preferences", "app_user"): ("create",),
    ("grant", "column", "public", "users", "preferences", "reporting_user"): ("create",),
    ("grant", "column", "public", "users", "role", "app_user"): ("create",),
    ("grant", "column", "public", "users", "role", "reporting_user"): ("create",),
    ("grant", "column", "public", "users", "status", "app_user"): ("create",),
    ("grant", "column", "public", "users", "status", "reporting_user"): ("create",),
    ("grant", "column", "public", "users", "two_factor_enabled", "app_user"): ("create",),
    ("grant", "column", "public", "users", "two_factor_enabled", "reporting_user"): ("create",),
    ("grant", "column", "public", "users", "updated_at", "app_user"): ("create",),
    ("grant", "column", "public", "users", "updated_at", "reporting_user"): ("create",),
    ("grant", "column", "public", "users", "username", "app_user"): ("create",),
    ("grant", "column", "public", "users", "username", "reporting_user"): ("create",),
    ("grant", "table", "public", "audit_log", "app_user"): ("privileges",),
    ("grant", "table", "public", "users", "app_user"): ("drop",),
    ("grant", "table", "public", "users", "auth_user"): ("create",),
    ("grant", "table", "public", "users", "reporting_user"): ("drop",),
    ("policy", "public", "audit_log", "everything_select"): ("create",),
    ("policy", "public", "audit_log", "tenant_insert"): ("create",),
    ("policy", "public", "audit_log", "tenant_select"): ("create",),
    ("policy", "public", "backtests", "everything_select"): ("create",),
    ("policy", "public", "backtests", "tenant"): ("create",),
    ("policy", "public", "risk_limits", "everything_select"): ("create",),
    ("policy", "public", "risk_limits", "tenant"): ("create",),
    ("policy", "public", "strategies", "everything_select"): ("create",),
    ("policy", "public", "strategies", "tenant_delete"): ("create",),
    ("policy", "public", "strategies", "tenant_insert"): ("create",),
    ("policy", "public", "strategies", "tenant_select"): ("create",),
    ("policy", "public", "strategies", "tenant_update"): ("create",),
    ("policy", "public", "trades", "everything_select"): ("create",),
    ("policy", "public", "trades", "tenant"): ("create",),
    ("policy", "public", "users", "everything_insert"): ("create",),
    ("policy", "public", "users", "everything_select"): ("create",),
    ("policy", "public", "users", "everything_update"): ("create",),
    ("policy", "public", "users", "tenant_select"): ("create",),
    ("policy", "public", "users", "tenant_update"): ("create",),
    ("role", "auth_user"): ("create",),
    ("row_security", "public", "audit_log"): ("create",),
    ("row_security", "public", "backtests"): ("create",),
    ("row_security", "public", "risk_limits"): ("create",),
    ("row_security", "public", "strategies"): ("create",),
    ("row_security", "public", "trades"): ("create",),
    ("row_security", "public", "users"): ("create",),
}


def upgrade() -> None:
    # Drops foreign key strategies_parent_strategy_id_fkey of table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies and public.strategies.
    step("""
    ALTER TABLE public.strategies DROP CONSTRAINT strategies_parent_strategy_id_fkey;
    """)

    # Creates role auth_user, or adjusts it if it exists.
    step(
        """
        DO $dbtool$
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'auth_user') THEN
            CREATE ROLE auth_user WITH LOGIN;
          ELSE
            ALTER ROLE auth_user WITH LOGIN INHERIT CONNECTION LIMIT -1 VALID UNTIL 'infinity';
            IF EXISTS (
              SELECT FROM pg_catalog.pg_roles
              WHERE
                rolname = 'auth_user'
                AND (rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls)
                <> (FALSE, FALSE, FALSE, FALSE, FALSE)
            ) THEN
              ALTER ROLE auth_user WITH NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
            END IF;
          END IF;
        END
        $dbtool$;
        """,
        password_of="auth_user",
        password_from="AUTH_USER_PASSWORD",
    )

    # Comments on role auth_user.
    step("""
    COMMENT ON ROLE auth_user IS 'Registration and login';
    """)

    # Builds the index of unique strategies_id_user_id_key on table public.strategies.
    # Locks: SHARE UPDATE EXCLUSIVE on public.strategies.
    step(
        """
        CREATE UNIQUE INDEX CONCURRENTLY strategies_id_user_id_key
        ON public.strategies (id, user_id);
        """,
        transactional=False,
        recover="DROP INDEX CONCURRENTLY IF EXISTS public.strategies_id_user_id_key;",
        patient=True,
    )

    # Adds unique strategies_id_user_id_key to table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    step("""
    ALTER TABLE public.strategies
    ADD CONSTRAINT strategies_id_user_id_key UNIQUE USING INDEX strategies_id_user_id_key;
    """)

    # Adds foreign key strategies_parent_strategy_id_fkey to table public.strategies, for new rows.
    # Locks: SHARE ROW EXCLUSIVE on public.strategies and public.strategies.
    step("""
    ALTER TABLE public.strategies
    ADD CONSTRAINT strategies_parent_strategy_id_fkey FOREIGN KEY (parent_strategy_id, user_id) REFERENCES public.strategies(id, user_id) NOT VALID;
    """)

    # Checks the rows of table public.strategies against foreign key
    # strategies_parent_strategy_id_fkey.
    # Locks: SHARE UPDATE EXCLUSIVE on public.strategies.
    step(
        """
        ALTER TABLE public.strategies VALIDATE CONSTRAINT strategies_parent_strategy_id_fkey;
        """,
        alone=True,
        patient=True,
    )

    # Switches row security on for table public.audit_log.
    # Locks: ACCESS EXCLUSIVE on public.audit_log.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.audit_log ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.audit_log.
    # Locks: ACCESS EXCLUSIVE on public.audit_log.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.audit_log FORCE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.backtests.
    # Locks: ACCESS EXCLUSIVE on public.backtests.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.backtests ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.backtests.
    # Locks: ACCESS EXCLUSIVE on public.backtests.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.backtests FORCE ROW LEVEL SECURITY;
    """)

    # Switches row security on for table public.risk_limits.
    # Locks: ACCESS EXCLUSIVE on public.risk_limits.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.risk_limits ENABLE ROW LEVEL SECURITY;
    """)

    # Puts the owner too under the row security of table public.risk_limits.
    # Locks: ACCESS EXCLUSIVE on public.risk_limits.
    # Access: tighter: enables row security, forces row security.
    step("""
    ALTER TABLE public.risk_limits FORCE ROW LEVEL SECURITY;
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

    # Creates policy everything_select of table public.audit_log.
    # Locks: ACCESS EXCLUSIVE on public.audit_log.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_select ON public.audit_log
    AS PERMISSIVE
    FOR SELECT
    TO reporting_user
    USING (true);
    """)

    # Creates policy tenant_insert of table public.audit_log.
    # Locks: ACCESS EXCLUSIVE on public.audit_log.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_insert ON public.audit_log
    AS PERMISSIVE
    FOR INSERT
    TO app_user
    WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Creates policy tenant_select of table public.audit_log.
    # Locks: ACCESS EXCLUSIVE on public.audit_log.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_select ON public.audit_log
    AS PERMISSIVE
    FOR SELECT
    TO app_user
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Creates policy everything_select of table public.backtests.
    # Locks: ACCESS EXCLUSIVE on public.backtests.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_select ON public.backtests
    AS PERMISSIVE
    FOR SELECT
    TO reporting_user
    USING (true);
    """)

    # Creates policy tenant of table public.backtests.
    # Locks: ACCESS EXCLUSIVE on public.backtests.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant ON public.backtests
    AS PERMISSIVE
    FOR ALL
    TO app_user
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")))
    WITH CHECK (((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")) AND ((strategy_id IS NULL) OR (strategy_id IN ( SELECT p.id
       FROM public.strategies p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")))))));
    """)

    # Creates policy everything_select of table public.risk_limits.
    # Locks: ACCESS EXCLUSIVE on public.risk_limits.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_select ON public.risk_limits
    AS PERMISSIVE
    FOR SELECT
    TO reporting_user
    USING (true);
    """)

    # Creates policy tenant of table public.risk_limits.
    # Locks: ACCESS EXCLUSIVE on public.risk_limits.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant ON public.risk_limits
    AS PERMISSIVE
    FOR ALL
    TO app_user
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")))
    WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Creates policy everything_select of table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_select ON public.strategies
    AS PERMISSIVE
    FOR SELECT
    TO reporting_user
    USING (true);
    """)

    # Creates policy tenant_delete of table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_delete ON public.strategies
    AS PERMISSIVE
    FOR DELETE
    TO app_user
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Creates policy tenant_insert of table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_insert ON public.strategies
    AS PERMISSIVE
    FOR INSERT
    TO app_user
    WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Creates policy tenant_select of table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_select ON public.strategies
    AS PERMISSIVE
    FOR SELECT
    TO app_user
    USING (((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")) OR is_public));
    """)

    # Creates policy tenant_update of table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_update ON public.strategies
    AS PERMISSIVE
    FOR UPDATE
    TO app_user
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")))
    WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Creates policy everything_select of table public.trades.
    # Locks: ACCESS EXCLUSIVE on public.trades.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_select ON public.trades
    AS PERMISSIVE
    FOR SELECT
    TO reporting_user
    USING (true);
    """)

    # Creates policy tenant of table public.trades.
    # Locks: ACCESS EXCLUSIVE on public.trades.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant ON public.trades
    AS PERMISSIVE
    FOR ALL
    TO app_user
    USING ((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")))
    WITH CHECK (((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")) AND ((strategy_id IS NULL) OR (strategy_id IN ( SELECT p.id
       FROM public.strategies p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif"))))) AND ((backtest_id IS NULL) OR (backtest_id IN ( SELECT p.id
       FROM public.backtests p
      WHERE (p.user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")))))));
    """)

    # Creates policy everything_insert of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_insert ON public.users
    AS PERMISSIVE
    FOR INSERT
    TO auth_user
    WITH CHECK (true);
    """)

    # Creates policy everything_select of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_select ON public.users
    AS PERMISSIVE
    FOR SELECT
    TO auth_user, reporting_user
    USING (true);
    """)

    # Creates policy everything_update of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY everything_update ON public.users
    AS PERMISSIVE
    FOR UPDATE
    TO auth_user
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
    TO app_user
    USING ((id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Creates policy tenant_update of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: tighter: row security was off.
    step("""
    CREATE POLICY tenant_update ON public.users
    AS PERMISSIVE
    FOR UPDATE
    TO app_user
    USING ((id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")))
    WITH CHECK ((id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")));
    """)

    # Revokes DELETE, UPDATE on table public.audit_log from app_user.
    # Access: tighter: takes DELETE, UPDATE.
    step("""
    REVOKE DELETE, UPDATE ON TABLE public.audit_log FROM app_user;
    """)

    # Revokes DELETE, INSERT, SELECT, UPDATE on table public.users from app_user.
    # Access: tighter: takes DELETE, INSERT, SELECT, UPDATE.
    step("""
    REVOKE DELETE, INSERT, SELECT, UPDATE ON TABLE public.users FROM app_user;
    """)

    # Revokes SELECT on table public.users from reporting_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT ON TABLE public.users FROM reporting_user;
    """)

    # Grants SELECT on column public.users.created_at to app_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (created_at) ON TABLE public.users TO app_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.created_at to reporting_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (created_at) ON TABLE public.users TO reporting_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT, UPDATE on column public.users.deleted_at to app_user.
    # Access: wider: gives SELECT, UPDATE.
    step(
        """
        GRANT SELECT (deleted_at), UPDATE (deleted_at) ON TABLE public.users TO app_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.deleted_at to reporting_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (deleted_at) ON TABLE public.users TO reporting_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.email to app_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (email) ON TABLE public.users TO app_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.email to reporting_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (email) ON TABLE public.users TO reporting_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.email_verified to app_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (email_verified) ON TABLE public.users TO app_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.email_verified to reporting_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (email_verified) ON TABLE public.users TO reporting_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT, UPDATE on column public.users.first_name to app_user.
    # Access: wider: gives SELECT, UPDATE.
    step(
        """
        GRANT SELECT (first_name), UPDATE (first_name) ON TABLE public.users TO app_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.first_name to reporting_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (first_name) ON TABLE public.users TO reporting_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.id to app_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (id) ON TABLE public.users TO app_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.id to reporting_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (id) ON TABLE public.users TO reporting_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.last_login to app_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (last_login) ON TABLE public.users TO app_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.last_login to reporting_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (last_login) ON TABLE public.users TO reporting_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT, UPDATE on column public.users.last_name to app_user.
    # Access: wider: gives SELECT, UPDATE.
    step(
        """
        GRANT SELECT (last_name), UPDATE (last_name) ON TABLE public.users TO app_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.last_name to reporting_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (last_name) ON TABLE public.users TO reporting_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT, UPDATE on column public.users.preferences to app_user.
    # Access: wider: gives SELECT, UPDATE.
    step(
        """
        GRANT SELECT (preferences), UPDATE (preferences) ON TABLE public.users TO app_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.preferences to reporting_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (preferences) ON TABLE public.users TO reporting_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.role to app_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (role) ON TABLE public.users TO app_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.role to reporting_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (role) ON TABLE public.users TO reporting_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.status to app_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (status) ON TABLE public.users TO app_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.status to reporting_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (status) ON TABLE public.users TO reporting_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.two_factor_enabled to app_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (two_factor_enabled) ON TABLE public.users TO app_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.two_factor_enabled to reporting_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (two_factor_enabled) ON TABLE public.users TO reporting_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.updated_at to app_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (updated_at) ON TABLE public.users TO app_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.updated_at to reporting_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (updated_at) ON TABLE public.users TO reporting_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.username to app_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (username) ON TABLE public.users TO app_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.users.username to reporting_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (username) ON TABLE public.users TO reporting_user;
        """,
        hazards=("changes-access",),
    )

    # Grants INSERT, SELECT, UPDATE on table public.users to auth_user.
    # Access: wider: gives INSERT, SELECT, UPDATE.
    step(
        """
        GRANT INSERT, SELECT, UPDATE ON TABLE public.users TO auth_user;
        """,
        hazards=("changes-access",),
    )


def downgrade() -> None:
    # Revokes INSERT, SELECT, UPDATE on table public.users from auth_user.
    # Access: tighter: takes INSERT, SELECT, UPDATE.
    step("""
    REVOKE INSERT, SELECT, UPDATE ON TABLE public.users FROM auth_user;
    """)

    # Drops policy everything_select of table public.audit_log.
    # Locks: ACCESS EXCLUSIVE on public.audit_log.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY everything_select ON public.audit_log;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant_insert of table public.audit_log.
    # Locks: ACCESS EXCLUSIVE on public.audit_log.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_insert ON public.audit_log;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant_select of table public.audit_log.
    # Locks: ACCESS EXCLUSIVE on public.audit_log.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_select ON public.audit_log;
        """,
        hazards=("changes-access",),
    )

    # Drops policy everything_select of table public.backtests.
    # Locks: ACCESS EXCLUSIVE on public.backtests.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY everything_select ON public.backtests;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant of table public.backtests.
    # Locks: ACCESS EXCLUSIVE on public.backtests.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant ON public.backtests;
        """,
        hazards=("changes-access",),
    )

    # Drops policy everything_select of table public.risk_limits.
    # Locks: ACCESS EXCLUSIVE on public.risk_limits.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY everything_select ON public.risk_limits;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant of table public.risk_limits.
    # Locks: ACCESS EXCLUSIVE on public.risk_limits.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant ON public.risk_limits;
        """,
        hazards=("changes-access",),
    )

    # Drops policy everything_select of table public.trades.
    # Locks: ACCESS EXCLUSIVE on public.trades.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY everything_select ON public.trades;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant of table public.trades.
    # Locks: ACCESS EXCLUSIVE on public.trades.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant ON public.trades;
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

    # Drops policy tenant_update of table public.users.
    # Locks: ACCESS EXCLUSIVE on public.users.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_update ON public.users;
        """,
        hazards=("changes-access",),
    )

    # Switches row security off for table public.audit_log.
    # Locks: ACCESS EXCLUSIVE on public.audit_log.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.audit_log DISABLE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Exempts the owner from the row security of table public.audit_log.
    # Locks: ACCESS EXCLUSIVE on public.audit_log.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.audit_log NO FORCE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Switches row security off for table public.backtests.
    # Locks: ACCESS EXCLUSIVE on public.backtests.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.backtests DISABLE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Exempts the owner from the row security of table public.backtests.
    # Locks: ACCESS EXCLUSIVE on public.backtests.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.backtests NO FORCE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Switches row security off for table public.risk_limits.
    # Locks: ACCESS EXCLUSIVE on public.risk_limits.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.risk_limits DISABLE ROW LEVEL SECURITY;
        """,
        hazards=("changes-access",),
    )

    # Exempts the owner from the row security of table public.risk_limits.
    # Locks: ACCESS EXCLUSIVE on public.risk_limits.
    # Access: wider: disables row security, no longer forces row security.
    step(
        """
        ALTER TABLE public.risk_limits NO FORCE ROW LEVEL SECURITY;
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

    # Drops foreign key strategies_parent_strategy_id_fkey of table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies and public.strategies.
    step("""
    ALTER TABLE public.strategies DROP CONSTRAINT strategies_parent_strategy_id_fkey;
    """)

    # Drops policy everything_select of table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY everything_select ON public.strategies;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant_delete of table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_delete ON public.strategies;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant_insert of table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_insert ON public.strategies;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant_select of table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_select ON public.strategies;
        """,
        hazards=("changes-access",),
    )

    # Drops policy tenant_update of table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    # Access: wider: row security goes.
    step(
        """
        DROP POLICY tenant_update ON public.strategies;
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

    # Drops unique strategies_id_user_id_key of table public.strategies.
    # Locks: ACCESS EXCLUSIVE on public.strategies.
    step("""
    ALTER TABLE public.strategies DROP CONSTRAINT strategies_id_user_id_key;
    """)

    # Adds foreign key strategies_parent_strategy_id_fkey to table public.strategies, for new rows.
    # Locks: SHARE ROW EXCLUSIVE on public.strategies and public.strategies.
    step("""
    ALTER TABLE public.strategies
    ADD CONSTRAINT strategies_parent_strategy_id_fkey FOREIGN KEY (parent_strategy_id) REFERENCES public.strategies(id) NOT VALID;
    """)

    # Checks the rows of table public.strategies against foreign key
    # strategies_parent_strategy_id_fkey.
    # Locks: SHARE UPDATE EXCLUSIVE on public.strategies.
    step(
        """
        ALTER TABLE public.strategies VALIDATE CONSTRAINT strategies_parent_strategy_id_fkey;
        """,
        alone=True,
        patient=True,
    )

    # Grants DELETE, UPDATE on table public.audit_log to app_user.
    # Access: wider: gives DELETE, UPDATE.
    step(
        """
        GRANT DELETE, UPDATE ON TABLE public.audit_log TO app_user;
        """,
        hazards=("changes-access",),
    )

    # Revokes SELECT on column public.users.created_at from app_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (created_at) ON TABLE public.users FROM app_user;
    """)

    # Revokes SELECT on column public.users.created_at from reporting_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (created_at) ON TABLE public.users FROM reporting_user;
    """)

    # Revokes SELECT, UPDATE on column public.users.deleted_at from app_user.
    # Access: tighter: takes SELECT, UPDATE.
    step("""
    REVOKE SELECT (deleted_at), UPDATE (deleted_at) ON TABLE public.users FROM app_user;
    """)

    # Revokes SELECT on column public.users.deleted_at from reporting_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (deleted_at) ON TABLE public.users FROM reporting_user;
    """)

    # Revokes SELECT on column public.users.email from app_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (email) ON TABLE public.users FROM app_user;
    """)

    # Revokes SELECT on column public.users.email from reporting_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (email) ON TABLE public.users FROM reporting_user;
    """)

    # Revokes SELECT on column public.users.email_verified from app_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (email_verified) ON TABLE public.users FROM app_user;
    """)

    # Revokes SELECT on column public.users.email_verified from reporting_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (email_verified) ON TABLE public.users FROM reporting_user;
    """)

    # Revokes SELECT, UPDATE on column public.users.first_name from app_user.
    # Access: tighter: takes SELECT, UPDATE.
    step("""
    REVOKE SELECT (first_name), UPDATE (first_name) ON TABLE public.users FROM app_user;
    """)

    # Revokes SELECT on column public.users.first_name from reporting_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (first_name) ON TABLE public.users FROM reporting_user;
    """)

    # Revokes SELECT on column public.users.id from app_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (id) ON TABLE public.users FROM app_user;
    """)

    # Revokes SELECT on column public.users.id from reporting_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (id) ON TABLE public.users FROM reporting_user;
    """)

    # Revokes SELECT on column public.users.last_login from app_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (last_login) ON TABLE public.users FROM app_user;
    """)

    # Revokes SELECT on column public.users.last_login from reporting_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (last_login) ON TABLE public.users FROM reporting_user;
    """)

    # Revokes SELECT, UPDATE on column public.users.last_name from app_user.
    # Access: tighter: takes SELECT, UPDATE.
    step("""
    REVOKE SELECT (last_name), UPDATE (last_name) ON TABLE public.users FROM app_user;
    """)

    # Revokes SELECT on column public.users.last_name from reporting_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (last_name) ON TABLE public.users FROM reporting_user;
    """)

    # Revokes SELECT, UPDATE on column public.users.preferences from app_user.
    # Access: tighter: takes SELECT, UPDATE.
    step("""
    REVOKE SELECT (preferences), UPDATE (preferences) ON TABLE public.users FROM app_user;
    """)

    # Revokes SELECT on column public.users.preferences from reporting_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (preferences) ON TABLE public.users FROM reporting_user;
    """)

    # Revokes SELECT on column public.users.role from app_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (role) ON TABLE public.users FROM app_user;
    """)

    # Revokes SELECT on column public.users.role from reporting_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (role) ON TABLE public.users FROM reporting_user;
    """)

    # Revokes SELECT on column public.users.status from app_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (status) ON TABLE public.users FROM app_user;
    """)

    # Revokes SELECT on column public.users.status from reporting_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (status) ON TABLE public.users FROM reporting_user;
    """)

    # Revokes SELECT on column public.users.two_factor_enabled from app_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (two_factor_enabled) ON TABLE public.users FROM app_user;
    """)

    # Revokes SELECT on column public.users.two_factor_enabled from reporting_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (two_factor_enabled) ON TABLE public.users FROM reporting_user;
    """)

    # Revokes SELECT on column public.users.updated_at from app_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (updated_at) ON TABLE public.users FROM app_user;
    """)

    # Revokes SELECT on column public.users.updated_at from reporting_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (updated_at) ON TABLE public.users FROM reporting_user;
    """)

    # Revokes SELECT on column public.users.username from app_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (username) ON TABLE public.users FROM app_user;
    """)

    # Revokes SELECT on column public.users.username from reporting_user.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (username) ON TABLE public.users FROM reporting_user;
    """)

    # Grants DELETE, INSERT, SELECT, UPDATE on table public.users to app_user.
    # Access: wider: gives DELETE, INSERT, SELECT, UPDATE.
    step(
        """
        GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE public.users TO app_user;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on table public.users to reporting_user.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT ON TABLE public.users TO reporting_user;
        """,
        hazards=("changes-access",),
    )
