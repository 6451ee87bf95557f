"""Changes built by hand, as values: what reports are made of."""

from __future__ import annotations

from dataclasses import replace

from dbtool.kinds.access.grant import Grant
from dbtool.kinds.access.membership import Membership
from dbtool.kinds.access.policy import Policy
from dbtool.kinds.access.role import Role
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.column_default import ColumnDefault
from dbtool.kinds.relations.constraint import Constraint
from dbtool.kinds.relations.index import Index
from dbtool.kinds.relations.table import Table
from dbtool.kinds.routines.function import Function
from dbtool.kinds.timescale.retention import Retention
from dbtool.model.change import Alter, Change, Create, Drop, Replace
from dbtool.model.fact import Expr

ALERTS = "schema/octopus/alerts.yml"
TENANT = "(user_id = (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid)"
BODY = """CREATE OR REPLACE FUNCTION public.touch()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.updated_at := {};
  RETURN NEW;
END
$function$"""


def _column(
    name: str, type_: str, *, table: str = "orders", position: int = 0, nullable: bool = True
) -> Column:
    return Column(
        schema="public", table=table, name=name, type=Expr(type_), position=position, nullable=nullable
    )


STATUS = _column("status", "text")
POLICY = Policy(schema="public", table="orders", name="own", roles=("octopus_app",), using=Expr(TENANT))
TOUCH = Function(
    schema="public",
    name="touch",
    arguments="",
    definition=Expr(BODY.format("now()")),
    result=Expr("trigger"),
)

ADD_TABLE: tuple[Change, ...] = (
    Create(Table(schema="public", name="alerts", comment="What to tell whom.")),
    Create(_column("id", "uuid", table="alerts", position=1, nullable=False)),
    Create(
        ColumnDefault(schema="public", table="alerts", column="id", expression=Expr("uuid_generate_v4()"))
    ),
    Create(_column("raised_at", "timestamp with time zone", table="alerts", position=2)),
    Create(
        Constraint(
            schema="public",
            table="alerts",
            name="alerts_pkey",
            type="primary key",
            definition=Expr("PRIMARY KEY (id)"),
        )
    ),
    Create(
        Index(
            schema="public",
            name="idx_alerts_raised",
            table="alerts",
            unique=True,
            definition=Expr("USING btree (raised_at DESC) WHERE (raised_at IS NOT NULL)"),
        )
    ),
    Create(
        Grant(
            on_kind="table",
            on=("public", "alerts"),
            grantee="octopus_app",
            privileges=("select", "insert"),
        )
    ),
)
BY_HAND: tuple[Change, ...] = (
    Alter(STATUS, replace(STATUS, type=Expr("character varying(20)"), nullable=False), ("type", "nullable")),
    Drop(_column("legacy", "integer")),
    Drop(Table(schema="public", name="Old Prices")),
    Drop(_column("price", "numeric", table="Old Prices")),
    Drop(
        Index(
            schema="public", name="old_prices_i", table="Old Prices", definition=Expr("USING btree (price)")
        )
    ),
)
BY_REVISION: tuple[Change, ...] = (
    Create(Membership(role="octopus_readonly", member="grafana")),
    Replace(
        POLICY,
        replace(POLICY, command="select", using=Expr("true")),
        ("command", "using"),
        "command cannot be altered",
    ),
    Create(Retention(schema="public", table="market_data", drop_after="2 years")),
    Alter(TOUCH, replace(TOUCH, definition=Expr(BODY.format("clock_timestamp()"))), ("definition",)),
    Alter(
        Role(name="octopus_app", login=True),
        Role(name="octopus_app", login=True, connection_limit=20),
        ("connection_limit",),
    ),
)
