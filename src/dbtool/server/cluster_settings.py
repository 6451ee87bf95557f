"""The settings of a throw-away cluster: loopback only, in memory, fast rather than durable."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

SOCKET_PATH_LIMIT = 90


def settings(port: int, folder: Path, community: bool, options: Mapping[str, str]) -> str:
    """Give the lines for postgresql.conf; `options` win."""
    workers = {"max_worker_processes": "32"} if community else {}
    values = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(folder) if len(str(folder)) < SOCKET_PATH_LIMIT else "",
        "shared_preload_libraries": "timescaledb",
        "timescaledb.telemetry_level": "off",
        # The Apache edition has no policies to run.
        "timescaledb.max_background_workers": "16" if community else "0",
        # In the data folder, so that nothing stays in /dev/shm after a kill.
        "dynamic_shared_memory_type": "mmap",
        "max_locks_per_transaction": "256",
        "client_connection_check_interval": "1s",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "autovacuum": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        **workers,
        **options,
    }
    return "".join(f"{name} = '{_conf_quoted(value)}'\n" for name, value in values.items())


def _conf_quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
