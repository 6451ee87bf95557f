"""`dbtool pool`: the room that a target's servers have, shared out among its databases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from dbtool.definitions.contract import Definitions
from dbtool.errors import DatabaseMissing, DbtoolError
from dbtool.execute.connect import Timeouts, connect, database_name, place
from dbtool.execute.progress import Progress
from dbtool.kinds.access.role import Role
from dbtool.operations.pool.read_settings import settings_read
from dbtool.operations.pool.results import PooledDatabase, PoolResult, ServerRoom
from dbtool.operations.sources import definitions_of, live_url
from dbtool.server.contract import with_database
from dbtool.settings import Subject

TIMEOUT_MS = 5_000
DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 5432
# What a server has that nobody configured.
MAX_CONNECTIONS, RESERVED = 100, 3
# For dbtool, backups, monitoring, and people who must get in when the pools are full.
HEADROOM, HEADROOM_SHARE = 5, 0.1
NO_ROLES = "no role of {} logs in by its definitions: one pool is assumed"
_ROOM = """
SELECT
  pg_catalog.current_setting('max_connections')::int AS most,
  pg_catalog.current_setting('superuser_reserved_connections')::int
  + coalesce(pg_catalog.current_setting('reserved_connections', true)::int, 0) AS reserved
"""


@dataclass(frozen=True, slots=True)
class _Place:
    host: str
    port: int
    dbname: str
    url: str | None
    why: str | None = None


def pool(subjects: Sequence[Subject], *, progress: Progress) -> PoolResult:
    """Work out the pools before the subjects' databases, all of one target.

    Shape:  a server that cannot be asked gets PostgreSQL's defaults, and an assumption that says so.
    Errors: InvalidDefinitions.
    """
    definitions = {subject.name: definitions_of(subject) for subject in subjects if subject.sources}
    places = {subject.name: _place(subject) for subject in subjects}
    rooms: dict[tuple[str, int], ServerRoom] = {}
    for found in places.values():
        if (found.host, found.port) not in rooms:
            progress.note(f"asking {found.host}:{found.port} for its room")
            rooms[found.host, found.port] = _room(found)
    roles = [fact for one in definitions.values() for fact in one.facts if isinstance(fact, Role)]
    bypass = {role.name: why for role in roles if role.login and (why := _bypasses(role))}
    pooled = {name: _pooled(one) for name, one in definitions.items()}
    assumptions = [NO_ROLES.format(name) for name in places if not pooled.get(name)]
    assumptions += [f"{found.dbname}: {found.why}" for found in places.values() if found.why]
    return PoolResult(
        target=subjects[0].target.name,
        servers=tuple(rooms.values()),
        databases=tuple(_shared_out(places, pooled, rooms)),
        limits={
            role.name: role.connection_limit for role in roles if role.login and role.connection_limit > 0
        },
        bypass=bypass,
        row_settings=tuple(sorted({name for one in definitions.values() for name in settings_read(one)})),
        assumptions=tuple(assumptions),
    )


def _place(subject: Subject) -> _Place:
    try:
        url = live_url(subject)
    except DbtoolError as error:
        why = f"{error.message}: {DEFAULT_HOST}:{DEFAULT_PORT} is assumed"
        return _Place(DEFAULT_HOST, DEFAULT_PORT, subject.name, None, why)
    parts = _parts(url)
    host = str(parts.get("host") or DEFAULT_HOST)
    port = str(parts.get("port") or DEFAULT_PORT).partition(",")[0]
    return _Place(host, int(port), database_name(url), url)


def _parts(url: str) -> Mapping[str, Any]:
    try:
        return conninfo_to_dict(place(url))
    except psycopg.ProgrammingError:
        return {}  # the URL names neither host nor database


def _room(found: _Place) -> ServerRoom:
    assumed, most, reserved = found.why, MAX_CONNECTIONS, RESERVED
    if found.url is not None:
        try:
            most, reserved = _asked(found.url)
        except (DbtoolError, psycopg.Error) as error:
            assumed = str(error)
    headroom = max(HEADROOM, round(most * HEADROOM_SHARE))
    return ServerRoom(
        host=found.host,
        port=found.port,
        max_connections=most,
        reserved=reserved,
        headroom=headroom,
        assumed=assumed,
    )


def _asked(url: str) -> tuple[int, int]:
    timeouts = Timeouts(lock_ms=TIMEOUT_MS, statement_ms=TIMEOUT_MS)
    try:
        connection = connect(url, autocommit=True, timeouts=timeouts)
    except DatabaseMissing:
        # The pools may be there before the databases are.
        connection = connect(with_database(url, "postgres"), autocommit=True, timeouts=timeouts)
    with connection:
        row = connection.execute(_ROOM).fetchone()
        assert row is not None
        return row[0], row[1]


def _pooled(definitions: Definitions) -> tuple[str, ...]:
    roles = (fact for fact in definitions.facts if isinstance(fact, Role))
    return tuple(sorted(role.name for role in roles if role.login and not _bypasses(role)))


def _bypasses(role: Role) -> str | None:
    """Give why a role has to go straight to the server, None where it may come through the pooler."""
    if role.superuser:
        return "a superuser has no business in a pool"
    if role.replication or role.bypassrls:
        return "backups and replication hold one session from beginning to end"
    if role.connection_limit == 0:
        return "its connection limit is 0: it owns objects and never logs in"
    return None


def _shared_out(
    places: Mapping[str, _Place],
    pooled: Mapping[str, tuple[str, ...]],
    rooms: Mapping[tuple[str, int], ServerRoom],
) -> Iterable[PooledDatabase]:
    """Give each database of a server the same share of its room, and each role the same share of that."""
    for name, found in places.items():
        at = (found.host, found.port)
        neighbours = sum((other.host, other.port) == at for other in places.values())
        connections = max(rooms[at].for_pools // neighbours, 1)
        roles = pooled.get(name, ())
        yield PooledDatabase(
            name=name,
            host=found.host,
            port=found.port,
            dbname=found.dbname,
            roles=roles,
            connections=connections,
            pool_size=max(connections // max(len(roles), 1), 1),
        )
