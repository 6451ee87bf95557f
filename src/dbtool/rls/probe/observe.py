"""What a role can read: of each relation how many rows and one number that changes with any value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.sql import SQL, Composable, Identifier, Literal

from dbtool.rls.facts import Relation
from dbtool.rls.probe.session import Session
from dbtool.rls.probe.shapes import Shapes
from dbtool.rls.probe.statements import digest, named, shown
from dbtool.rls.review import Review

_AT_ONCE = 20
# A shared table of this size is not read from end to end only to see that nothing happened to it.
_MOST_PAGES = 20_000
SYSTEM = frozenset({"pg_catalog", "information_schema"})

_NO_PRIVILEGE = "42501"

Seen = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """Something that a role may read: a relation, or one chunk of a hypertable."""

    title: str
    query: Composable
    relation: Relation
    chunk: str | None = None

    @property
    def said(self) -> str:
        """The statement that a report gives."""
        return shown(SQL("SELECT * FROM {}").format(SQL(self.chunk) if self.chunk else named(self.relation)))


def targets(review: Review, shapes: Shapes, role: str) -> Iterator[Target]:
    """Give every relation that the role may read, with the columns that it may read."""
    for relation in review.access.relations.values():
        if relation.extension or relation.kind == "foreign" or not review.reach.may(role, relation, "select"):
            continue
        if not concerned(review, relation):
            continue
        if shapes.pages.get(relation.oid, 0) > _MOST_PAGES and not review.is_tenant(relation):
            continue
        columns = [
            column.name
            for column in relation.columns
            if review.reach.may_column(role, relation, column.name, "select")
        ]
        yield Target(relation.title, digest(named(relation), columns), relation)


def concerned(review: Review, relation: Relation) -> bool:
    """Say whether a view may show rows at all: one of statistics alone changes with every write."""
    if relation.kind not in ("view", "materialized"):
        return True
    calls = any(use.used_kind == "function" for use in review.access.used_by("view", relation.oid))
    return calls or any(True for _ in sources(review, relation))


def sources(review: Review, relation: Relation) -> Iterator[Relation]:
    """Give the tables that a view reads in the end, those that functions read left aside."""
    seen, waiting = {relation.oid}, [relation.oid]
    while waiting:
        for use in review.access.used_by("view", waiting.pop()):
            if use.used_kind == "function" or use.used in seen:
                continue
            seen.add(use.used)
            found = review.access.relations.get(use.used)
            if found is not None and found.kind in ("view", "materialized"):
                waiting.append(found.oid)
            if found is not None and found.kind != "view":
                yield found


def chunk_targets(
    session: Session, review: Review, role: str, schemas: Mapping[int, Sequence[str]]
) -> list[Target]:
    """Give the chunks that hold planted rows, where the role may read them by their names."""
    found = []
    for oid, chunks in schemas.items():
        relation = review.access.relations[oid]
        for chunk in chunks:
            query = SQL(
                "SELECT pg_catalog.has_table_privilege({role}, c.oid, 'SELECT')"
                " AND pg_catalog.has_schema_privilege({role}, c.relnamespace, 'USAGE')"
                " FROM pg_catalog.pg_class AS c WHERE c.oid = {chunk}::pg_catalog.regclass"
            ).format(role=Literal(role), chunk=Literal(chunk))
            if session.ask(query)[0][0]:
                columns = [column.name for column in relation.columns]
                # A chunk's name as regclass prints it is quoted where it has to be.
                source = SQL(".").join(map(Identifier, chunk.replace('"', "").split(".")))
                found.append(Target(chunk, digest(source, columns), relation, chunk))
    return found


def observe(session: Session, found: Iterable[Target]) -> Mapping[str, Seen]:
    """Give what is seen of each: the number of rows and their sum, or the error's code."""
    waiting = list(found)
    seen: dict[str, Seen] = {}
    for start in range(0, len(waiting), _AT_ONCE):
        _observe(session, waiting[start : start + _AT_ONCE], seen)
    return seen


def _observe(session: Session, part: Sequence[Target], seen: dict[str, Seen]) -> None:
    """Ask for many in one statement; where one of them fails, halve until it is alone."""
    every = (
        SQL("SELECT {} AS place, one.* FROM ({}) AS one (found, sum)").format(Literal(place), target.query)
        for place, target in enumerate(part)
    )
    outcome = session.keep(SQL(" UNION ALL ").join(every))
    if outcome.done:
        for place, *values in outcome.rows:
            seen[part[place].title] = _told(values)
    elif len(part) == 1:
        seen[part[0].title] = (
            ("unknown",) if outcome.unknown else ("error", outcome.code or "", outcome.message)
        )
    else:
        half = len(part) // 2
        _observe(session, part[:half], seen)
        _observe(session, part[half:], seen)


def _told(values: Sequence[Any]) -> Seen:
    return ("rows", *(str(value) for value in values))


def differ(before: Seen | None, after: Seen | None) -> bool:
    """Say whether two observations tell apart what is behind them.

    One that is not known tells nothing, nor one that was refused for want of a privilege: that the role has
    not got it is so whatever rows are there.
    """
    if before is None or after is None or "unknown" in (before[0], after[0]):
        return False
    if ("error", _NO_PRIVILEGE) in (before[:2], after[:2]):
        return False
    return before[:2] != after[:2] if before[0] == after[0] == "error" else before != after
