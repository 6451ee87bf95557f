"""Values of settings, as a person and as pg_settings writes them: `4GB` and 524288 of 8kB are the same."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

BYTES: dict[str, float | Decimal] = {"B": 1, "kB": 1024, "MB": 1024**2, "GB": 1024**3, "TB": 1024**4}
MILLISECONDS: dict[str, float | Decimal] = {
    "us": Decimal("0.001"),
    "ms": 1,
    "s": 1000,
    "min": 60_000,
    "h": 3_600_000,
    "d": 86_400_000,
}
FACTORS = {name: Decimal(factor) for name, factor in (BYTES | MILLISECONDS).items()}
TRUE, FALSE = frozenset({"on", "true", "yes", "1"}), frozenset({"off", "false", "no", "0"})
SIGNS = (">=", "<=")
_NUMBER = re.compile(r"\s*(-?[0-9]*\.?[0-9]+)\s*([A-Za-z]*)\s*")


class Wanted(NamedTuple):
    """A recommended value: `sign` is `>=`, `<=` or empty for exactly that."""

    sign: str
    value: str


def wanted(text: str) -> Wanted:
    """Give what a recommendation such as `>= 4GB` asks for."""
    sign = next((sign for sign in SIGNS if text.startswith(sign)), "")
    return Wanted(sign, text.removeprefix(sign).strip())


def meets(recommended: str, setting: str, unit: str | None, vartype: str) -> bool:
    """Say whether a setting is as recommended.

    Shape:  `setting`, `unit` and `vartype` as pg_settings has them; a bare number is in the setting's unit.
    Errors: ValueError where the recommendation is no value of such a setting.
    """
    sign, value = wanted(recommended)
    if vartype in ("integer", "real"):
        asked, actual = _amount(value, unit), _amount(setting, unit)
        return actual >= asked if sign == ">=" else actual <= asked if sign == "<=" else actual == asked
    if sign:
        raise ValueError(f"{sign} is only for numbers")
    if vartype == "bool":
        return _truth(value) is _truth(setting)
    return value.lower() == setting.lower() if vartype == "enum" else value == setting


def shown(setting: str, unit: str | None) -> str:
    """Give a setting as a person would write it: 4GB, 30s, on."""
    if unit is None or not _NUMBER.fullmatch(setting):
        return setting or "''"
    amount = _amount(setting, unit)
    if amount <= 0:
        return setting
    kinds = BYTES if unit.endswith("B") else MILLISECONDS
    for name in reversed(kinds):
        factor = FACTORS[name]
        if amount >= factor and amount % factor == 0:
            return f"{int(amount / factor)}{name}"
    return f"{setting} x {unit}"


def _amount(text: str, unit: str | None) -> Decimal:
    """Give a value in bytes, milliseconds, or as it is for a setting without unit."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise ValueError(f"{text} is no number")
    number, given = Decimal(found[1]), found[2]
    if not given:
        return number * (_factor(unit) if unit else 1)
    if unit is None:
        raise ValueError(f"{text} has a unit, the setting has none")
    if given not in FACTORS or (given in BYTES) is not unit.endswith("B"):
        raise ValueError(f"{given} is no unit of the setting")
    return number * FACTORS[given]


def _factor(unit: str) -> Decimal:
    """Give what pg_settings' unit stands for; `8kB` is a unit too."""
    found = re.fullmatch(r"([0-9]*)([A-Za-z]+)", unit)
    assert found is not None, unit
    return Decimal(found[1] or 1) * FACTORS[found[2]]


def _truth(text: str) -> bool:
    if text.lower() in TRUE:
        return True
    if text.lower() in FALSE:
        return False
    raise ValueError(f"{text} is neither on nor off")
