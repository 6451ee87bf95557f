"""The wanted database: definitions built on scratch by the server itself, read back, rolled back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dbtool.definitions.clauses import runs_as
from dbtool.definitions.contract import Definitions, Phase, RenamedFrom
from dbtool.diff.differ import diff
from dbtool.errors import InvalidDefinition, InvalidDefinitions, Origin
from dbtool.execute.bench import (
    BODIES_UNCHECKED,
    BUILDER_PREFIX,
    NOTHING_FIRES,
    NOTHING_FOREIGN,
    bench_at,
    roles_of,
)
from dbtool.execute.canonical import add_default_indexes, overlay
from dbtool.execute.reprint import fixed_point
from dbtool.execute.runner_role import under_name
from dbtool.execute.stand_in import stand_in
from dbtool.execute.worklist import Work, run_all
from dbtool.kinds import BY_NAME
from dbtool.kinds.edges import with_known_edges
from dbtool.model.database import Database
from dbtool.model.quoting import ident
from dbtool.planner.planner import plan_actions
from dbtool.render.setting import Setting
from dbtool.render.statements import Renderer

# Made before the statements of SQL files, which may use them; all else comes after.
_FIRST = frozenset(
    "schema extension collation enum domain range_type composite_type sequence text_search_dictionary "
    "text_search_configuration".split()
)


@dataclass(frozen=True, slots=True)
class Built:
    """What scratch gave.

    Shape: `base` is the empty database it started from (schema public and such); `major` the server's major
           version, whose spelling the texts have; `renames` is what the definitions say of old names.
    """

    wanted: Database
    base: Database
    major: int
    renames: tuple[RenamedFrom, ...] = ()


def build_wanted(
    url: str,
    definitions: Definitions,
    *,
    default_schema: str = "public",
    known_roles: Iterable[str] = (),
    runner: str | None = None,
    base: Database | None = None,
    meanwhile: Callable[[], None] = lambda: None,
) -> Built:
    """Give the database that the definitions describe, every text as the server prints it.

    Shape: `url` is of an empty scratch database, which is empty again afterwards; `known_roles` exist on the
           target without being declared; `runner` is who will run the plan, where that is known: on scratch
           the builder stands for it; `base` as for `bench_at`; `meanwhile` is called when the server is
           about to be busy for long, and Python idle.
    Errors: InvalidDefinitions with the origin of each statement that the server refuses.
    """
    grantors = {name for found in definitions.statements if (name := runs_as(found.sql))}
    roles = {*known_roles, *roles_of(definitions.facts)}
    with bench_at(url, roles, base=base, grantors=grantors) as bench:
        connection = bench.connection
        path = f"SET LOCAL search_path = {ident(default_schema)}"
        session = ("RESET ALL", BODIES_UNCHECKED, NOTHING_FOREIGN, NOTHING_FIRES, path)
        connection.execute(path)
        # A grant on ALL TABLES must find those too that only a second try made.
        work = _work(definitions, bench.base)
        meanwhile()
        failures = run_all(connection, work, restore=session) or run_all(
            connection, _statements(definitions, "late"), restore=session
        )
        if failures:
            raise InvalidDefinitions(failures)
        add_default_indexes(connection, definitions.default_indexes)
        found = bench.read()
        if runner:
            found = under_name(found, bench.builder, runner)
        _refuse_builder(found, bench.builder)
        _refuse_dropped(found, definitions)
        wanted = overlay(connection, found, definitions)
        major = connection.info.server_version // 10000
    return Built(fixed_point(url, wanted, bench.base), bench.base, major, definitions.renames)


def _refuse_builder(found: Database, builder: str) -> None:
    """Raise InvalidDefinitions where a statement took the role that runs it for one of the database's."""
    if not builder.startswith(BUILDER_PREFIX):
        return
    named = sorted(key for key, fact in found.facts.items() if builder in str(fact.values()))
    if named:
        raise InvalidDefinitions(
            [
                InvalidDefinition(
                    f"{key}: it is about the role that runs the statement",
                    hint="name a role instead of CURRENT_USER",
                    origin=Origin("definitions"),
                )
                for key in named
            ]
        )


def _refuse_dropped(found: Database, definitions: Definitions) -> None:
    """Raise InvalidDefinitions where DROP … IF EXISTS of one file took away what another declares."""
    if not any(one.sql[:4].lower() == "drop" for one in definitions.statements):
        return
    gone = [
        fact.key
        for fact in definitions.facts
        if fact.key not in found and (fact.kind == "schema" or BY_NAME[fact.kind].namespace == "relation")
    ]
    if gone:
        raise InvalidDefinitions(
            [
                InvalidDefinition(
                    f"{key}: an SQL file drops what is declared here",
                    hint="take out DROP … IF EXISTS: scratch is empty at the start",
                    origin=definitions.origin(key) or Origin("definitions"),
                )
                for key in gone
            ]
        )


def _work(definitions: Definitions, base: Database) -> Sequence[Work]:
    """All statements, in the order in which they most likely succeed; the worklist mends the rest."""
    built = list(_steps(definitions, base))
    first = [work for work in built if work.key and work.key.kind in _FIRST]
    rest = [work for work in built if not (work.key and work.key.kind in _FIRST)]
    before = [*_statements(definitions, "early"), *_statements(definitions, "main")]
    # A copy of a table takes along only what the table has by then.
    return [*first, *before, *rest, *_statements(definitions, "copy")]


def _statements(definitions: Definitions, phase: Phase) -> list[Work]:
    return [
        Work(found.sql, found.origin, settings=found.settings)
        for found in definitions.statements
        if found.phase == phase
    ]


def _steps(definitions: Definitions, base: Database) -> Iterable[Work]:
    facts = [stand_in(fact) for fact in definitions.facts]
    declared = [fact for fact in facts if not BY_NAME[fact.kind].declared]
    wanted = with_known_edges({**base.facts, **{fact.key: fact for fact in declared}})
    changes = diff(base, wanted)
    renderer = Renderer(
        Setting(old=base, new=wanted, created=frozenset(c.key for c in changes), online=False)
    )
    for action in plan_actions(changes, base, wanted):
        origin = definitions.origin(action.key) or Origin("definitions")
        needs = tuple(BY_NAME[action.key.kind].requires(wanted.facts[action.key]))
        for step in renderer.steps(action):
            yield Work(step.sql, origin, action.key, needs)
    for fact in facts:
        for step in renderer.probe(fact) if BY_NAME[fact.kind].probed else ():
            yield Work(step.sql, definitions.origin(fact.key) or Origin("definitions"))
