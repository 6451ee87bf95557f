"""Samples of what dbtool itself carries out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.constraint import Constraint
from dbtool.kinds.relations.materialized_view import MaterializedView
from dbtool.kinds.relations.table import Table
from dbtool.kinds.upkeep.maintenance import Maintenance
from dbtool.kinds.upkeep.partition_rule import PartitionRule
from dbtool.kinds.upkeep.row_retention import RowRetention
from dbtool.kinds.upkeep.rows import Rows
from dbtool.kinds.upkeep.view_refresh import ViewRefresh
from dbtool.model.fact import Expr, Fact
from tests.contract.naming import Names
from tests.contract.sample import Sample, Samples, Variation, schema, table

CLOCK = "timestamp with time zone"


def _logs(n: Names) -> tuple[Fact, ...]:
    return table(n, "logs", at=CLOCK, until=CLOCK, level="text")


def _rows(n: Names) -> list[Sample]:
    path: dict[str, Any] = {"schema": n("app"), "table": n("rights")}
    world = (
        *table(n, "rights"),
        *(
            Column(**path, name=n(column), position=place, type=Expr("text"), nullable=False)
            for place, column in enumerate(("role", "what"), 1)
        ),
        Column(**path, name=n("rank"), position=3, type=Expr("numeric(6,2)")),
        Constraint(
            **path,
            name=n("rights_pkey"),
            type="primary key",
            definition=Expr(f"PRIMARY KEY ({n.column('role')}, {n.column('what')})"),
        ),
        Constraint(
            **path,
            name=n("rights_key"),
            type="unique",
            definition=Expr(f"UNIQUE ({n.column('what')}, {n.column('role')})"),
        ),
    )
    fact = Rows(
        **path,
        key_columns=(n("role"), n("what")),
        columns=(n("role"), n("what"), n("rank")),
        rows=(("admin", "*", "1.50"), ("o'brien <&> %s", "a\nb\\", None)),
    )
    fewer = Variation(
        {"columns": (n("role"), n("what")), "rows": (("admin", "*"), ("o'brien <&> %s", "a\nb\\"))}
    )
    varied = {
        "key_columns": (n("what"), n("role")),
        "columns": fewer,
        "rows": (("admin", "*", "2.00"), ("viewer", "", None)),
        "delete": True,
    }
    return [Sample(fact, world, varied)]


def _partition_rule(n: Names) -> list[Sample]:
    path: dict[str, Any] = {"schema": n("app"), "table": n("events")}
    world = (
        schema(n),
        Table(schema=n("app"), name=n("events"), partition_by=Expr(f"RANGE ({n.column('at')})")),
        Column(**path, name=n("at"), position=1, type=Expr(CLOCK), nullable=False),
    )
    fact = PartitionRule(**path, by="month", ahead=2, keep=12)
    varied = {"by": "week", "ahead": 4, "keep": None, "since": "2024-01-01", "prefix": n("visits")}
    return [Sample(fact, world, varied)]


def _row_retention(n: Names) -> list[Sample]:
    fact = RowRetention(schema=n("app"), table=n("logs"), column=n("at"), delete_after="90 days")
    varied = {
        "column": n("until"),
        "delete_after": "7 days",
        "where": Expr(f"{n.column('level')} = 'DEBUG'"),
        "batch": 100,
        "schedule_interval": "02:00:00",
    }
    return [Sample(fact, _logs(n), varied)]


def _view_refresh(n: Names) -> list[Sample]:
    view = MaterializedView(
        schema=n("app"), name=n("figures"), definition=Expr(f" SELECT 1 AS {n.column('one')}")
    )
    fact = ViewRefresh(schema=n("app"), name=n("figures"), schedule_interval="1 day")
    return [Sample(fact, (schema(n), view), {"schedule_interval": "01:00:00", "concurrently": True})]


def _maintenance(n: Names) -> list[Sample]:
    fact = Maintenance(schema=n("app"), table=n("logs"), vacuum="1 day")
    varied = {"vacuum": None, "analyze": "06:00:00", "reindex": "1 mon"}
    return [Sample(fact, _logs(n), varied)]


SAMPLES: Mapping[str, Samples] = {
    "rows": _rows,
    "partition_rule": _partition_rule,
    "row_retention": _row_retention,
    "view_refresh": _view_refresh,
    "maintenance": _maintenance,
}
