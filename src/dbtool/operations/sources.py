"""Where the two sides come from: definitions through scratch, and the live server."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import dbtool
from dbtool import __version__
from dbtool.catalog.server import ServerInfo, server_info
from dbtool.definitions.contract import Definitions
from dbtool.definitions.rendered import fingerprint_of
from dbtool.errors import LedgerConflict, WrongUsage, from_here
from dbtool.execute.connect import Connection, connect
from dbtool.execute.progress import Progress
from dbtool.operations.state import State, read_state, state_text, write_atomically
from dbtool.server import sandbox
from dbtool.settings import NO_TARGET, Subject


@dataclass(frozen=True)
class Live:
    """The live side: an open connection and what the server is."""

    connection: Connection
    server: ServerInfo


def live_url(subject: Subject) -> str:
    """Give the URL of the live database. Errors: WrongUsage where none is known."""
    if subject.url == "sandbox":
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


def definitions_of(subject: Subject, known_roles: Iterable[str] = ()) -> Definitions:
    """Load the subject's definitions. Errors: InvalidDefinitions with all of them."""
    # The forms, the YAML reader and sqlfluff: not for a diff whose definitions are those recorded.
    from dbtool.definitions.loader import load

    return load(
        [from_here(source) for source in subject.sources],
        variables=subject.variables,
        target=None if subject.target.name == NO_TARGET.name else subject.target.name,
        database=subject.name,
        default_schema=subject.default_schema,
        known_roles=tuple(known_roles),
    )


def recorded(subject: Subject) -> State | None:
    """Give the committed state, None without a project or before the first revision."""
    return read_state(subject.migrations / "state.json") if subject.migrations else None


def expected(subject: Subject, progress: Progress) -> State | None:
    """Give what the live database holds once all revisions are applied, what its target alone says included.

    Shape: the committed state, unless the target's own variables make something else of the very definitions
           that are recorded; None before the first revision.
    """
    state = recorded(subject)
    if state is None or state.definitions != _fingerprint(subject.everywhere):
        return state
    if state.definitions == _fingerprint(subject):
        return state
    own = build(subject, definitions_of(subject), progress)
    return replace(own, base=state.base, revision=state.revision)


def build(
    subject: Subject, definitions: Definitions, progress: Progress, known_roles: Iterable[str] = ()
) -> State:
    """Build the definitions on scratch, or take what an earlier run built from the very same ones."""
    place = _cache_file(subject, definitions)
    found = _cached(place)
    if found:
        return found
    from dbtool.execute.scratch import build_wanted
    from dbtool.execute.scratch_server import scratch_database

    progress.note("building the definitions on scratch")
    with scratch_database(subject.scratch_at, provider=subject.provider, say=progress.note) as url:
        built = build_wanted(url, definitions, default_schema=subject.default_schema, known_roles=known_roles)
    state = State(definitions.fingerprint, built.major, built.wanted, built.base)
    write_atomically(place, state_text(state))
    return state


def wanted_state(subject: Subject, progress: Progress, known_roles: Iterable[str] = ()) -> State:
    """Give the wanted database: the committed state where it is of these very definitions, else built.

    Errors: InvalidDefinitions.
    """
    state = recorded(subject)
    if state and state.definitions == _fingerprint(subject):
        return state
    return build(subject, definitions_of(subject, known_roles), progress, known_roles)


def _fingerprint(subject: Subject) -> str | None:
    return fingerprint_of(
        subject.sources,
        variables=subject.variables,
        target=None if subject.target.name == NO_TARGET.name else subject.target.name,
        database=subject.name,
        default_schema=subject.default_schema,
    )


def live_roles(connection: Connection) -> list[str]:
    """Give the names of the server's roles: definitions may mention them without declaring them."""
    query = "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname NOT LIKE 'pg\\_%' ORDER BY rolname"
    return [name for (name,) in connection.execute(query)]


@cache
def _code() -> str:
    """A mark of dbtool's own code, since what it builds changes with it."""
    package = Path(dbtool.__file__).parent
    found = sorted(
        (str(p.relative_to(package)), p.stat().st_mtime_ns)
        for p in package.rglob("*.*")
        if p.suffix != ".pyc"
    )
    return sha256(repr(found).encode()).hexdigest()


def _cached(place: Path) -> State | None:
    try:
        return read_state(place)
    except LedgerConflict:
        return None  # another version of dbtool wrote it; it is built again


def _cache_file(subject: Subject, definitions: Definitions) -> Path:
    parts = (
        __version__,
        _code(),
        definitions.fingerprint,
        subject.default_schema,
        subject.scratch_at or subject.provider or "",
    )
    name = sha256("\0".join(parts).encode()).hexdigest()[:32]
    return cache_folder() / "wanted" / f"{name}.json"


def cache_folder() -> Path:
    """Give the folder of what dbtool can work out again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dbtool"
