"""No constant of a statement is ever shown."""

from __future__ import annotations

import pytest

from dbtool.operations.doctor.probes.statements import masked


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("SELECT a,\n  b FROM t WHERE x = $1", "SELECT a, b FROM t WHERE x = $1"),
        ("ALTER ROLE app PASSWORD 'geheim'", "ALTER ROLE app PASSWORD ?"),
        ("SELECT E'ge\\'heim', U&'geheim', B'01'", "SELECT ?, ?, ?"),
        ("DO $x$ geheim $x$", "DO ?"),
        ("SELECT 42, 1.5e3, -7", "SELECT ?, ?, -?"),
        ("/* user=geheim */ SELECT 1 -- geheim", "SELECT ?"),
        ('SELECT "Odd Name"."x" FROM t', 'SELECT "Odd Name"."x" FROM t'),
        # Cut in the middle of a constant.
        ("SELECT 1 WHERE x = 'gehe", "SELECT ? WHERE x =…"),
        ("SELECT $tag$ gehe", "SELECT…"),
    ],
)
def test_constants_are_masked(query: str, text: str) -> None:
    assert masked(query) == text
