"""What `dbtool maintain` prints, compared whole, 100 columns wide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.printing.maintain import run_status, run_text, status_status, status_text
from tests.maintain.samples import BUSY, FORESEEN, RAN, STANDS

GOLDEN = Path(__file__).with_name("golden")
PRINTED: dict[str, Callable[[], str]] = {
    "run.txt": lambda: "\n".join(map(run_text, [RAN, BUSY, FORESEEN])) + "\n",
    "status.txt": lambda: status_text(STANDS) + "\n",
}


@pytest.mark.parametrize("name", PRINTED)
def test_text_is_the_golden_one(name: str) -> None:
    text = PRINTED[name]()
    assert text == (GOLDEN / name).read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 100


def test_exit_statuses() -> None:
    assert [run_status(each) for each in (RAN, BUSY, FORESEEN)] == [
        ExitStatus.FAILURE,
        ExitStatus.DONE,
        ExitStatus.DONE,
    ]
    assert status_status(STANDS) is ExitStatus.VERIFICATION_FAILED
