"""quant_reference as documented

Revision ID: 0001
Revises:
"""

from dbtool.revision import step

revision = "0001"
down_revision = None

# What this revision changes: fields of an object, or create, drop, replace.
touches = {
    ("column", "public", "audit_logs", "action"): ("create",),
    ("column", "public", "audit_logs", "ip_address"): ("create",),
    ("column", "public", "audit_logs", "log_id"): ("create",),
    ("column", "public", "audit_logs", "new_value"): ("create",),
    ("column", "public", "audit_logs", "old_value"): ("create",),
    ("column", "public", "audit_logs", "resource_id"): ("create",),
    ("column", "public", "audit_logs", "resource_type"): ("create",),
    ("column", "public", "audit_logs", "timestamp"): ("create",),
    ("column", "public", "audit_logs", "user_agent"): ("create",),
    ("column", "public", "audit_logs", "user_id"): ("create",),
    ("column", "public", "configurations", "description"): ("create",),
    ("column", "public", "configurations", "key"): ("create",),
    ("column", "public", "configurations", "updated_at"): ("create",),
    ("column", "public", "configurations", "updated_by"): ("create",),
    ("column", "public", "configurations", "value"): ("create",),
    ("column", "public", "permissions", "action"): ("create",),
    ("column", "public", "permissions", "permission_id"): ("create",),
    ("column", "public", "permissions", "resource"): ("create",),
    ("column", "public", "permissions", "role"): ("create",),
    ("column", "public", "strategies", "created_at"): ("create",),
    ("column", "public", "strategies", "created_by"): ("create",),
    ("column", "public", "strategies", "name"): ("create",),
    ("column", "public", "strategies", "parameters"): ("create",),
    ("column", "public", "strategies", "risk_limits"): ("create",),
    ("column", "public", "strategies", "status"): ("create",),
    ("column", "public", "strategies", "strategy_id"): ("create",),
    ("column", "public", "strategies", "symbols"): ("create",),
    ("column", "public", "strategies", "type"): ("create",),
    ("column", "public", "strategies", "updated_at"): ("create",),
    ("column", "public", "users", "created_at"): ("create",),
    ("column", "public", "users", "email"): ("create",),
    ("column", "public", "users", "is_active"): ("create",),
    ("column", "public", "users", "last_login"): ("create",),
    ("column", "public", "users", "password_hash"): ("create",),
    ("column", "public", "users", "role"): ("create",),
    ("column", "public", "users", "user_id"): ("create",),
    ("column", "public", "users", "username"): ("create",),
    ("column_default", "public", "audit_logs", "log_id"): ("create",),
    ("column_default", "public", "audit_logs", "timestamp"): ("create",),
    ("column_default", "public", "configurations", "updated_at"): ("create",),
    ("column_default", "public", "permissions", "permission_id"): ("create",),
    ("column_default", "public", "strategies", "created_at"): ("create",),
    ("column_default", "public", "strategies", "parameters"): ("create",),
    ("column_default", "public", "strategies", "risk_limits"): ("create",),
    ("column_default", "public", "strategies", "status"): ("create",),
    ("column_default", "public", "strategies", "symbols"): ("create",),
    ("column_default", "public", "strategies", "updated_at"): ("create",),
    ("column_default", "public", "users", "created_at"): ("create",),
    ("column_default", "public", "users", "is_active"): ("create",),
    ("column_default", "public", "users", "role"): ("create",),
    ("column_default", "public", "users", "user_id"): ("create",),
    ("constraint", "public", "audit_logs", "audit_logs_pkey"): ("create",),
    ("constraint", "public", "audit_logs", "audit_logs_user_id_fkey"): ("create",),
    ("constraint", "public", "configurations", "configurations_pkey"): ("create",),
    ("constraint", "public", "permissions", "permissions_pkey"): ("create",),
    ("constraint", "public", "permissions", "permissions_role_resource_action_key"): ("create",),
    ("constraint", "public", "strategies", "strategies_pkey"): ("create",),
    ("constraint", "public", "users", "users_email_key"): ("create",),
    ("constraint", "public", "users", "users_pkey"): ("create",),
    ("constraint", "public", "users", "users_username_key"): ("create",),
    ("index", "public", "idx_audit_resource"): ("create",),
    ("index", "public", "idx_audit_timestamp"): ("create",),
    ("index", "public", "idx_audit_user"): ("create",),
    ("index", "public", "idx_strategies_status"): ("create",),
    ("index", "public", "idx_strategies_type"): ("create",),
    ("rows", "public", "permissions"): ("create",),
    ("sequence", "public", "audit_logs_log_id_seq"): ("create",),
    ("sequence", "public", "permissions_permission_id_seq"): ("create",),
    ("sequence_ownership", "public", "audit_logs_log_id_seq"): ("create",),
    ("sequence_ownership", "public", "permissions_permission_id_seq"): ("create",),
    ("table", "public", "audit_logs"): ("create",),
    ("table", "public", "configurations"): ("create",),
    ("table", "public", "permissions"): ("create",),
    ("table", "public", "strategies"): ("create",),
    ("table", "public", "users"): ("create",),
}


