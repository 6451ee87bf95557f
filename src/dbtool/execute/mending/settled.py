"""Statements that have come through scratch, as definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from dbtool.definitions.contract import Definitions, Statement
from dbtool.definitions.sql_file import amend
from dbtool.documents.finding import ImportFinding
from dbtool.documents.secrets import masked
from dbtool.errors import InvalidDefinition
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.places import places
from dbtool.kinds.upkeep.rows import Rows
from dbtool.model.fact import Fact
from dbtool.model.key import Key


def definitions_of(items: Iterable[Item]) -> Definitions:
    """Give what the statements say that are not given up.

    Shape: grants come last, so that those on all tables count for all of them.
    """
    kept = [item for item in items if not item.left_out]
    defining = [item for item in kept if item.sort == "definition"]
    recognised = [item.recognised for item in defining if item.recognised]
    facts: dict[Key, Fact] = {}
    upkeep = (fact for item in kept for fact in item.kept if not isinstance(fact, Rows))
    for fact in (*(fact for one in recognised for fact in one.facts), *upkeep):
        before = facts.get(fact.key)
        facts[fact.key] = replace(before, **_said(fact)) if before else fact
    amended, _ = amend(facts, (amendment for one in recognised for amendment in one.amendments))
    return Definitions(
        facts=tuple(amended.values()),
        statements=tuple(_statements(defining)),
        default_indexes=tuple(index for one in recognised for index in one.default_indexes),
        implied=tuple(fact for one in recognised for fact in one.implied),
        origins=places(kept),
    )


def rows_of(items: Iterable[Item]) -> list[Rows]:
    """Give the reference rows that the statements declare; those of one table together."""
    found: dict[Key, Rows] = {}
    for item in items:
        for fact in item.kept:
            if isinstance(fact, Rows):
                before = found.get(fact.key)
                same = before is not None and before.columns == fact.columns
                rows = (*before.rows, *fact.rows) if before and same else fact.rows
                found[fact.key] = replace(fact, rows=tuple(dict.fromkeys(rows)))
    return list(found.values())


def leave_out_refused(items: Iterable[Item], errors: Iterable[InvalidDefinition]) -> list[ImportFinding]:
    """Leave out the statements that the errors are about; give what is to be said of them."""
    found = []
    listed = list(items)
    for error in errors:
        item = next((item for item in listed if not item.left_out and _is_at(item, error)), None)
        if item is not None:
            item.left_out, item.kept = True, ()
            found.append(
                ImportFinding(
                    code="refused",
                    severity="error",
                    state="left-out",
                    message="Together with the rest of the document the server refuses it; it is left out.",
                    origin=item.origin,
                    statement=masked(item.sql),
                    server_message=error.message,
                    hint=error.hint,
                )
            )
    return found


def _said(fact: Fact) -> dict[str, Any]:
    return {name: value for name, value in fact.values().items() if name not in type(fact).identity}


def _statements(items: Iterable[Item]) -> Iterator[Statement]:
    for item in items:
        sql = item.recognised.sql if item.recognised else item.sql
        if sql is None:
            continue
        granting = item.words[0] in {"grant", "revoke"}
        yield Statement(sql, item.origin, "late" if granting else "main", item.settings)


def _is_at(item: Item, error: InvalidDefinition) -> bool:
    origin = error.origin
    if origin is None or origin.file != item.origin.file:
        return False
    return item.origin.line <= origin.line <= item.origin.line + item.sql.count("\n")
