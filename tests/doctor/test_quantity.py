"""Recommended values against what pg_settings has, units and all."""

from __future__ import annotations

import pytest

from dbtool.operations.doctor.quantity import meets, shown

MET = [
    ("4GB", "524288", "8kB", "integer"),
    ("4096MB", "524288", "8kB", "integer"),
    ("0.5GB", "65536", "8kB", "integer"),
    ("524288", "524288", "8kB", "integer"),
    ("1.1", "1.1", None, "real"),
    ("0.90", "0.9", None, "real"),
    ("10min", "600000", "ms", "integer"),
    ("1d", "86400", "s", "integer"),
    (">= 3", "10", None, "integer"),
    (">=4GB", "1048576", "8kB", "integer"),
    ("<= 64MB", "4096", "kB", "integer"),
    ("yes", "on", None, "bool"),
    ("REPLICA", "replica", None, "enum"),
    ("cp %p /wal/%f", "cp %p /wal/%f", None, "string"),
]
MISSED = [
    ("4GB", "16384", "8kB", "integer"),
    (">= 4GB", "16384", "8kB", "integer"),
    ("<= 64MB", "65537", "kB", "integer"),
    ("1.1", "4", None, "real"),
    ("on", "off", None, "bool"),
    ("replica", "logical", None, "enum"),
]
NONSENSE = [
    ("4GB", "100", None, "integer", "has a unit"),
    ("3s", "16384", "8kB", "integer", "is no unit"),
    ("4gb", "16384", "8kB", "integer", "is no unit"),
    ("many", "16384", "8kB", "integer", "is no number"),
    ("maybe", "on", None, "bool", "neither on nor off"),
    (">= on", "on", None, "bool", "only for numbers"),
]


@pytest.mark.parametrize(("recommended", "setting", "unit", "vartype"), MET)
def test_setting_meets_its_recommendation(recommended: str, setting: str, unit: str, vartype: str) -> None:
    assert meets(recommended, setting, unit, vartype)


@pytest.mark.parametrize(("recommended", "setting", "unit", "vartype"), MISSED)
def test_setting_misses_its_recommendation(recommended: str, setting: str, unit: str, vartype: str) -> None:
    assert not meets(recommended, setting, unit, vartype)


@pytest.mark.parametrize(("recommended", "setting", "unit", "vartype", "message"), NONSENSE)
def test_recommendation_that_is_no_value_is_told(
    recommended: str, setting: str, unit: str, vartype: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        meets(recommended, setting, unit, vartype)


@pytest.mark.parametrize(
    ("setting", "unit", "text"),
    [
        ("524288", "8kB", "4GB"),
        ("16384", "8kB", "128MB"),
        ("4", None, "4"),
        ("600000", "ms", "10min"),
        ("-1", "ms", "-1"),
        ("0", "ms", "0"),
        ("", None, "''"),
    ],
)
def test_setting_is_shown_as_a_person_writes_it(setting: str, unit: str | None, text: str) -> None:
    assert shown(setting, unit) == text
