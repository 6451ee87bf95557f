"""Tables that are built anew keep their rows, in either direction, on either edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dbtool.errors import StepFailed
from dbtool.execute.kept import drop_kept, drop_unfinished, kept_objects
from dbtool.execute.progress import Silent
from dbtool.model.database import Database
from dbtool.server.contract import Server
from tests.cases.files import write
from tests.execute.support import Recorder
from tests.support.pipeline import Pipeline, Workbench

COLUMNS = {
    "id": {"type": "bigint", "identity": "always"},
    "at": "timestamptz",
    "place": "text not null",
}
PLAIN: dict[str, Any] = {
    "tables": {"ticks": {"columns": COLUMNS}, "notes": {"columns": {"id": "bigint"}}},
    "views": {"places": "select distinct place from ticks"},
}
CHUNKED: dict[str, Any] = {
    **PLAIN,
    "tables": {
        **PLAIN["tables"],
        "ticks": {
            "columns": {**COLUMNS, "at": "timestamptz not null", "note": "text"},
            "unique": {"ticks_key": ["id", "at"]},
            "hypertable": {"by": "at", "chunk_interval": "1 day"},
        },
    },
}
FILL = """
INSERT INTO ticks (at, place)
SELECT timestamptz '2026-01-01' + g / 3 * interval '1 minute', 'p' || g % 5
FROM generate_series(1, 45000) AS g
"""
CONTENTS = "SELECT count(*), sum(id), sum(extract(epoch FROM at)), min(place) FROM ticks"
CHUNKS = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'public.ticks'::regclass"


@pytest.fixture
def live(workbench: Workbench, server: Server) -> Iterator[Pipeline]:
    """A database with TimescaleDB, and scratch beside it."""
    if server.edition == "none":
        pytest.skip("needs TimescaleDB")
    with workbench.pipeline(timescaledb=True) as pipeline:
        yield pipeline


def wanted(pipeline: Pipeline, definitions: Mapping[str, Any], folder: Path) -> Database:
    """Give what the definitions describe."""
    return pipeline.build(write(definitions, folder, "")).wanted


def one_row(pipeline: Pipeline, query: str) -> Any:
    return pipeline.live.execute(query.encode()).fetchone()


def test_table_with_rows_becomes_a_hypertable_and_a_table_again(live: Pipeline, tmp_path: Path) -> None:
    plain, chunked = wanted(live, PLAIN, tmp_path / "plain"), wanted(live, CHUNKED, tmp_path / "chunked")
    live.bring_straight_to(plain)
    live.live.execute(FILL.encode())
    before = one_row(live, CONTENTS)
    up = live.bring_to(chunked)
    assert (one_row(live, CONTENTS), one_row(live, CHUNKS)) == (before, (11,))
    # The numbers go on where they were.
    live.live.execute("INSERT INTO ticks (at, place) VALUES ('2026-01-20', 'new')")
    assert one_row(live, "SELECT id FROM ticks WHERE place = 'new'") == (45001,)
    assert one_row(live, "SELECT count(*) FROM places") == (6,)
    live.bring_to(plain, back=up)
    assert one_row(live, "SELECT count(*), max(id) FROM ticks") == (45001, 45001)
    assert one_row(live, CHUNKS) == (0,)
    assert [(each.schema, each.was) for each in kept_objects(live.live)] == [
        ("dbtool_old_2", "public.ticks"),
        ("dbtool_old_1", "public.ticks"),
    ]


def test_rows_that_have_no_place_stop_the_copy_and_stay(live: Pipeline, tmp_path: Path) -> None:
    plain, chunked = wanted(live, PLAIN, tmp_path / "plain"), wanted(live, CHUNKED, tmp_path / "chunked")
    live.bring_straight_to(plain)
    live.live.execute(FILL.encode())
    live.live.execute("INSERT INTO ticks (place) VALUES ('nowhere')")
    before = one_row(live, CONTENTS)
    with pytest.raises(StepFailed, match=r"rows of table public\.ticks have no value in column at"):
        live.bring_to(chunked)
    assert one_row(live, CONTENTS) == before
    assert drop_unfinished(live.live, Silent())
    live.live.execute("INSERT INTO ticks (at, place) VALUES ('2026-01-20', 'free again')")
    live.live.execute("DELETE FROM ticks WHERE at IS NULL")
    live.bring_to(chunked)
    assert one_row(live, "SELECT count(*) FROM ticks") == (45001,)


def test_old_table_is_dropped_when_told(live: Pipeline, tmp_path: Path) -> None:
    live.bring_straight_to(wanted(live, PLAIN, tmp_path / "plain"))
    live.live.execute(FILL.encode())
    back = live.bring_to(wanted(live, CHUNKED, tmp_path / "chunked"))
    live.bring_to(wanted(live, PLAIN, tmp_path / "again"), back=back)
    said = Recorder()
    drop_kept(live.live, kept_objects(live.live), said)
    assert said.notes == [
        "dropped 11 chunks of dbtool_old_2.ticks",
        "dropped dbtool_old_2.ticks, which public.ticks was",
        "dropped dbtool_old_1.ticks, which public.ticks was",
    ]
    assert kept_objects(live.live) == []
    assert one_row(live, "SELECT count(*) FROM ticks") == (45000,)
