"""Where the two sides come from: definitions through scratch, and the live server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from dbtool.cache import cache_folder, code_mark
from dbtool.catalog.server import NEWEST_TESTED, ServerInfo, server_info
from dbtool.definitions.rendered import fingerprint_of
from dbtool.errors import LedgerConflict, Origin, WrongUsage, from_here
from dbtool.execute.connect import Connection, connect
from dbtool.execute.progress import Progress
from dbtool.model.database import Database
from dbtool.operations.state import State, Stored, read_state, read_stored, state_text, write_atomically
from dbtool.settings import NO_TARGET, Subject

if TYPE_CHECKING:
    from dbtool.definitions.contract import Definitions


@dataclass(frozen=True)
class Live:
    """The live side: an open connection and what the server is."""

    connection: Connection
    server: ServerInfo


@dataclass(frozen=True, slots=True)
class LiveRoles:
    """The live server's roles, which definitions may mention undeclared, and which of them is connected."""

    names: tuple[str, ...] = ()
    runner: str | None = None


NO_ROLES = LiveRoles()


def live_url(subject: Subject) -> str:
    """Give the URL of the live database. Errors: WrongUsage where none is known."""
    if subject.url == "sandbox":
        from dbtool.server import sandbox

        return sandbox.url(subject.name)
    if subject.url is None:
        raise WrongUsage(
            f"no URL is known for {subject.name} on target {subject.target.name}",
            hint="say --url, or set the variable that the target's url names",
        )
    return subject.url


@contextmanager
def open_live(subject: Subject) -> Iterator[Live]:
    """Connect to the live database for reading."""
    with connect(live_url(subject), autocommit=True) as connection:
        yield Live(connection, server_info(connection))


def warn_of_version(server: ServerInfo, progress: Progress) -> None:
    """Say so where the server is newer than any that dbtool is tested with."""
    major = server.version // 10000
    if major > NEWEST_TESTED:
        progress.warn(
            f"PostgreSQL {major} is newer than {NEWEST_TESTED}, the newest that dbtool is tested with: "
            "what is new in it may be reported as not managed, or not at all"
        )


def definitions_of(subject: Subject, roles: LiveRoles = NO_ROLES) -> Definitions:
    """Load the subject's definitions. Errors: InvalidDefinitions with all of them."""
    # The forms, the YAML reader and sqlfluff: not for a diff whose definitions are those recorded.
    from dbtool.definitions.loader import load

    return load(
        [from_here(source) for source in subject.sources],
        variables=subject.variables,
        target=_target(subject),
        database=subject.name,
        default_schema=subject.default_schema,
        known_roles=roles.names,
        runner_known=roles.runner is not None,
        access=subject.access,
    )


def recorded(subject: Subject) -> State | None:
    """Give the committed state, None without a project or before the first revision."""
    return read_state(subject.migrations / "state.json") if subject.migrations else None


def recorded_as_defined(subject: Subject) -> Stored | None:
    """Give the committed state as it stands if it is of these very definitions, else None."""
    stored = read_stored(subject.migrations / "state.json") if subject.migrations else None
    return stored if stored and stored.definitions == _fingerprint(subject) else None


def recorded_as_expected(subject: Subject) -> Stored | None:
    """Give the committed state as it stands if `expected` would give it, else None."""
    stored = read_stored(subject.migrations / "state.json") if subject.migrations else None
    if stored is None or stored.definitions != _fingerprint(subject.everywhere):
        return stored
    return stored if stored.definitions == _fingerprint(subject) else None


def expected(subject: Subject, progress: Progress) -> State | None:
    """Give what the live database holds once all revisions are applied, what its target alone says included.

    Shape: the committed state, unless the target's own variables make something else of the very definitions
           that are recorded; None before the first revision.
    """
    stored, state = recorded_as_expected(subject), recorded(subject)
    if stored is not None or state is None:
        return state
    own = build(subject, definitions_of(subject), progress)
    return replace(own, base=state.base, revision=state.revision)


