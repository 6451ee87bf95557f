"""Which entries of an archive a restore takes: all definitions, and the rows that were asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dbtool.backup import timescale
from dbtool.backup.facts.detail import Detail
from dbtool.backup.manifest import Manifest
from dbtool.backup.restore_request import RestoreRequest
from dbtool.backup.tables import named
from dbtool.backup.toc import Entry, of_tables
from dbtool.errors import WrongUsage
from dbtool.model.quoting import names_in, qualified


@dataclass(frozen=True, slots=True)
class Selection:
    """What is restored.

    Shape: `emptied` are relations whose rows are left out; `left_out` are foreign keys (schema, table, name)
           that point from rows which are there to rows which are not; `weights` say how much is in an entry.
    """

    entries: tuple[Entry, ...]
    weights: Mapping[str, float]
    emptied: frozenset[str] = frozenset()
    left_out: frozenset[tuple[str, str, str]] = frozenset()


def select(
    entries: Sequence[Entry], manifest: Manifest, detail: Detail, request: RestoreRequest
) -> Selection:
    """Give what a restore takes. Errors: WrongUsage for a pattern that matches nothing."""
    parts = _parts(detail)
    entries = [entry for entry in entries if not _made_before(entry, detail)]
    weights = _weights(entries, parts, detail)
    if not request.tables and not request.schemas:
        return Selection(tuple(entries), weights)
    wanted = _wanted(detail, request)
    emptied = frozenset(detail.rows) - wanted
    dropped = [part for name in emptied for part in parts[name]]
    others = [part for name in wanted for part in parts[name]]
    gone = of_tables(entries, dropped, others)
    left_out = frozenset(
        (key["schema"], key["table"], key["name"])
        for key in detail.keys
        if qualified(key["schema"], key["table"]) in wanted
        and qualified(key["referenced_schema"], key["referenced"]) in emptied
    )
    lost = tuple(f"FK CONSTRAINT {' '.join(each)} " for each in left_out)
    kept = [e for e in entries if e.line not in gone and not (lost and e.what.startswith(lost))]
    return Selection(tuple(kept), weights, emptied, left_out)


def _wanted(detail: Detail, request: RestoreRequest) -> frozenset[str]:
    wanted = set()
    for pattern in (*request.tables, *(f"{schema}.*" for schema in request.schemas)):
        hits = {name for name in detail.rows if named(*_split(name), pattern)}
        if not hits:
            raise WrongUsage(
                f"no table of the backup matches {pattern}", hint="`dbtool backup show` lists them"
            )
        wanted |= hits
    return frozenset(wanted)


def _made_before(entry: Entry, detail: Detail) -> bool:
    """Say whether the entry makes a schema that TimescaleDB was already installed into."""
    if timescale.NAME not in detail.extensions:
        return False
    schema = detail.extensions[timescale.NAME][1]
    return entry.what.startswith(f"SCHEMA - {schema} ")


def _parts(detail: Detail) -> dict[str, tuple[tuple[str, str], ...]]:
    """Give by relation the tables that hold its rows."""
    return {
        name: (_split(name), *(detail.hypertables[name].parts if name in detail.hypertables else ()))
        for name in detail.rows
    }


def _weights(
    entries: Sequence[Entry], parts: Mapping[str, Sequence[tuple[str, str]]], detail: Detail
) -> dict[str, float]:
    share = {
        f"TABLE DATA {schema} {table} ": detail.rows[name] / len(members)
        for name, members in parts.items()
        for schema, table in members
    }
    found = {}
    for entry in entries:
        if entry.rows:
            # The words of an entry end with its owner, which has no spaces as a rule: a guess is enough here.
            found[entry.line] = share.get(f"{entry.what.rpartition(' ')[0]} ", 0.0)
    return found


def _split(name: str) -> tuple[str, str]:
    """Give schema and name of a qualified name."""
    found = names_in(name.replace(".", ",", 1) if '"' not in name else _commas(name)) or []
    return found[0], found[1]


def _commas(name: str) -> str:
    """Put a comma in the place of the dot between the two names, quoted as they may be."""
    quoted = False
    for place, sign in enumerate(name):
        if sign == '"':
            quoted = not quoted
        elif sign == "." and not quoted:
            return f"{name[:place]},{name[place + 1 :]}"
    return name
