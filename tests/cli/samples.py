"""Results built by hand, as values, for what the command line prints."""

from __future__ import annotations

from pathlib import Path

from dbtool.errors import InvalidDefinition, Origin
from dbtool.model.key import Key
from dbtool.model.plan import Plan, Step
from dbtool.operations.import_live import LiveImport
from dbtool.operations.import_write import Writing
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
from tests.cli.sample_changes import ADD_TABLE, ALERTS, BY_HAND, BY_REVISION

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
IMPORTED = LiveImport(
    database="shop",
    source="host=db dbname=shop",
    writing=Writing(
        files=(Path("schema/shop/tables/orders.yml"), Path("roles/shop/roles.yml")),
        objects=OBJECTS,
        unexpressed=(
            ("index public.orders_half_built", "it is invalid: an interrupted build left it behind"),
            ("operator public.###(integer,integer)", "dbtool has no kind for it yet"),
        ),
        differences=BY_HAND[:2],
        refused=(
            InvalidDefinition(
                "view public.v: operator does not exist: integer ### integer",
                origin=Origin("schema/views/v.yml", 1, 7),
            ),
        ),
    ),
    roles_left=("ann", "bob", "eve"),
    unowned={"postgres": 305},
    seconds=2.31,
)
