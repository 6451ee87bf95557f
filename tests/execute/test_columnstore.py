"""Changes of a hypertable with compressed chunks: those in place, and those around which they are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dbtool.catalog.server import server_info
from dbtool.model.plan import Plan
from dbtool.render.filters import CannotAlter
from tests.support.pipeline import Pipeline, Workbench

pytestmark = pytest.mark.community

COLUMNS: dict[str, Any] = {"at": "timestamptz not null", "who": "text", "n": "integer", "m": "integer"}
STORED = {"segment_by": ["who"], "order_by": ["at desc"]}
COMPRESSED = "SELECT count(*) FROM timescaledb_information.chunks WHERE is_compressed"
SUM = "SELECT count(*), sum(n) FROM ticks"


def _definitions(folder: Path, **table: Any) -> Path:
    folder.mkdir()
    body = {"columns": COLUMNS, "hypertable": "at", "compression": STORED, **table}
    document = {
        "extensions": ["timescaledb"],
        "tables": {"people": {"columns": {"name": "text"}, "primary_key": ["name"]}, "ticks": body},
        "functions": {"f": {"returns": "trigger", "body": "BEGIN RETURN NEW; END"}},
    }
    (folder / "tables.yml").write_text(json.dumps(document), encoding="utf-8")
    return folder


def _filled(pipeline: Pipeline, folder: Path) -> None:
    """Bring the database to the definitions, with rows in two chunks, one of them compressed."""
    pipeline.bring_straight_to(pipeline.build(folder).wanted)
    pipeline.live.execute("INSERT INTO people VALUES ('a'), ('b')")
    pipeline.live.execute(
        "INSERT INTO ticks (at, who, n, m) SELECT '2024-01-01'::timestamptz + k * interval '1 day',"
        " CASE WHEN k % 2 = 0 THEN 'a' ELSE 'b' END, k, k FROM generate_series(1, 14) AS k"
    )
    pipeline.live.execute("SELECT compress_chunk(c) FROM show_chunks('ticks') AS c ORDER BY c::text LIMIT 1")
    assert _one(pipeline, COMPRESSED) == (1,)


def _clear(pipeline: Pipeline) -> None:
    for name in ("ticks", "people"):
        pipeline.live.execute(f"DROP TABLE {name} CASCADE")
    pipeline.live.execute("DROP FUNCTION f")
    pipeline.now = None


def _one(pipeline: Pipeline, query: Any) -> tuple[Any, ...]:
    (row,) = pipeline.live.execute(query).fetchall()
    return tuple(row)


def _touches_columnstore(plan: Plan) -> bool:
    return any(step.key.kind == "columnstore" for step in plan.steps)


def test_refused_changes_switch_the_columnstore_off_and_on_again(
    workbench: Workbench, tmp_path: Path
) -> None:
    keys = {"fk": {"columns": ["who"], "references": "people(name)"}}
    before = {"foreign_keys": keys, "primary_key": ["at", "n"]}
    columns = {
        **COLUMNS,
        "n": "bigint",
        "who": {"type": "text", "storage": "external"},
        "twice": {"type": "integer", "generated": "m * 2"},
        "made": "timestamptz default now()",
    }
    after = {
        "columns": columns,
        "foreign_keys": {"fk": {"columns": ["who"], "references": "people(name)", "deferrable": True}},
        "primary_key": ["at", "n"],
        "compression": {**STORED, "after": "7 days"},
    }
    with workbench.pipeline(timescaledb=True) as pipeline:
        _filled(pipeline, _definitions(tmp_path / "before", **before))
        plan = pipeline.bring_to(pipeline.build(_definitions(tmp_path / "after", **after)).wanted)

        assert "rewrites-table" in plan.hazards
        assert _one(pipeline, SUM) == (14, 105)
        assert _one(pipeline, "SELECT count(*) FROM ticks WHERE twice = m * 2 AND made IS NOT NULL") == (14,)
        _clear(pipeline)


def test_changes_in_place_leave_chunks_compressed(workbench: Workbench, tmp_path: Path) -> None:
    columns = {**COLUMNS, "n": "integer not null", "kind": "text not null default 'x'", "x": "numeric"}
    after = {
        "columns": columns,
        "primary_key": ["at", "n"],
        "checks": {"positive": "n >= 0"},
        "foreign_keys": {"fk": "who -> people(name)"},
        "indexes": {"by_n": ["n"]},
        "triggers": {"tr": {"when": "before", "events": ["insert"], "function": "f()"}},
    }
    with workbench.pipeline(timescaledb=True) as pipeline:
        _filled(pipeline, _definitions(tmp_path / "before"))
        plan = pipeline.bring_to(pipeline.build(_definitions(tmp_path / "after", **after)).wanted)

        aside = server_info(pipeline.live).timescaledb_release < (2, 20)
        assert _touches_columnstore(plan) == aside
        assert _one(pipeline, COMPRESSED) == (0 if aside else 1,)
        assert _one(pipeline, SUM) == (14, 105)
        _clear(pipeline)


def test_column_of_the_order_goes(workbench: Workbench, tmp_path: Path) -> None:
    stored = {"segment_by": ["who", "m"], "order_by": ["at desc"]}
    fewer = {name: type_ for name, type_ in COLUMNS.items() if name != "m"}
    with workbench.pipeline(timescaledb=True) as pipeline:
        _filled(pipeline, _definitions(tmp_path / "before", compression={**stored, "after": "900 days"}))
        pipeline.bring_to(pipeline.build(_definitions(tmp_path / "after", columns=fewer)).wanted)

        assert _one(pipeline, SUM) == (14, 105)
        _clear(pipeline)


def test_row_security_takes_the_place_of_the_columnstore_and_back(
    workbench: Workbench, tmp_path: Path
) -> None:
    policies = {"mine": {"using": "who = current_user"}}
    secured = {"compression": None, "row_security": {"policies": policies}}
    with workbench.pipeline(timescaledb=True) as pipeline:
        first = _definitions(tmp_path / "before", compression={**STORED, "after": "900 days"})
        _filled(pipeline, first)
        pipeline.bring_to(pipeline.build(_definitions(tmp_path / "after", **secured)).wanted)
        assert _one(pipeline, COMPRESSED) == (0,)
        pipeline.bring_to(pipeline.build(first).wanted)

        assert _one(pipeline, SUM) == (14, 105)
        _clear(pipeline)


def test_row_security_beside_the_columnstore_is_refused(workbench: Workbench, tmp_path: Path) -> None:
    both = {"row_security": {"policies": {"mine": {"using": "who = current_user"}}}}
    with workbench.pipeline(timescaledb=True) as pipeline:
        _filled(pipeline, _definitions(tmp_path / "before"))
        wanted = pipeline.build(_definitions(tmp_path / "after", **both)).wanted
        with pytest.raises(CannotAlter, match="row security and the columnstore"):
            pipeline.plan(wanted)
        _clear(pipeline)