def build(
    subject: Subject,
    definitions: Definitions,
    progress: Progress,
    roles: LiveRoles = NO_ROLES,
    meanwhile: Callable[[], None] = lambda: None,
) -> State:
    """Build the definitions on scratch, or take what an earlier run built from the very same ones.

    Shape: `meanwhile` is called if they are built, when the server is about to be busy with them.
    """
    if definitions.left_out:
        progress.warn(_left_out(definitions.left_out))
    place = _cache_file(subject, definitions, roles.runner or "")
    found = _cached(place)
    if found:
        return found
    from dbtool.execute.scratch import build_wanted
    from dbtool.execute.scratch_server import scratch_database

    progress.note("building the definitions on scratch")
    with scratch_database(subject.scratch_at, provider=subject.provider, say=progress.note) as url:
        built = build_wanted(
            url,
            definitions,
            default_schema=subject.default_schema,
            known_roles=roles.names,
            runner=roles.runner,
            meanwhile=meanwhile,
        )
    state = State(definitions.fingerprint, built.major, built.wanted, built.base, renames=built.renames)
    write_atomically(place, state_text(state))
    return state


def _left_out(places: Sequence[Origin]) -> str:
    one = len(places) == 1
    what = (
        "1 statement that fills tables or sequences is"
        if one
        else f"{len(places)} statements that fill tables or sequences are"
    )
    first = f"at {places[0]}" if one else f"the first at {places[0]}"
    return f"rows are no part of definitions: {what} left out, {first}"


def wanted_state(
    subject: Subject,
    progress: Progress,
    roles: LiveRoles = NO_ROLES,
    meanwhile: Callable[[], None] = lambda: None,
) -> State:
    """Give the wanted database: the committed state where it is of these very definitions, else built.

    Shape:  `meanwhile` as for `build`.
    Errors: InvalidDefinitions.
    """
    stored = recorded_as_defined(subject)
    if stored:
        return stored.state
    return build(subject, definitions_of(subject, roles), progress, roles, meanwhile)


def both_sides(subject: Subject, live: Live, progress: Progress, roles: LiveRoles) -> tuple[State, Database]:
    """Give the wanted database and the live one, which is read while scratch builds the other.

    Errors: InvalidDefinitions.
    """
    # Facts and kinds: not for a comparison like the last one.
    from dbtool.catalog.inspector import inspect

    with ThreadPoolExecutor(max_workers=1) as aside:
        reading: list[Future[Database]] = []

        def read() -> None:
            reading.append(aside.submit(inspect, live.connection))

        state = wanted_state(subject, progress, roles, meanwhile=read)
        if not reading:
            read()
        return state, reading[0].result()


def _target(subject: Subject) -> str | None:
    return None if subject.target.name == NO_TARGET.name else subject.target.name


def _fingerprint(subject: Subject) -> str | None:
    return fingerprint_of(
        subject.sources,
        variables=subject.variables,
        target=_target(subject),
        database=subject.name,
        default_schema=subject.default_schema,
        access=subject.access,
    )


def live_roles(connection: Connection) -> LiveRoles:
    """Give the roles of the server that the connection is to."""
    query = "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname NOT LIKE 'pg\\_%' ORDER BY rolname"
    names = tuple(name for (name,) in connection.execute(query))
    return LiveRoles(names, connection.execute("SELECT current_user").fetchall()[0][0])


def _cached(place: Path) -> State | None:
    try:
        return read_state(place)
    except LedgerConflict:
        return None  # another version of dbtool wrote it; it is built again


def _cache_file(subject: Subject, definitions: Definitions, runner: str) -> Path:
    parts = (
        code_mark(),
        definitions.fingerprint,
        subject.default_schema,
        subject.scratch_at or subject.provider or "",
        runner,
    )
    name = sha256("\0".join(parts).encode()).hexdigest()[:32]
    return cache_folder() / "wanted" / f"{name}.json"