def upgrade() -> None:
    # Creates sequence public.audit_logs_log_id_seq.
    step("""
    CREATE SEQUENCE public.audit_logs_log_id_seq;
    """)

    # Creates sequence public.permissions_permission_id_seq.
    step("""
    CREATE SEQUENCE public.permissions_permission_id_seq AS integer;
    """)

    # Creates table public.configurations.
    step("""
    CREATE TABLE public.configurations (
      key text NOT NULL,
      value jsonb NOT NULL,
      description text,
      updated_at timestamp with time zone DEFAULT now() NOT NULL,
      updated_by text,
      CONSTRAINT configurations_pkey PRIMARY KEY (key)
    );
    """)

    # Comments on table public.configurations.
    step("""
    COMMENT ON TABLE public.configurations IS 'Configuration';
    """)

    # Creates table public.permissions.
    step("""
    CREATE TABLE public.permissions (
      permission_id integer DEFAULT nextval('public.permissions_permission_id_seq'::regclass) NOT NULL,
      role text NOT NULL,
      resource text NOT NULL,
      action text NOT NULL,
      CONSTRAINT permissions_pkey PRIMARY KEY (permission_id),
      CONSTRAINT permissions_role_resource_action_key UNIQUE (role, resource, action)
    );
    """)

    # Comments on table public.permissions.
    step("""
    COMMENT ON TABLE public.permissions IS 'Users and Permissions';
    """)

    # Creates table public.strategies.
    step("""
    CREATE TABLE public.strategies (
      strategy_id text NOT NULL,
      name text NOT NULL,
      type text NOT NULL,
      status text DEFAULT 'stopped'::text NOT NULL,
      parameters jsonb DEFAULT '{}'::jsonb NOT NULL,
      risk_limits jsonb DEFAULT '{}'::jsonb NOT NULL,
      symbols text[] DEFAULT '{}'::text[] NOT NULL,
      created_at timestamp with time zone DEFAULT now() NOT NULL,
      updated_at timestamp with time zone DEFAULT now() NOT NULL,
      created_by text NOT NULL,
      CONSTRAINT strategies_pkey PRIMARY KEY (strategy_id)
    );
    """)

    # Comments on table public.strategies.
    step("""
    COMMENT ON TABLE public.strategies IS 'Strategies';
    """)

    # Creates table public.users.
    step("""
    CREATE TABLE public.users (
      user_id uuid DEFAULT gen_random_uuid() NOT NULL,
      username text NOT NULL,
      email text NOT NULL,
      password_hash text NOT NULL,
      role text DEFAULT 'viewer'::text NOT NULL,
      is_active boolean DEFAULT true NOT NULL,
      created_at timestamp with time zone DEFAULT now() NOT NULL,
      last_login timestamp with time zone,
      CONSTRAINT users_email_key UNIQUE (email),
      CONSTRAINT users_pkey PRIMARY KEY (user_id),
      CONSTRAINT users_username_key UNIQUE (username)
    );
    """)

    # Comments on table public.users.
    step("""
    COMMENT ON TABLE public.users IS 'Users and Permissions';
    """)

    # Creates table public.audit_logs.
    step("""
    CREATE TABLE public.audit_logs (
      log_id bigint DEFAULT nextval('public.audit_logs_log_id_seq'::regclass) NOT NULL,
      "timestamp" timestamp with time zone DEFAULT now() NOT NULL,
      user_id uuid,
      action text NOT NULL,
      resource_type text NOT NULL,
      resource_id text,
      old_value jsonb,
      new_value jsonb,
      ip_address inet,
      user_agent text,
      CONSTRAINT audit_logs_pkey PRIMARY KEY (log_id),
      CONSTRAINT audit_logs_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(user_id)
    );
    """)

    # Comments on table public.audit_logs.
    step("""
    COMMENT ON TABLE public.audit_logs IS 'Audit Log';
    """)

    # Makes sequence public.audit_logs_log_id_seq part of column public.audit_logs.log_id.
    step("""
    ALTER SEQUENCE public.audit_logs_log_id_seq OWNED BY public.audit_logs.log_id;
    """)

    # Makes sequence public.permissions_permission_id_seq part of column
    # public.permissions.permission_id.
    step("""
    ALTER SEQUENCE public.permissions_permission_id_seq OWNED BY public.permissions.permission_id;
    """)

    # Brings 9 rows of public.permissions to what is declared.
    step("""
    INSERT INTO public.permissions AS held (role, resource, action) VALUES
      ('admin', '*', '*'),
      ('trader', 'orders', '*'),
      ('trader', 'portfolio', 'read'),
      ('trader', 'signals', 'read'),
      ('trader', 'strategies', 'read'),
      ('trader', 'strategies', 'update'),
      ('viewer', 'portfolio', 'read'),
      ('viewer', 'signals', 'read'),
      ('viewer', 'strategies', 'read')
    ON CONFLICT (role, resource, action) DO NOTHING;
    """)

    # Keeps 9 rows of public.permissions.
    step("""
    INSERT INTO dbtool.kept (kind, path, fact) VALUES (
      'rows',
      ARRAY['public', 'permissions'],
      '{"schema": "public", "table": "permissions", "key_columns": ["role", "resource", "action"], "columns": ["role", "resource", "action"], "rows": [["admin", "*", "*"], ["trader", "orders", "*"], ["trader", "portfolio", "read"], ["trader", "signals", "read"], ["trader", "strategies", "read"], ["trader", "strategies", "update"], ["viewer", "portfolio", "read"], ["viewer", "signals", "read"], ["viewer", "strategies", "read"]]}'::jsonb
    )
    ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact;
    """)

    # Creates index public.idx_audit_resource on table public.audit_logs.
    step("""
    CREATE INDEX idx_audit_resource
    ON public.audit_logs USING btree (resource_type, resource_id);
    """)

    # Creates index public.idx_audit_timestamp on table public.audit_logs.
    step("""
    CREATE INDEX idx_audit_timestamp
    ON public.audit_logs USING btree ("timestamp" DESC);
    """)

    # Comments on index public.idx_audit_timestamp.
    step("""
    COMMENT ON INDEX public.idx_audit_timestamp IS 'Recent activity';
    """)

    # Creates index public.idx_audit_user on table public.audit_logs.
    step("""
    CREATE INDEX idx_audit_user
    ON public.audit_logs USING btree (user_id, "timestamp" DESC);
    """)

    # Creates index public.idx_strategies_status on table public.strategies.
    step("""
    CREATE INDEX idx_strategies_status
    ON public.strategies USING btree (status);
    """)

    # Creates index public.idx_strategies_type on table public.strategies.
    step("""
    CREATE INDEX idx_strategies_type
    ON public.strategies USING btree (type);
    """)


