"""What a small installation lacks: contrib's extensions, ICU."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

import psycopg
import pytest

_CREATED = re.compile(r"CREATE EXTENSION (?:IF NOT EXISTS )?\"?([\w-]+)", re.IGNORECASE)


def created_by(sql: str) -> set[str]:
    """Give the extensions that the statements make."""
    return set(_CREATED.findall(sql))


def skip_without(url: str, names: Iterable[str]) -> None:
    """Skip the test where the server has not all of these extensions."""
    missing = lacking(url, names)
    if missing:
        pytest.skip(f"needs the extension {missing[0]}, which this server does not have")


def lacking(url: str, names: Iterable[str]) -> list[str]:
    """Give those of the extensions that the server does not have."""
    return sorted({*names} - _available(url))


@functools.cache
def _available(url: str) -> frozenset[str]:
    with psycopg.connect(url, autocommit=True) as connection:
        return frozenset(
            name for (name,) in connection.execute("SELECT name FROM pg_catalog.pg_available_extensions")
        )


NEEDS_ICU = "needs a server that is built with ICU"


@functools.cache
def has_icu(url: str) -> bool:
    """Say whether the server has ICU's collations."""
    with psycopg.connect(url) as connection:
        try:
            connection.execute("CREATE COLLATION pg_temp.german (PROVIDER = icu, LOCALE = 'de')")
        except psycopg.errors.FeatureNotSupported:
            return False
        finally:
            connection.rollback()
    return True
