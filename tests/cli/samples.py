"""Results built by hand, as values, for what the command line prints."""

from __future__ import annotations

from dataclasses import replace

from dbtool.errors import Origin
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
from dbtool.model.key import Key
from dbtool.model.plan import Plan, Step
from dbtool.operations.results import (
    ApplyOutcome,
    Cause,
    CheckResult,
    Difference,
    DiffResult,
    Finding,
    HistoryEntry,
    Preview,
    StatusResult,
    VerifyItem,
    VerifyResult,
)

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

PLAN = Plan(
    (
        Step(
            "ALTER TABLE public.orders DROP COLUMN legacy;",
            Key("column", ("public", "orders", "legacy")),
            "drops column legacy of table public.orders",
            lock="ACCESS EXCLUSIVE on public.orders",
            hazards=("deletes-data",),
        ),
        Step(
            "SELECT public.add_retention_policy('public.market_data', drop_after => INTERVAL '2 years');",
            Key("retention", ("public", "market_data")),
            "drops chunks of public.market_data after 2 years",
            community=True,
        ),
        Step(
            "CREATE UNIQUE INDEX CONCURRENTLY idx_alerts_raised ON public.alerts USING btree (raised_at)",
            Key("index", ("public", "idx_alerts_raised")),
            "creates index public.idx_alerts_raised",
            lock="SHARE UPDATE EXCLUSIVE on public.alerts",
            transactional=False,
        ),
        Step(
            "ALTER ROLE octopus_app CONNECTION LIMIT 20;",
            Key("role", ("octopus_app",)),
            "changes role octopus_app",
            hazards=("changes-access",),
            password_of="octopus_app",
        ),
    )
)
HELD = {Key("retention", ("public", "market_data")): "emulate"}
OBJECTS = {"table": 26, "column": 240, "policy": 3, "index": 31, "row_security": 5}

DIFF = DiffResult(
    database="octopus",
    differences=(
        *(Difference(change, Cause.UNRECORDED, Origin(ALERTS, 1, 1)) for change in ADD_TABLE),
        *(Difference(change, Cause.DRIFT) for change in BY_HAND),
        *(Difference(change, Cause.PENDING) for change in BY_REVISION),
    ),
    plan=PLAN,
    unmodelled=("operator public.=== (text, text)",),
    held=HELD,
    objects=OBJECTS,
    seconds=0.41,
)
NO_DIFF = DiffResult(
    database="fx", differences=(), plan=Plan(()), held={}, objects={"table": 12, "column": 80}, seconds=0.2
)
CHECK = CheckResult(
    database="octopus",
    findings=(
        Finding(
            code="T101",
            severity="error",
            message="the unique index idx_a leaves out the time column",
            hint="add time",
            origin=Origin(ALERTS, 4, 3),
        ),
        Finding(code="not-modelled", severity="warning", message="operator === is not managed"),
    ),
    unrecorded=(BY_HAND[0], BY_REVISION[1]),
    replayed=("0001", "0002"),
    objects=OBJECTS,
    seconds=1.25,
)
VERIFIED = VerifyResult(database="octopus", ok=True, items=(), objects=OBJECTS, seconds=0.5)
NOT_VERIFIED = VerifyResult(
    database="octopus",
    ok=False,
    items=(
        VerifyItem(
            subject="column public.orders.status",
            state="differs",
            detail="alter column public.orders.status: type text → character varying(20), nullable yes → no",
        ),
        VerifyItem(subject="retention public.market_data", state="held", detail="emulate"),
        VerifyItem(subject="table public.users", state="ok"),
    ),
    objects=OBJECTS,
    seconds=0.5,
)
APPLIED = ApplyOutcome(
    database="octopus",
    revisions=("0001", "0002"),
    steps=41,
    resumed=3,
    warnings=("role octopus_app has no password",),
    held=HELD,
    verified=VERIFIED,
    seconds=2.04,
)
APPLIED_FX = ApplyOutcome(
    database="fx",
    revisions=(),
    steps=0,
    resumed=0,
    warnings=(),
    held={},
    verified=VerifyResult(database="fx", ok=True, items=(), objects={"table": 12, "column": 80}, seconds=0.1),
    seconds=0.31,
)
PREVIEW = Preview(
    database="octopus",
    parts=(("0002 add alerts", Plan(PLAN.steps[:2])), ("0003 roles", Plan(PLAN.steps[2:]))),
    refused=("changes-access", "deletes-data"),
)
STATUS_RESULT = StatusResult(
    database="octopus",
    url="postgresql://postgres:secret@localhost:5432/octopus",
    server="PostgreSQL 17.2, TimescaleDB 2.17.2",
    edition="apache",
    current="0001",
    head="0002",
    pending=("0002",),
    unfinished="revision 0002, step 3: creates index public.idx_alerts_raised",
    held=HELD,
    details={"size_bytes": 8123456},
)
HISTORY = (
    HistoryEntry(
        revision="0001",
        message="first tables",
        path="migrations/octopus/versions/0001_first_tables.py",
        applied_at="2025-01-31T10:00:00+00:00",
        by="postgres",
        seconds=1.24,
    ),
    HistoryEntry(revision="0002", message="alerts", path="migrations/octopus/versions/0002_alerts.py"),
)
