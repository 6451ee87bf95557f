"""Sessions that last as long as their run, whatever limits a server, role or database sets."""

from __future__ import annotations

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dbtool.execute.connect import Connection

# With the version that brought it.
LIMITS = {
    "statement_timeout": 0,
    "idle_in_transaction_session_timeout": 0,
    "idle_session_timeout": 140000,
    "transaction_timeout": 170000,
}


def lift_limits(connection: Connection) -> None:
    """Let a session last as long as its run."""
    for name in _limits(connection.info.server_version):
        connection.execute("SELECT pg_catalog.set_config(%s, '0', false)", [name])


def without_limits(url: str, version: int) -> str:
    """Give the URL for sessions without limits, that may write, on a server of that version."""
    parameters = conninfo_to_dict(url)
    settings = [f"-c {name}=0" for name in _limits(version)]
    options = " ".join(
        [str(parameters.get("options") or ""), *settings, "-c default_transaction_read_only=off"]
    )
    return make_conninfo("", **{**parameters, "options": options.strip()})


def _limits(version: int) -> list[str]:
    return [name for name, first in LIMITS.items() if version >= first]
