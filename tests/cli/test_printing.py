"""What each command prints, whole, plain and 100 columns wide."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.printing.apply import outcome_status, outcome_text
from dbtool.cli.printing.check import check_status, check_text
from dbtool.cli.printing.demo import demo_text
from dbtool.cli.printing.import_ import import_text
from dbtool.cli.printing.plan import plan_text
from dbtool.cli.printing.status import history_text, status_text
from dbtool.cli.printing.verify import verify_status, verify_text
from dbtool.diff.report import describe, plan_sql
from dbtool.diff.report_markdown import markdown
from dbtool.diff.report_text import text
from tests.cli import samples

GOLDEN = Path(__file__).parent / "golden"
UPDATE = "DBTOOL_UPDATE_GOLDEN"
SERVER = "PostgreSQL 17.2, TimescaleDB 2.17.2 (apache edition), provider cache"

PRINTED: dict[str, Callable[[], str]] = {
    "diff.txt": lambda: text(samples.DIFF),
    "diff_none.txt": lambda: text(samples.NO_DIFF),
    "diff.md": lambda: markdown(samples.DIFF),
    "diff_none.md": lambda: markdown(samples.NO_DIFF),
    "diff.sql": lambda: plan_sql(samples.PLAN),
    "describe.txt": lambda: "\n".join(describe(row.change) for row in samples.DIFF.differences) + "\n",
    "check.txt": lambda: check_text(samples.CHECK) + "\n",
    "plan.txt": lambda: plan_text(samples.PREVIEW) + "\n",
    "apply.txt": lambda: outcome_text(samples.APPLIED) + "\n" + outcome_text(samples.APPLIED_FX) + "\n",
    "verify.txt": lambda: verify_text(samples.NOT_VERIFIED) + "\n" + verify_text(samples.VERIFIED) + "\n",
    "status.txt": lambda: status_text(samples.STATUS_RESULT) + "\n",
    "history.txt": lambda: history_text("octopus", samples.HISTORY) + "\n",
    "import.txt": lambda: import_text(samples.IMPORTED) + "\n",
    "demo.txt": lambda: demo_text([samples.APPLIED, samples.APPLIED_FX], SERVER) + "\n",
}


@pytest.mark.parametrize("name", PRINTED)
def test_print_is_golden(name: str) -> None:
    path, printed = GOLDEN / name, PRINTED[name]()
    if os.environ.get(UPDATE):
        path.write_text(printed, encoding="utf-8")
    assert printed == path.read_text(encoding="utf-8"), f"{UPDATE}=1 rewrites {path.name}; read its diff"


@pytest.mark.parametrize("name", [name for name in PRINTED if name.endswith(".txt")])
def test_text_fits_100_columns(name: str) -> None:
    too_long = [line for line in PRINTED[name]().splitlines() if len(line) > 100]
    assert name == "describe.txt" or not too_long


def test_text_wraps_for_a_narrow_terminal() -> None:
    unbroken = "(NULLIF(current_setting('app.current_user_id'::text,"
    too_long = [line for line in text(samples.DIFF, 60).splitlines() if len(line) > 60]
    assert [line.strip() for line in too_long] == [unbroken]


def test_no_password_is_printed() -> None:
    assert "secret" not in status_text(samples.STATUS_RESULT)


def test_status_follows_from_the_result() -> None:
    assert check_status(samples.CHECK) is ExitStatus.FAILURE
    assert outcome_status(samples.APPLIED) is ExitStatus.DONE
    assert verify_status(samples.NOT_VERIFIED) is ExitStatus.VERIFICATION_FAILED
    assert verify_status(samples.VERIFIED) is ExitStatus.DONE
