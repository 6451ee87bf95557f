"""A definition that gives rights to whom the object turns out to belong is fulfilled by that."""

from __future__ import annotations

from pathlib import Path

import pytest

from dbtool.diff.differ import diff
from dbtool.model.database import Database
from dbtool.model.quoting import ident
from tests.support.pipeline import Pipeline, Workbench

TABLE = "CREATE TABLE t (a integer, b integer); CREATE VIEW v AS SELECT a FROM t;"


def _built(pipeline: Pipeline, path: Path, text: str) -> Database:
    path.write_text(text, encoding="utf-8")
    return pipeline.build(path).wanted


@pytest.mark.parametrize(
    "granted",
    [
        "GRANT SELECT, INSERT ON t TO {owner};",
        "GRANT SELECT ON v TO {owner}; GRANT UPDATE ON t TO {owner};",
        "GRANT SELECT (a), UPDATE (b) ON t TO {owner};",
        "GRANT USAGE ON SCHEMA app TO {owner};",
        "GRANT EXECUTE ON FUNCTION f() TO {owner};",
    ],
)
def test_grant_to_the_owner_leaves_nothing_to_do(granted: str, workbench: Workbench, tmp_path: Path) -> None:
    with workbench.pipeline() as pipeline:
        (user,) = pipeline.live.execute("SELECT current_user").fetchone() or ("",)
        more = "CREATE SCHEMA app; CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1;"
        without = _built(pipeline, tmp_path / "without.sql", TABLE + more)
        given = _built(pipeline, tmp_path / "given.sql", TABLE + more + granted.format(owner=ident(user)))
        base = pipeline.inspect()
        pipeline.bring_to(given)
        pipeline.bring_to(without)
        pipeline.bring_to(given)
        pipeline.bring_to(base)


def test_right_that_the_owner_gave_up_comes_back(workbench: Workbench, tmp_path: Path) -> None:
    with workbench.pipeline() as pipeline:
        base = pipeline.inspect()
        (user,) = pipeline.live.execute("SELECT current_user").fetchone() or ("",)
        granted = f"{TABLE} GRANT SELECT ON t TO {ident(user)};"
        given = _built(pipeline, tmp_path / "given.sql", granted)
        pipeline.bring_to(given)
        pipeline.live.execute("REVOKE ALL ON t FROM CURRENT_USER")
        pipeline.now = None
        assert [str(change.key) for change in diff(pipeline.inspect(), given)] == [
            "grant table.public.t.pg_owner"
        ]
        pipeline.bring_to(given)
        pipeline.bring_to(base)
