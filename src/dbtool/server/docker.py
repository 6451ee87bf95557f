"""The provider `docker`: the Community edition in a container, published on loopback only."""

from __future__ import annotations

import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dbtool.server.contract import Refused, Say, Server
from dbtool.server.facts import read_server

IMAGE = "timescale/timescaledb:2.22.1-pg17"
DATA = "/var/lib/postgresql/data"
PING_TIMEOUT_SECONDS = 5
START_TIMEOUT_SECONDS = 60
OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "timescaledb.telemetry_level": "off",
    "timescaledb.max_background_workers": "16",
    "max_worker_processes": "32",
    "max_locks_per_transaction": "256",
    "client_connection_check_interval": "1s",
}
# Removes the container at the end of its stdin, which also a SIGKILL of the owner brings.
# testcontainers' own reaper would do, but it listens on every interface and needs a second image.
KEEPER = """
import sys, docker
client = docker.from_env()
sys.stdin.read()
try:
    client.containers.get(sys.argv[1]).remove(force=True, v=True)
except docker.errors.NotFound:
    pass
"""


@dataclass(frozen=True, slots=True)
class Docker:
    """Gives a container of the pinned image with its data in memory."""

    options: Mapping[str, str] = field(default_factory=dict)
    name: str = "docker"

    def acquire(self, report: Say) -> Server:
        _ping()
        report(f"starting a container of {IMAGE}; the first time the image is pulled")
        container, password = _start(self.options)
        stop, alive = _guarded(container)
        try:
            port = container.get_docker_client().port(container.get_container_id(), 5432)
            url = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
            return _when_ready(url, stop, alive)
        except BaseException:
            stop()
            raise


def _ping() -> None:
    try:
        import docker  # type: ignore[import-untyped]
    except ImportError as error:
        raise Refused("the Python package testcontainers is not installed (dbtool[dev] has it)") from error
    try:
        docker.from_env(timeout=PING_TIMEOUT_SECONDS).ping()
    except Exception as error:
        # docker raises its own, requests' and urllib3's errors here; all mean that there is no engine.
        raise Refused(f"no Docker engine answers ({type(error).__name__})") from error


def _start(options: Mapping[str, str]) -> tuple[Any, str]:
    from testcontainers.core.config import testcontainers_config
    from testcontainers.core.container import DockerContainer

    testcontainers_config.ryuk_disabled = True
    password = secrets.token_urlsafe(24)
    settings = [part for name, value in {**OPTIONS, **options}.items() for part in ("-c", f"{name}={value}")]
    container = (
        DockerContainer(IMAGE)
        .with_env("POSTGRES_PASSWORD", password)
        .with_env("TS_TUNE_MEMORY", "1GB")
        .with_command(["postgres", *settings])
        .with_tmpfs_mount(DATA)
    )
    # The Docker client takes a pair of address and port, which testcontainers passes on but does not declare.
    ports: dict[str, Any] = container.ports
    ports["5432/tcp"] = ("127.0.0.1", None)
    try:
        container.start()
    except Exception as error:
        container.stop()
        raise Refused(f"the image {IMAGE} could not be pulled or started: {error}") from error
    return container, password


def _guarded(container: Any) -> tuple[Callable[[], None], Callable[[], bool]]:
    """Give what stops the container and what says whether it lives; it goes with this process anyhow."""
    argv = [sys.executable, "-c", KEEPER, container.get_container_id()]
    keeper = subprocess.Popen(argv, stdin=subprocess.PIPE, start_new_session=True)

    def stop() -> None:
        if keeper.stdin and not keeper.stdin.closed:
            keeper.stdin.close()
        keeper.wait()

    def alive() -> bool:
        from docker.errors import NotFound  # type: ignore[import-untyped]

        wrapped = container.get_wrapped_container()
        try:
            wrapped.reload()
        except NotFound:
            return False
        return bool(wrapped.status == "running")

    return stop, alive


def _when_ready(url: str, stop: Callable[[], None], alive: Callable[[], bool]) -> Server:
    """Wait for the server: the image starts it a first time without TCP to set it up."""
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while True:
        try:
            return read_server(url, provider="docker", bin_dir=None, stop=stop, alive=alive)
        except Refused as refused:
            if time.monotonic() > deadline or not alive():
                raise Refused(f"the container does not answer on loopback: {refused.reason}") from refused
            time.sleep(0.2)
