"""The reports of doctor and pool, compared whole; JSON against its schema is tests/cli's."""

from __future__ import annotations

from pathlib import Path

import pytest

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.printing.doctor import doctor_status, doctor_text, doctor_values
from dbtool.cli.printing.pool import pool_ini
from tests.doctor.samples import EXAMINED, HEALTHY, POOLED

GOLDEN = Path(__file__).with_name("golden")
PRINTED = {
    "examined.txt": doctor_text(EXAMINED) + "\n",
    "healthy.txt": doctor_text(HEALTHY) + "\n",
    "transaction.ini": pool_ini(POOLED, mode="transaction", pgbouncer=(1, 21)),
    "session_1_18.ini": pool_ini(POOLED, mode="session", pgbouncer=(1, 18)),
}


@pytest.mark.parametrize("name", PRINTED)
def test_report_is_as_it_was(name: str) -> None:
    assert PRINTED[name] == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["examined.txt", "transaction.ini"])
def test_report_is_100_columns_wide(name: str) -> None:
    # An entry of PgBouncer's cannot be broken.
    lines = [line for line in PRINTED[name].splitlines() if line.startswith((";", " "))]
    assert max(map(len, lines)) <= 100


def test_only_an_error_is_a_failed_verification() -> None:
    assert doctor_status(EXAMINED) is ExitStatus.VERIFICATION_FAILED
    assert doctor_status(HEALTHY) is ExitStatus.DONE


def test_json_keeps_numbers_as_numbers() -> None:
    (table, *_) = doctor_values(EXAMINED)["tables"]
    assert table["rows"][0] == {
        "table": "public.orders",
        "total": 1_572_864,
        "rows": 12_345,
        "vacuumed": 7200.0,
    }
    assert table["units"] == {"total": "bytes", "rows": "count", "vacuumed": "seconds"}
    assert table["left_out"] == 3


def test_prepared_statements_only_where_the_pooler_knows_them() -> None:
    old = pool_ini(POOLED, mode="transaction", pgbouncer=(1, 20))
    assert "\nmax_prepared_statements = 200\n" in PRINTED["transaction.ini"]
    assert "max_prepared_statements" not in old
    assert "prepare_threshold=None" in old
