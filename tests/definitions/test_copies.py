"""A copy of a table takes along what other files say of the table."""

from __future__ import annotations

from pathlib import Path

from dbtool.definitions.loader import load
from dbtool.execute.scratch import build_wanted


def test_copy_has_the_indexes_of_other_files(tmp_path: Path, plain_database_url: str) -> None:
    (tmp_path / "a.sql").write_text("CREATE TABLE a (id int, at date);\n")
    (tmp_path / "b.yml").write_text("table: copy\nlike: a\n---\nindexes: {table: a, a_at: [at]}\n")
    loaded = load([tmp_path], variables={}, target=None, database="d")
    wanted = build_wanted(plain_database_url, loaded).wanted
    assert sorted(key.path[1] for key in wanted.facts if key.kind == "index") == ["a_at", "copy_at_idx"]
