"""`dbtool: ignore` comments: which line they are about."""

from __future__ import annotations

import pytest

from dbtool.checks.comments import UNSAID, comments_in

CASES = {
    "beside": ("a: 1  # dbtool: ignore K101 why not\n", [(1, "K101", "why not")]),
    "above": ("# dbtool: ignore K101\n\n# more\na: 1\n", [(4, "K101", UNSAID)]),
    "several codes": (
        "a: 1  # dbtool: ignore K101, float-money given\n",
        [(1, "K101", "given"), (1, "float-money", "given")],
    ),
    "in SQL": ("x float, -- dbtool: ignore float-money no\n", [(1, "float-money", "no")]),
    "stacked": (
        "-- dbtool: ignore K101 a\n-- dbtool: ignore C101 b\nCREATE TABLE t ();\n",
        [(3, "K101", "a"), (3, "C101", "b")],
    ),
    "none": ("# dbtool: nothing\n# ignore K101\n", []),
}


@pytest.mark.parametrize("case", CASES)
def test_comment_is_about_a_line(case: str) -> None:
    text, expected = CASES[case]
    assert [(one.line, one.code, one.reason) for one in comments_in(text, "a.yml")] == expected


def test_comment_has_its_place() -> None:
    (found,) = comments_in("a: 1\nb: 2  # dbtool: ignore K101\n", "a.yml")
    assert str(found.origin) == "a.yml:2:7"
