"""One SQL definition file: what scratch runs, what is declared, and everything wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dbtool.definitions.clauses import as_role
from dbtool.definitions.contract import RenamedFrom, SaidLabel
from dbtool.definitions.refreshes import add_another
from dbtool.definitions.sql_facts import Amendment, Recognised
from dbtool.definitions.sql_recognise import recognise
from dbtool.definitions.sql_renames import renames_in
from dbtool.definitions.sql_settings import Session
from dbtool.definitions.sql_split import OnlyRows, SqlStatement, scan
from dbtool.errors import InvalidDefinition, Origin
from dbtool.kinds.access.membership import Membership
from dbtool.kinds.relations.index import Index
from dbtool.kinds.timescale.columnstore import Columnstore
from dbtool.kinds.timescale.hypertable import Hypertable
from dbtool.kinds.timescale.refresh import Refresh
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True)
class SqlFile:
    """What one file says.

    Shape: `statements` stand in file order; SET statements are not among them but in `settings` of those that
           they hold for. `facts` have distinct keys, each with its place in `origins`. `amendments` are for
           facts that this file does not declare. `default_indexes` and `implied`: see Recognised.
           `left_out` is where a dump fills tables and sequences.
    """

    statements: tuple[SqlStatement, ...] = ()
    facts: tuple[Fact, ...] = ()
    default_indexes: tuple[Index, ...] = ()
    implied: tuple[Fact, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    origins: Mapping[Key, Origin] = field(default_factory=dict)
    renames: tuple[RenamedFrom, ...] = ()
    labels: tuple[SaidLabel, ...] = ()
    left_out: tuple[Origin, ...] = ()
    errors: tuple[InvalidDefinition, ...] = ()


def read_sql(text: str, file: str, default_schema: str = "public", *, runner_known: bool = False) -> SqlFile:
    """Read a file's rendered text; `default_schema` is for names without one until the file sets another."""
    found, errors = scan(text, file)
    session = Session(default_schema, default_schema)
    statements: list[SqlStatement] = []
    recognised: list[Recognised] = []
    renames: list[RenamedFrom] = []
    for statement in found:
        try:
            after = session.after(statement)
            if after:
                session = after
                continue
            renames += renames_in(statement, session.schema)
            placed = replace(statement, settings=tuple(session.statements.values()))
            known = recognise(placed, session.schema, runner_known=runner_known)
            known = _granted_by(session.grantor, placed, known) if session.grantor else known
        except InvalidDefinition as error:
            errors.append(error)
            continue
        if known is None:
            statements.append(placed)
            continue
        recognised.append(known)
        if known.sql is not None:
            statements.append(replace(placed, sql=known.sql, tokens=()))
    rows = tuple(error.origin or Origin(file) for error in errors if isinstance(error, OnlyRows))
    wrong = [error for error in errors if not isinstance(error, OnlyRows)]
    return replace(_gathered(statements, recognised, wrong), renames=tuple(renames), left_out=rows)


def amend(
    facts: Mapping[Key, Fact], amendments: Iterable[Amendment]
) -> tuple[dict[Key, Fact], tuple[Amendment, ...]]:
    """Give the facts with the amendments carried out, and those whose fact is not there."""
    amended = dict(facts)
    left = []
    for amendment in amendments:
        fact = amended.get(amendment.key)
        if fact is None:
            left.append(amendment)
        else:
            amended[amendment.key] = _with(fact, amendment.fields)
    return amended, tuple(left)


def _granted_by(role: str, statement: SqlStatement, known: Recognised | None) -> Recognised:
    """Give the GRANT or REVOKE as the role runs it; of anything else the owner is what matters.

    Who has admitted a member to a role is not compared.
    """
    if known is not None and any(isinstance(fact, Membership) for fact in known.facts):
        return known
    sql = known.sql if known else statement.sql
    if statement.code[0].word not in {"grant", "revoke"} or sql is None:
        raise InvalidDefinition(
            "only GRANT and REVOKE can stand after SET SESSION AUTHORIZATION and SET ROLE",
            hint="say who owns an object by OWNER TO",
            origin=statement.origin,
        )
    return Recognised(origin=statement.origin, sql=as_role(role, sql))


def _gathered(
    statements: list[SqlStatement], recognised: list[Recognised], errors: list[InvalidDefinition]
) -> SqlFile:
    facts: dict[Key, Fact] = {}
    origins: dict[Key, Origin] = {}
    for one in recognised:
        for fact in one.facts:
            before = facts.get(fact.key)
            facts[fact.key] = fact
            if before is None:
                origins[fact.key] = one.origin
            elif isinstance(fact, Refresh) and before != fact:
                # One policy each for several windows of an aggregate.
                facts[fact.key] = before
                try:
                    add_another(facts, origins, fact, one.origin)
                except InvalidDefinition as error:
                    errors.append(error)
            elif isinstance(before, Columnstore):
                # ALTER TABLE … SET may be said in several statements, each with some of the options.
                facts[fact.key] = _with(before, fact.values())
            elif before != fact:
                errors.append(_twice(fact, one.origin, origins[fact.key]))
    amended, left = amend(facts, (amendment for one in recognised for amendment in one.amendments))
    return SqlFile(
        statements=tuple(statements),
        facts=tuple(amended.values()),
        default_indexes=tuple(index for one in recognised for index in one.default_indexes),
        implied=tuple(fact for one in recognised for fact in one.implied),
        labels=tuple(label for one in recognised for label in one.labels),
        amendments=left,
        origins=origins,
        errors=tuple(sorted(errors, key=lambda error: error.origin or Origin(""))),
    )


def _with(fact: Fact, fields: Mapping[str, Any]) -> Fact:
    values = {
        name: {**getattr(fact, name), **value} if isinstance(value, Mapping) else value
        for name, value in fields.items()
    }
    amended = replace(fact, **values)
    if isinstance(amended, Hypertable) and amended.by in amended.ranges:
        # The first dimension by its name: its interval is the hypertable's.
        others = {name: width for name, width in amended.ranges.items() if name != amended.by}
        return replace(amended, chunk_interval=amended.ranges[amended.by], ranges=others)
    return amended


def _twice(fact: Fact, origin: Origin, first: Origin) -> InvalidDefinition:
    kind, path = fact.key
    return InvalidDefinition(
        f"{kind.replace('_', ' ')} {'.'.join(path)} is declared twice, first at {first}",
        hint="keep one of the two",
        origin=origin,
    )
