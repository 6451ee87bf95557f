"""What an import makes of statements that a server refuses, each mended text run on a real server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from dbtool.documents.document import Document
from dbtool.documents.sql_text import read_sql_text
from dbtool.execute.mending.importing import Mended, mend_statements
from dbtool.execute.mending.menders import MENDERS
from dbtool.execute.progress import Silent

HERE = Path(__file__).parent
CASES: dict[str, Any] = YAML(typ="safe").load(HERE / "menders.yml")
TIMESCALE: dict[str, Any] = YAML(typ="safe").load(HERE / "timescale.yml")
EXTENSION = "CREATE EXTENSION timescaledb;\n"


def _mended(sql: str, url: str) -> Mended:
    statements, remarks = read_sql_text(sql, "f.sql")
    document = Document("f.sql", tuple(statements), tuple(remarks))
    return mend_statements(url, document, default_schema="public", progress=Silent())


def _check(case: dict[str, Any], mended: Mended, without: str = "") -> None:
    found = sorted(mended.findings, key=lambda finding: finding.origin.line)
    assert [[finding.code, finding.state] for finding in found] == case["findings"]
    said = [finding.server_message for finding in found if finding.server_message]
    assert case.get("server", "") in (said or [""])[0]
    after = [item.sql for item in mended.items if item.sort == "definition" and not item.left_out]
    if "after" in case:
        assert [sql for sql in after if sql != without] == case["after"]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_import_mends(case: dict[str, Any], plain_database_url: str) -> None:
    _check(case, _mended(case["sql"], plain_database_url))


@pytest.mark.parametrize("case", TIMESCALE.values(), ids=TIMESCALE.keys())
def test_import_mends_timescale(case: dict[str, Any], plain_database_url: str) -> None:
    mended = _mended(EXTENSION + case["sql"], plain_database_url)
    _check(case, mended, without="CREATE EXTENSION timescaledb")


MENDED = {name: case for name, case in {**CASES, **TIMESCALE}.items() if "mended" in str(case["findings"])}


@pytest.mark.parametrize("case", MENDED.values(), ids=MENDED.keys())
def test_mended_statements_need_no_mending(case: dict[str, Any], plain_database_url: str) -> None:
    """What came out runs as it stands: imported again, the server refuses none of it."""
    first = _mended(EXTENSION + case["sql"], plain_database_url)
    kept = [item.sql for item in first.items if item.sort == "definition" and not item.left_out]
    again = _mended(";\n".join(kept), plain_database_url)
    assert [finding for finding in again.findings if finding.server_message] == []


def test_every_mender_has_a_code_of_the_server() -> None:
    assert all(len(state) == 5 for mender in MENDERS for state in mender.states)


def test_password_is_in_no_finding(plain_database_url: str) -> None:
    sql = """
        CREATE USER a PASSWORD 'hunter2';
        CREATE ROLE b PASSWORD 'hunter2' NONSENSE;
        ALTER ROLE a PASSWORD 'hunter2';
    """
    mended = _mended(sql, plain_database_url)
    assert len(mended.findings) == 4
    assert "hunter2" not in repr(mended.findings)
