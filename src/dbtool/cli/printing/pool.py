"""A PoolResult as a pgbouncer.ini."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dbtool.cli.printing.common import wrapped
from dbtool.operations.pool.results import PooledDatabase, PoolResult, ServerRoom

PREPARED_SINCE = (1, 21)
_ODD = re.compile(r"[^A-Za-z0-9_.-]")
_BARE = re.compile(r"[^\s'\"]+")
CONSOLE = "pgbouncer"
ADMIN, STATS = "pgbouncer_admin", "pgbouncer_stats"
TRANSACTION = (
    "A server connection belongs to a client for one transaction. What a session keeps does not hold: use "
    "SET LOCAL, never SET; no advisory locks of a session, LISTEN, WITH HOLD cursors or temporary tables "
    "beyond a transaction."
)
SESSION = "A server connection belongs to a client until it disconnects, and is cleaned after that."
ROW_SETTINGS = (
    "Policies or functions read {names}. Set it in the transaction that needs it: BEGIN; "
    "SELECT set_config('{name}', $1, true); …; COMMIT. With SET, or set_config(…, false), the next client of "
    "the connection would see another tenant's rows."
)
DIRECT = (
    "dbtool itself must not come through here: apply holds a session's advisory lock and runs CREATE INDEX "
    "CONCURRENTLY outside of a transaction. Its targets name the server."
)
RESET = (
    "A session is not reset between transactions (server_reset_query runs in session mode only): a SET that "
    "slips through stays. server_reset_query_always = 1 would hide that, and cost a round trip each."
)
PREPARED = (
    "Prepared statements of the protocol (psycopg, JDBC, asyncpg) work across server connections. PgBouncer "
    "before 1.21 does not start with this line: `dbtool pool --pgbouncer 1.18` leaves it out."
)
UNPREPARED = (
    "This PgBouncer knows no prepared statements in transaction mode: turn them off in the drivers "
    "(psycopg: prepare_threshold=None, JDBC: prepareThreshold=0, asyncpg: statement_cache_size=0)."
)
CREDENTIALS = (
    'userlist.txt holds a line "role" "SCRAM-SHA-256$…" for each role, the verifier as pg_authid has it: the '
    "same one lets PgBouncer log in to the server. Mode 0600; it is a secret.",
    "Or let PgBouncer ask the server: a superuser makes this in each database, and of the roles only "
    "pgbouncer_auth stands in userlist.txt, with its password in clear text, since PgBouncer itself logs in "
    "with it and a verifier does not do for that. Then take the semicolons of the last two lines away.",
)
LOOKUP = """\
  CREATE ROLE pgbouncer_auth LOGIN PASSWORD …;
  CREATE SCHEMA pgbouncer;
  GRANT USAGE ON SCHEMA pgbouncer TO pgbouncer_auth;
  CREATE FUNCTION pgbouncer.lookup(wanted text) RETURNS TABLE (usename name, passwd text)
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
    'SELECT s.usename, CASE WHEN s.valuntil < now() THEN NULL ELSE s.passwd END
       FROM pg_shadow AS s WHERE s.usename = wanted AND NOT s.usesuper';
  REVOKE ALL ON FUNCTION pgbouncer.lookup(text) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION pgbouncer.lookup(text) TO pgbouncer_auth;
