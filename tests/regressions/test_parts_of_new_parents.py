"""What a table gets from a new parent is not its own: it goes when the parent's goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases.files import write
from tests.support.pipeline import Workbench

OLD = "CREATE TABLE heir (w integer)"
OWN = """
SELECT array_agg(attname ORDER BY attname)
FROM pg_attribute
WHERE attrelid = 'heir'::regclass AND attnum > 0 AND attislocal
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # The parent is there already, or made in the same plan.
        ("CREATE TABLE p (id bigint, n integer DEFAULT 3 NOT NULL);", ""),
        ("CREATE TABLE a (id bigint);", "CREATE TABLE p (n integer DEFAULT 3 NOT NULL, id bigint);"),
    ],
)
def test_parts_of_a_new_parent_are_not_the_heirs_own(
    workbench: Workbench, tmp_path: Path, before: str, after: str
) -> None:
    above = "a" if after else ""
    with workbench.pipeline() as pipeline:
        old = f"{before} {OLD}{f' INHERITS ({above})' if above else ''};"
        start = pipeline.build(write({"sql": old}, tmp_path / "before", "role_"))
        wanted = pipeline.build(
            write({"sql": f"{before} {after} {OLD} INHERITS (p);"}, tmp_path / "after", "role_")
        )
        pipeline.bring_straight_to(start.wanted)
        pipeline.live.execute("INSERT INTO heir (w) VALUES (1)")

        up = pipeline.bring_to(wanted.wanted)
        assert pipeline.live.execute(OWN).fetchone() == (["w"],)
        assert pipeline.live.execute("SELECT w, n FROM heir").fetchone() == (1, 3)
        pipeline.bring_to(start.wanted, back=up)
        assert pipeline.live.execute("SELECT w FROM heir").fetchone() == (1,)
        pipeline.bring_straight_to(start.base)
