"""Results built by hand, as values, for what the command line prints."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from dbtool.errors import InvalidDefinition, Origin
from dbtool.model.key import Key
from dbtool.model.plan import Plan, Step
from dbtool.operations.import_live import LiveImport
from dbtool.operations.import_write import Writing
from dbtool.operations.lifecycle.hypertables import Hypertable, Reach
from dbtool.operations.lifecycle.jobs import ScheduledJob
from dbtool.operations.lifecycle.lifecycle import Lifecycle
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
NOW = datetime(2025, 2, 1, 12, tzinfo=UTC)
HYPERTABLE = Hypertable(
    name="public.market_data",
    aggregate=False,
    chunks=1_412,
    interval_seconds=86_400,
    bytes=12_345_678_901,
    exact=False,
    compressed=1_380,
    before_bytes=103_456_789_012,
    after_bytes=11_345_678_901,
    oldest="2021-03-22T00:00:01.5+00:00",
    newest="2025-02-01T11:59:58+00:00",
    by_chunks=False,
    retention=Reach(
        after="2 years",
        before="2023-02-02T00:00:00+00:00",
        chunks=2,
        oldest="2021-03-23T00:00:00+00:00",
        next_start=datetime(2025, 2, 2, tzinfo=UTC),
        scheduled=True,
    ),
    compression=Reach(after="7 days", before=None, chunks=0, oldest=None, next_start=None, scheduled=False),
)
COUNTED = Hypertable(
    name="public.blocks_hourly",
    aggregate=True,
    chunks=1,
    interval_seconds=None,
    bytes=16_384,
    exact=True,
    compressed=0,
    before_bytes=None,
    after_bytes=None,
    oldest="20250101",
    newest="20250201",
    by_chunks=True,
    retention=None,
    compression=None,
)
GOOD_JOB = ScheduledJob(
    job_id=1001,
    name="Retention Policy [1001]",
    procedure="policy_retention",
    relation="public.market_data",
    owner="octopus_owner",
    every="1 day",
    scheduled=True,
    next_start=datetime(2025, 2, 2, tzinfo=UTC),
    status="Success",
    last_start=datetime(2025, 2, 1, tzinfo=UTC),
    last_success=datetime(2025, 2, 1, 0, 0, 1, tzinfo=UTC),
    failures=0,
    runs=31,
    seconds=1.25,
    late_seconds=-43_200.0,
    unable=None,
)
BAD_JOB = GOOD_JOB._replace(job_id=1000, procedure="sweep", relation="", unable="login")
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
    now=NOW,
    lifecycle=Lifecycle(hypertables=(HYPERTABLE, COUNTED), jobs=(BAD_JOB, GOOD_JOB)),
    upkeep=None,
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