auth_user = pgbouncer_auth
auth_query = SELECT usename, passwd FROM pgbouncer.lookup($1)
"""


def pool_ini(result: PoolResult, *, mode: str, pgbouncer: tuple[int, int]) -> str:
    """Give the file; it holds no password.

    Units: `pgbouncer` is the version that will read it.
    """
    return "\n".join(_lines(result, mode, pgbouncer)) + "\n"


def _lines(result: PoolResult, mode: str, pgbouncer: tuple[int, int]) -> Iterator[str]:
    yield from _said(f"pgbouncer.ini for the databases of target {result.target}, printed by `dbtool pool`.")
    yield from _said(DIRECT)
    for server in result.servers:
        yield from _said(_room(server))
    for assumption in result.assumptions:
        yield from _said(f"Assumed: {assumption}.")
    yield from ("", "[databases]")
    keys = _keys([database.name for database in result.databases])
    for database in result.databases:
        yield from _said(_pools(database, keys[database.name]))
        yield f"{keys[database.name]} = {_entry(database)}"
    if result.limits:
        yield from ("", "[users]")
        yield from _said("Connection limits of the roles, over all databases and servers together.")
        for name, limit in result.limits.items():
            # A line with such a name would keep PgBouncer from starting.
            mark = ";" if _ODD.search(name) else ""
            yield f"{mark}{name} = max_user_connections={limit}"
    yield from ("", "[pgbouncer]", "listen_addr = 127.0.0.1", "listen_port = 6432")
    yield from _authentication(result)
    yield from _pooling(result, mode, pgbouncer)


def _room(server: ServerRoom) -> str:
    told = "" if server.assumed is None else f" Assumed, since the server was not asked: {server.assumed}."
    return (
        f"{server.host}:{server.port} takes {server.max_connections} connections: {server.reserved} are "
        f"reserved, {server.headroom} kept for dbtool, backups and people, {server.for_pools} for the pools."
        f"{told}"
    )


def _pools(database: PooledDatabase, key: str) -> str:
    count = max(len(database.roles), 1)
    who = f": {', '.join(database.roles)}" if database.roles else ""
    pools = "1 pool" if count == 1 else f"{count} pools"
    known = "" if key == database.name else f", known to clients as {key}"
    return f"{database.name}{known}: {pools} of {database.pool_size}{who}"


def _entry(database: PooledDatabase) -> str:
    parts = [f"host={_value(database.host)}", f"port={database.port}", f"dbname={_value(database.dbname)}"]
    parts += [f"pool_size={database.pool_size}", f"max_db_connections={database.connections}"]
    return " ".join(parts)


def _authentication(result: PoolResult) -> Iterator[str]:
    yield ""
    yield from _said(CREDENTIALS[0])
    yield from ("auth_type = scram-sha-256", "auth_file = userlist.txt")
    yield from _said(CREDENTIALS[1])
    yield from (f";{line}" for line in LOOKUP.splitlines())
    for name, why in result.bypass.items():
        yield from _said(f"Not through the pool: {name}, since {why}.")
    yield ""
    yield from _said(
        "Who may use the console (database pgbouncer), and who may only look; both in userlist.txt."
    )
    yield from (f"admin_users = {ADMIN}", f"stats_users = {STATS}")
    yield from _said("To a server elsewhere: verify-full, with server_tls_ca_file.")
    yield "server_tls_sslmode = prefer"


def _pooling(result: PoolResult, mode: str, pgbouncer: tuple[int, int]) -> Iterator[str]:
    smallest = min(database.pool_size for database in result.databases)
    yield ""
    yield from _said(TRANSACTION if mode == "transaction" else SESSION)
    if mode == "transaction" and result.row_settings:
        names = ", ".join(result.row_settings)
        yield from _said(ROW_SETTINGS.format(names=names, name=result.row_settings[0]))
    yield f"pool_mode = {mode}"
    if mode == "transaction":
        yield from _said(RESET)
        if pgbouncer >= PREPARED_SINCE:
            yield from _said(PREPARED)
            yield "max_prepared_statements = 200"
        else:
            yield from _said(UNPREPARED)
    else:
        yield "server_reset_query = DISCARD ALL"
    yield ""
    yield from _said(
        "For a role or database that is not named above. Clients beyond the pools wait their turn."
    )
    yield f"default_pool_size = {smallest}"
    yield "max_client_conn = 1000"
    yield "query_wait_timeout = 30"
    yield from _said("A client that forgets its transaction keeps a server connection from all others.")
    yield "idle_transaction_timeout = 60"
    yield from _said("What drivers send at the start of a session and PgBouncer does not know (JDBC).")
    yield "ignore_startup_parameters = extra_float_digits"


def _said(text: str) -> list[str]:
    return wrapped(text, "; ")


def _keys(names: Sequence[str]) -> dict[str, str]:
    """Give each database the name that clients know it by.

    PgBouncer's manual has quotes for other characters, which 1.18 takes for a syntax error.
    """
    found: dict[str, str] = {}
    for name in names:
        key = _ODD.sub("_", name)
        while key in found.values() or key == CONSOLE:
            key += "_"
        found[name] = key
    return found


def _value(text: str) -> str:
    if _BARE.fullmatch(text):
        return text
    inner = text.replace("'", "''")
    return f"'{inner}'"
