"""Samples of what TimescaleDB adds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dbtool.kinds.access.role import Role
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.index import Index
from dbtool.kinds.relations.schema import Schema
from dbtool.kinds.routines.function import Function
from dbtool.kinds.timescale.chunk_skipping import ChunkSkipping
from dbtool.kinds.timescale.chunk_tablespace import ChunkTablespace
from dbtool.kinds.timescale.columnstore import Columnstore
from dbtool.kinds.timescale.columnstore_policy import ColumnstorePolicy
from dbtool.kinds.timescale.compaction_policy import CompactionPolicy
from dbtool.kinds.timescale.continuous_aggregate import ContinuousAggregate
from dbtool.kinds.timescale.further_refresh import FurtherRefresh
from dbtool.kinds.timescale.hypertable import Hypertable
from dbtool.kinds.timescale.job import Job
from dbtool.kinds.timescale.refresh import Refresh
from dbtool.kinds.timescale.reorder_policy import ReorderPolicy
from dbtool.kinds.timescale.retention import Retention
from dbtool.model.fact import Expr, Fact
from tests.contract.naming import Names
from tests.contract.sample import Sample, Samples, Variation, table

START, LATER = "2030-01-01 00:00:00+00", "2030-02-02 00:00:00+00"


def _ticks(n: Names, clock: str = "timestamp with time zone") -> tuple[Fact, ...]:
    """Give a table that can become a hypertable."""
    path: dict[str, Any] = {"schema": n("app"), "table": n("ticks")}
    return (
        *table(n, "ticks"),
        Column(**path, name=n("at"), position=1, type=Expr(clock), nullable=False),
        Column(**path, name=n("symbol"), position=2, type=Expr("text"), nullable=False),
    )


def _stored(n: Names) -> tuple[Fact, ...]:
    """Give a hypertable with the columnstore on."""
    path: dict[str, Any] = {"schema": n("app"), "table": n("ticks")}
    return (
        *_ticks(n),
        Hypertable(**path, by=n("at"), chunk_interval="1 day"),
        Columnstore(**path, segment_by=(n("symbol"),), order_by=(f"{n.column('at')} DESC",)),
    )


def _clock(n: Names, name: str) -> Function:
    path = n.sql("app", name)
    head = f"CREATE OR REPLACE FUNCTION {path}()\n RETURNS bigint\n LANGUAGE sql\n STABLE\n"
    text = f"{head}AS $function$select 1::bigint$function$\n"
    return Function(schema=n("app"), name=n(name), arguments="", result=Expr("bigint"), definition=Expr(text))


def _hypertable(n: Names) -> list[Sample]:
    path: dict[str, Any] = {"schema": n("app"), "table": n("ticks")}
    fact = Hypertable(**path, by=n("at"), chunk_interval="7 days", hash={n("symbol"): 2})
    varied = {"chunk_interval": "1 day", "hash": {n("symbol"): 4}}
    rebuilt = "another one is a rebuild, which has cases of its own"
    exempt = dict.fromkeys(("by", "associated_schema", "associated_prefix"), rebuilt)
    numbered = Hypertable(**path, by=n("at"), chunk_interval="1000", integer_now=n.sql("app", "first"))
    clocks = (_clock(n, "first"), _clock(n, "second"))
    further = Column(**path, name=n("number"), position=3, type=Expr("bigint"), nullable=False)
    ranged = Hypertable(**path, by=n("at"), chunk_interval="7 days", ranges={n("number"): "1000"})
    wider = {"ranges": {n("number"): "2000"}}
    return [
        Sample(fact, _ticks(n), varied, exempt, removable=False),
        Sample(ranged, (*_ticks(n), further), wider, removable=False),
        Sample(
            numbered,
            (*_ticks(n, "bigint"), *clocks),
            {"integer_now": n.sql("app", "second")},
            removable=False,
        ),
    ]


def _columnstore(n: Names) -> list[Sample]:
    *world, fact = _stored(n)
    varied = {
        "segment_by": (),
        "order_by": (f"{n.column('at')} NULLS FIRST",),
        "chunk_interval": "2 days",
    }
    sparse = {"sparse_index": (f"minmax({n.column('at')})",)}
    return [
        Sample(fact, tuple(world), varied),
        Sample(fact, tuple(world), sparse, timescaledb=(2, 22)),
    ]


def _scheduled(_n: Names) -> dict[str, Any]:
    """Give other values of when a policy runs, how often it is tried, and what its config says further."""
    return {
        "schedule_interval": "2 days",
        "initial_start": LATER,
        "timezone": "Europe/Berlin",
        "scheduled": False,
        "max_runtime": "00:20:00",
        "max_retries": 4,
        "retry_period": "00:07:00",
        "options": {"verbose_log": "true"},
    }


def _chunk_skipping(n: Names) -> list[Sample]:
    path: dict[str, Any] = {"schema": n("app"), "table": n("ticks")}
    number = Column(**path, name=n("number"), position=3, type=Expr("integer"))
    world = (*_ticks(n), number, Hypertable(**path, by=n("at"), chunk_interval="1 day"))
    return [Sample(ChunkSkipping(**path, column=n("number")), world)]


def _chunk_tablespace(n: Names) -> list[Sample]:
    fact = ChunkTablespace(schema=n("app"), table=n("ticks"), tablespace="pg_default")
    return [Sample(fact, _stored(n)[:-1])]


def _reorder_policy(n: Names) -> list[Sample]:
    path: dict[str, Any] = {"schema": n("app"), "table": n("ticks")}
    indexes = tuple(
        Index(**path, name=n(name), definition=Expr(f"USING btree ({n.column(column)})"))
        for name, column in (("first", "at"), ("second", "symbol"))
    )
    fact = ReorderPolicy(
        **path, index=n("first"), schedule_interval="1 day", initial_start=START, timezone="UTC"
    )
    return [Sample(fact, (*_stored(n)[:-1], *indexes), {"index": n("second"), **_scheduled(n)})]


def _compaction(n: Names) -> list[Sample]:
    fact = CompactionPolicy(
        schema=n("app"),
        table=n("ticks"),
        max_chunks=3,
        max_batches=100,
        inactive_for="01:00:00",
        schedule_interval="1 day",
        initial_start=START,
        timezone="UTC",
    )
    varied = {"max_chunks": 4, "max_batches": None, "inactive_for": "02:00:00", **_scheduled(n)}
    return [Sample(fact, _stored(n), varied, timescaledb=(2, 29))]


def _columnstore_policy(n: Names) -> list[Sample]:
    fact = ColumnstorePolicy(
        schema=n("app"),
        table=n("ticks"),
        after="7 days",
        schedule_interval="1 day",
        initial_start=START,
        timezone="UTC",
    )
    created = Variation({"after": None, "created_before": "7 days"})
    varied = {"after": "8 days", "created_before": created, **_scheduled(n)}
    return [Sample(fact, _stored(n), varied)]


def _retention(n: Names) -> list[Sample]:
    fact = Retention(
        schema=n("app"),
        table=n("ticks"),
        drop_after="7 days",
        schedule_interval="1 day",
        initial_start=START,
        timezone="UTC",
    )
    created = Variation({"drop_after": None, "drop_created_before": "7 days"})
    varied = {"drop_after": "8 days", "drop_created_before": created, **_scheduled(n)}
    return [Sample(fact, _stored(n)[:-1], varied)]


def _runners(n: Names) -> tuple[Role, Role]:
    """Give roles that may read every table and that jobs may run as."""
    one, two = (Role(name=n.role(word), login=True, superuser=True) for word in ("one", "two"))
    return one, two


def _definition(n: Names, aggregate: str) -> Expr:
    at = n.column("at")
    bucket = f"public.time_bucket('01:00:00'::interval, {at})"
    return Expr(
        f" SELECT {bucket} AS {n.column('bucket')},\n    {aggregate} AS {n.column('figure')}\n"
        f"   FROM {n.sql('app', 'ticks')}\n  GROUP BY ({bucket})"
    )


def _aggregate(n: Names) -> ContinuousAggregate:
    return ContinuousAggregate(
        schema=n("app"), name=n("hourly"), definition=_definition(n, "count(*)"), owner=n.role("one")
    )


def _continuous_aggregate(n: Names) -> list[Sample]:
    varied = {
        "definition": _definition(n, f"max({n.column('symbol')})"),
        "columns": (("x", "integer"),),
        "materialized_only": False,
        "create_group_indexes": False,
        "chunk_interval": "20 days",
        "owner": n.role("two"),
        "comment": "it's two",
    }
    exempt = {"dormant": "what one edition leaves on a server that has become another"}
    return [Sample(_aggregate(n), (*_stored(n)[:-1], *_runners(n)), varied, exempt=exempt)]


def _refresh(n: Names) -> list[Sample]:
    fact = Refresh(
        schema=n("app"),
        name=n("hourly"),
        start_offset="3 days",
        end_offset="01:00:00",
        schedule_interval="01:00:00",
        initial_start=START,
        timezone="UTC",
    )
    varied = {"start_offset": None, "end_offset": "02:00:00", **_scheduled(n)}
    world = (*_stored(n)[:-1], *_runners(n), _aggregate(n))
    return [Sample(fact, world, varied)]


def _further_refresh(n: Names) -> list[Sample]:
    window: dict[str, Any] = {"start_offset": "3 days", "schedule_interval": "01:00:00"}
    newest = Refresh(schema=n("app"), name=n("hourly"), end_offset="01:00:00", **window)
    fact = FurtherRefresh(
        schema=n("app"),
        name=n("hourly"),
        start_offset="30 days",
        end_offset="3 days",
        schedule_interval="1 day",
        initial_start=START,
        timezone="UTC",
    )
    world = (*_stored(n)[:-1], *_runners(n), _aggregate(n), newest)
    return [Sample(fact, world, {"start_offset": None, **_scheduled(n)}, timescaledb=(2, 21))]


def _job(n: Names) -> list[Sample]:
    head = f"CREATE OR REPLACE PROCEDURE {n.sql('app', 'tidy')}(IN job_id integer, IN config jsonb)"
    procedure = Function(
        schema=n("app"),
        name=n("tidy"),
        arguments="integer, jsonb",
        procedure=True,
        signature=Expr("job_id integer, config jsonb"),
        definition=Expr(f"{head}\n LANGUAGE plpgsql\nAS $procedure$BEGIN NULL; END$procedure$\n"),
    )
    roles = tuple(Role(name=n.role(word), login=True) for word in ("one", "two"))
    fact = Job(
        procedure_schema=n("app"),
        procedure=n("tidy"),
        name=n("nightly"),
        schedule_interval="1 day",
        initial_start=START,
        timezone="UTC",
        fixed_schedule=True,
        max_runtime="00:10:00",
        max_retries=3,
        retry_period="00:05:00",
        owner=n.role("one"),
    )
    head = (
        f"CREATE OR REPLACE FUNCTION {n.sql('app', 'look')}(config jsonb)\n RETURNS void\n LANGUAGE plpgsql\n"
    )
    look = Function(
        schema=n("app"),
        name=n("look"),
        arguments="jsonb",
        signature=Expr("config jsonb"),
        result=Expr("void"),
        definition=Expr(f"{head}AS $function$BEGIN RETURN; END$function$\n"),
    )
    varied = {
        "check_config": n.sql("app", "look"),
        "config": '{"keep": "it\'s 3"}',
        "fixed_schedule": Variation({"fixed_schedule": False, "initial_start": None}),
        **{name: value for name, value in _scheduled(n).items() if name != "options"},
        "owner": n.role("two"),
    }
    return [Sample(fact, (Schema(name=n("app")), *roles, procedure, look), varied)]


SAMPLES: Mapping[str, Samples] = {
    "hypertable": _hypertable,
    "columnstore": _columnstore,
    "columnstore_policy": _columnstore_policy,
    "retention": _retention,
    "continuous_aggregate": _continuous_aggregate,
    "refresh": _refresh,
    "job": _job,
    "further_refresh": _further_refresh,
    "reorder_policy": _reorder_policy,
    "compaction_policy": _compaction,
    "chunk_skipping": _chunk_skipping,
    "chunk_tablespace": _chunk_tablespace,
}
