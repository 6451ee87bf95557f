"""nobody reads the audit trail

Revision ID: 0002
Revises: 0001
"""

from dbtool.revision import step

revision = "0002"
down_revision = "0001"

# What this revision changes: fields of an object, or create, drop, replace.
touches = {
    ("grant", "column", "public", "system_logs", "created_at", "algotrading_app"): ("drop",),
    ("grant", "column", "public", "system_logs", "created_at", "algotrading_auth"): ("drop",),
    ("grant", "column", "public", "system_logs", "log_id", "algotrading_app"): ("drop",),
    ("grant", "column", "public", "system_logs", "log_id", "algotrading_auth"): ("drop",),
    ("grant", "column", "public", "users", "email", "algotrading_app"): ("privileges",),
    ("grant", "column", "public", "users", "username", "algotrading_app"): ("privileges",),
}


def upgrade() -> None:
    # Revokes SELECT on column public.system_logs.created_at from algotrading_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (created_at) ON TABLE public.system_logs FROM algotrading_app;
    """)

    # Revokes SELECT on column public.system_logs.created_at from algotrading_auth.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (created_at) ON TABLE public.system_logs FROM algotrading_auth;
    """)

    # Revokes SELECT on column public.system_logs.log_id from algotrading_app.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (log_id) ON TABLE public.system_logs FROM algotrading_app;
    """)

    # Revokes SELECT on column public.system_logs.log_id from algotrading_auth.
    # Access: tighter: takes SELECT.
    step("""
    REVOKE SELECT (log_id) ON TABLE public.system_logs FROM algotrading_auth;
    """)

    # Revokes UPDATE on column public.users.email from algotrading_app.
    # Access: tighter: takes UPDATE.
    step("""
    REVOKE UPDATE (email) ON TABLE public.users FROM algotrading_app;
    """)

    # Revokes UPDATE on column public.users.username from algotrading_app.
    # Access: tighter: takes UPDATE.
    step("""
    REVOKE UPDATE (username) ON TABLE public.users FROM algotrading_app;
    """)


def downgrade() -> None:
    # Grants UPDATE on column public.users.email to algotrading_app.
    # Access: wider: gives UPDATE.
    step(
        """
        GRANT UPDATE (email) ON TABLE public.users TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants UPDATE on column public.users.username to algotrading_app.
    # Access: wider: gives UPDATE.
    step(
        """
        GRANT UPDATE (username) ON TABLE public.users TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.system_logs.created_at to algotrading_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (created_at) ON TABLE public.system_logs TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.system_logs.created_at to algotrading_auth.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (created_at) ON TABLE public.system_logs TO algotrading_auth;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.system_logs.log_id to algotrading_app.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (log_id) ON TABLE public.system_logs TO algotrading_app;
        """,
        hazards=("changes-access",),
    )

    # Grants SELECT on column public.system_logs.log_id to algotrading_auth.
    # Access: wider: gives SELECT.
    step(
        """
        GRANT SELECT (log_id) ON TABLE public.system_logs TO algotrading_auth;
        """,
        hazards=("changes-access",),
    )
