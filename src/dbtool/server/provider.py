"""Where a server comes from: the providers, in the order in which they are tried."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from dbtool.errors import ServerUnavailable, WrongUsage
from dbtool.server.contract import Edition, Refused, Say, Server, ServerProvider, with_database
from dbtool.server.debian_cache import DebianCache
from dbtool.server.docker import Docker
from dbtool.server.explicit_url import ExplicitUrl
from dbtool.server.local import Local

__all__ = [
    "PROVIDERS",
    "Edition",
    "Refused",
    "Say",
    "Server",
    "ServerProvider",
    "acquire_server",
    "with_database",
]

PROVIDERS: dict[str, Callable[[Mapping[str, str]], ServerProvider]] = {
    "url": ExplicitUrl,
    "docker": Docker,
    "local": Local,
    "cache": DebianCache,
}
VARIABLE = "DBTOOL_PROVIDER"
HINT = (
    "Set DBTOOL_SERVER_URL to a superuser's URL, start Docker, install PostgreSQL with TimescaleDB,"
    " or use a Debian host with apt-get."
)


def acquire_server(
    provider: str | None = None, *, say: Say, options: Mapping[str, str] | None = None
) -> Server:
    """Give the first server that works, telling in one line each why those before it did not.

    `provider`, or DBTOOL_PROVIDER, forces one. `options` are settings for a server that is started here; one
    that is not ours refuses them.
    Errors: ServerUnavailable if none works, or the forced one does not; WrongUsage for an unknown name.
    """
    forced = provider or os.environ.get(VARIABLE)
    if forced:
        return _forced(forced, say, options or {})
    reasons = []
    for name, make in PROVIDERS.items():
        try:
            return make(options or {}).acquire(say)
        except Refused as refused:
            reasons.append(f"{name}: {refused.reason}")
            say(f"not {reasons[-1]}")
    raise ServerUnavailable(f"no server could be found or started ({'; '.join(reasons)})", hint=HINT)


def _forced(name: str, say: Say, options: Mapping[str, str]) -> Server:
    if name not in PROVIDERS:
        raise WrongUsage(f"there is no provider {name!r}", hint=f"Known are {', '.join(PROVIDERS)}.")
    try:
        return PROVIDERS[name](options).acquire(say)
    except Refused as refused:
        hint = f"The provider {name} was asked for by --provider or {VARIABLE}; without it others are tried."
        raise ServerUnavailable(
            f"the provider {name} gives no server: {refused.reason}", hint=hint
        ) from refused
