"""The stages know no kind by name, but for what is listed here with its reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import dbtool
from dbtool.kinds import BY_NAME

SOURCE = Path(dbtool.__file__).parent
STAGES = ("diff", "planner", "render")
A_FIELD = "here the name of a field, which is the same word"
A_PLURAL = "rows are many already: tables that have some are counted"
HELD = "templates ask whose rows, values and keys others hold"
ACCESS = "what gives and takes access is of a few kinds, each in its own way"
# File and word, with the reason why it may stand there.
ALLOWED = {
    ("diff/access.py", "column"): ACCESS,
    ("diff/access.py", "continuous_aggregate"): ACCESS,
    ("diff/access.py", "default_privilege"): ACCESS,
    ("diff/access.py", "grant"): ACCESS,
    ("diff/access.py", "materialized_view"): ACCESS,
    ("diff/access.py", "membership"): ACCESS,
    ("diff/access.py", "policy"): ACCESS,
    ("diff/access.py", "role"): ACCESS,
    ("diff/access.py", "row_security"): ACCESS,
    ("diff/access.py", "table"): ACCESS,
    ("diff/access.py", "view"): ACCESS,
    ("diff/access_views.py", "view"): ACCESS,
    ("diff/access_policies.py", "policy"): ACCESS,
    ("diff/additive.py", "default_privilege"): ACCESS,
    ("diff/additive.py", "grant"): ACCESS,
    ("diff/additive.py", "membership"): ACCESS,
    ("diff/report_json.py", "column"): A_FIELD,
    ("diff/report_json.py", "database"): A_FIELD,
    ("diff/report_names.py", "column"): A_FIELD,
    ("diff/report_names.py", "role"): A_FIELD,
    ("diff/report_names.py", "schema"): A_FIELD,
    ("diff/report_rows.py", "rows"): A_PLURAL,
    ("diff/report_rows.py", "table"): A_PLURAL,
    ("planner/columnstores.py", "table"): "what goes along with its table waits for no columnstore",
    ("planner/renames.py", "schema"): "a schema that moves takes along what is in it",
    ("render/casts.py", "cast"): "which types the server can turn into each other",
    ("render/casts.py", "domain"): "which types the server can turn into each other",
    ("render/casts.py", "enum"): "which types the server can turn into each other",
    ("render/environment.py", "role"): "here the name of a filter, which is the same word",
    ("render/setting.py", "base_type"): "a function's template asks whether it goes with its type",
    ("render/logging_order.py", "table"): "the logging of a table waits for that of others",
    ("render/below.py", "base_type"): HELD,
    ("render/below.py", "column"): HELD,
    ("render/below.py", "column_setting"): "a table below may compress a column in its own way",
    ("render/below.py", "composite_type"): HELD,
    ("render/below.py", "constraint"): HELD,
    ("render/below.py", "hypertable"): HELD,
    ("render/below.py", "table"): HELD,
    ("render/inside.py", "column_default"): "a column's template asks for the default folded with it",
    ("render/setting.py", "column"): HELD,
    ("render/setting.py", "extension"): "templates ask for the version of TimescaleDB",
    ("render/setting.py", "table"): "templates ask whether a table is partitioned",
}


def test_stages_name_no_kind() -> None:
    found = {
        (str(path.relative_to(SOURCE)), name)
        for stage in STAGES
        for path in sorted((SOURCE / stage).glob("*.py"))
        for name in _kinds_named(path)
    }

    assert found == ALLOWED.keys()


def _kinds_named(path: Path) -> Iterator[str]:
    """Give the kinds that a module imports or names in a string of its own, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in BY_NAME:
            yield node.value
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dbtool.kinds."):
            last = (node.module or "").rpartition(".")[2]
            if last in BY_NAME:
                yield last
