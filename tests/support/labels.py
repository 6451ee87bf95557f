"""A security label provider for tests: PostgreSQL's own test module, where the server has it."""

from __future__ import annotations

import functools
import os
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql

# The module src/test/modules/dummy_seclabel; a build of it elsewhere is named by its path.
LIBRARY = os.environ.get("DBTOOL_TEST_LABEL_LIBRARY", "dummy_seclabel")
NEEDS_PROVIDER = (
    "needs a security label provider: PostgreSQL's test module dummy_seclabel, in the server's library "
    "or named by DBTOOL_TEST_LABEL_LIBRARY"
)


def with_provider(url: str) -> str:
    """Give the database's URL with the provider `dummy` in every session; skip where there is none."""
    if not _is_there(url):
        pytest.skip(NEEDS_PROVIDER)
    option = quote(f"-c session_preload_libraries={LIBRARY}")
    return url + ("&" if "?" in url else "?") + "options=" + option


@functools.cache
def _is_there(url: str) -> bool:
    with psycopg.connect(url, autocommit=True) as connection:
        try:
            connection.execute(sql.SQL("LOAD {}").format(sql.Literal(LIBRARY)))
        except (psycopg.errors.UndefinedFile, psycopg.errors.InsufficientPrivilege):
            return False
    return True
