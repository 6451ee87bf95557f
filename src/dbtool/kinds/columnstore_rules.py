"""What TimescaleDB refuses on a hypertable that has the columnstore on, by its version.

Source: check_alter_table_allowed_on_ht_with_compression and check_altertable_add_column_for_compressed in
src/process_utility.c of timescale/timescaledb, at the tags from 2.11 to 2.29; what is not in its list of
allowed commands is refused in every version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dbtool.kinds import BY_NAME
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.constraint import Constraint
from dbtool.kinds.relations.index import Index
from dbtool.kinds.relations.table import Table
from dbtool.kinds.timescale.columnstore import Columnstore
from dbtool.model.change import Alter, Change, Create, Drop, Replace
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.release import Release, numbers

LATEST: Release = (999,)
NEVER: Release = (1000,)
# From which version on a change of these fields is taken, by kind; fields that are not named always are.
_ALTERED: Mapping[str, Mapping[str, Release]] = {
    "column": {
        **dict.fromkeys(
            "type collation identity_generation identity_options generated storage options".split(), NEVER
        ),
    },
    "constraint": dict.fromkeys("deferrable deferred".split(), NEVER),
    "not_null": dict.fromkeys("validated no_inherit".split(), NEVER),
    "table": {"replica_identity": (2, 16), "unlogged": (2, 23)},
    "trigger": {"enabled": (2, 28, 3)},
    "trigger_setting": {"enabled": (2, 28, 3)},
    "row_security": dict.fromkeys("enabled forced".split(), NEVER),
}
_CONSTRAINTS: Mapping[str, Release] = {
    "check": (2, 20),
    "foreign key": (2, 20),
    "primary key": (2, 19),
    "unique": (2, 19),
    "exclusion": NEVER,
}
_DROPS_CONSTRAINTS, _UNIQUE_INDEXES = (2, 15), (2, 19)
_ALLOWS_NULL, _FORBIDS_NULL = (2, 18), (2, 19)
# A string, and then what may be a call: no name of a type after a cast.
_STRING = re.compile(r"'(?:[^']|'')*'")
_CALL = re.compile(
    r"\bcurrent_\w+|\blocaltime\w*|(?<!::)(?<![\w.\"])(?!character\b)[a-z_][\w.]*\(", re.IGNORECASE
)


def release_of(database: Database) -> Release:
    """Give the version of TimescaleDB as numbers; where nobody has said it, one that has everything."""
    version = getattr(database.get("extension", "timescaledb"), "version", None)
    if version is None:
        return LATEST
    return numbers(version)


def refused(change: Change, release: Release, live: Database, wanted: Database) -> str | None:
    """Give why the change is not taken while the columnstore of its table is on, None where it is."""
    found = next((since for since in _needs(change, live, wanted) if release < since), None)
    if found is None:
        return None
    when = "any version" if found == NEVER else f"TimescaleDB before {'.'.join(map(str, found))}"
    return f"{change.key} cannot change so with the columnstore on in {when}"


def _needs(change: Change, live: Database, wanted: Database) -> Iterator[Release]:
    """Give from which version on each part of the change is taken."""
    match change:
        case Create():
            yield from _created(change.new, wanted)
        case Drop():
            yield from _dropped(change.old, live)
        case Replace():
            yield from _dropped(change.old, live)
            yield from _created(change.new, wanted)
        case Alter():
            since = _ALTERED.get(change.key.kind, {})
            yield from (since[name] for name in change.fields if name in since)
            if isinstance(change.new, Column) and "nullable" in change.fields:
                yield _ALLOWS_NULL if change.new.nullable else _FORBIDS_NULL


def _created(fact: Fact, wanted: Database) -> Iterator[Release]:
    match fact:
        case Column():
            default: Any = wanted.get("column_default", *fact.key.path)
            if fact.identity_generation or fact.generated or (default and not _constant(default.expression)):
                yield NEVER
        case Constraint():
            yield _CONSTRAINTS.get(fact.type, (0,))
        case Index() if fact.unique:
            yield _UNIQUE_INDEXES
        case _ if fact.kind == "row_security":
            yield NEVER


def _dropped(fact: Fact, live: Database) -> Iterator[Release]:
    match fact:
        case Column():
            settings = live.get("columnstore", *fact.key.path[:2])
            if isinstance(settings, Columnstore) and fact.name in columns_of(settings):
                yield NEVER
        case Constraint():
            yield _DROPS_CONSTRAINTS
        case _ if fact.kind == "row_security":
            yield NEVER


def columns_of(settings: Columnstore) -> frozenset[str]:
    """Give the columns by which rows are put together, and in what order."""
    return frozenset(key.path[2] for key in BY_NAME[settings.kind].requires(settings) if key.kind == "column")


def _constant(expression: str) -> bool:
    return _CALL.search(_STRING.sub("''", expression)) is None


def columnstore_of(change: Change) -> Key | None:
    """Give the key that the settings of the change's table have; None for what is of no table."""
    fact: Any = change.old if isinstance(change, Drop) else change.new
    if isinstance(fact, Table):
        return Key("columnstore", (fact.schema, fact.name))
    table = getattr(fact, "table", None)
    return Key("columnstore", (fact.schema, table)) if isinstance(table, str) else None
