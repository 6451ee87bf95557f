"""What many rules work out from one database is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from dbtool.model.database import Database

Given = TypeVar("Given")


def per_database(make: Callable[[Database], Given]) -> Callable[[Database], Given]:
    """Keep what a function gives for a database with the database, which never changes."""
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def kept(database: Database) -> Given:
        # As functools.cached_property does it.
        if name not in database.__dict__:
            database.__dict__[name] = make(database)
        found: Given = database.__dict__[name]
        return found

    return kept