def downgrade() -> None:
    # Keeps the rows of public.permissions no more; they stay.
    step("""
    DELETE FROM dbtool.kept
    WHERE kind = 'rows' AND path = ARRAY['public', 'permissions'];
    """)

    # Takes sequence public.audit_logs_log_id_seq from its column.
    # Locks: ACCESS EXCLUSIVE on public.audit_logs_log_id_seq.
    step("""
    ALTER SEQUENCE public.audit_logs_log_id_seq OWNED BY NONE;
    """)

    # Takes sequence public.permissions_permission_id_seq from its column.
    # Locks: ACCESS EXCLUSIVE on public.permissions_permission_id_seq.
    step("""
    ALTER SEQUENCE public.permissions_permission_id_seq OWNED BY NONE;
    """)

    # Drops table public.audit_logs.
    # Locks: ACCESS EXCLUSIVE on public.audit_logs.
    step(
        """
        DROP TABLE public.audit_logs;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.configurations.
    # Locks: ACCESS EXCLUSIVE on public.configurations.
    step(
        """
        DROP TABLE public.configurations;
        """,
        hazards=("deletes-data",),
    )

    # Drops table public.permissions.
    # Locks: ACCESS EXCLUSIVE on public.permissions.
    step(
        """
        DROP TABLE public.permissions;
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

    # Drops sequence public.audit_logs_log_id_seq.
    # Locks: ACCESS EXCLUSIVE on public.audit_logs_log_id_seq.
    step(
        """
        DROP SEQUENCE public.audit_logs_log_id_seq;
        """,
        hazards=("deletes-data",),
    )

    # Drops sequence public.permissions_permission_id_seq.
    # Locks: ACCESS EXCLUSIVE on public.permissions_permission_id_seq.
    step(
        """
        DROP SEQUENCE public.permissions_permission_id_seq;
        """,
        hazards=("deletes-data",),
    )
