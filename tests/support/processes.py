"""What the operating system says of a server: its data folder, its process, the addresses it listens on."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from dbtool.server import cluster

LISTEN = "0A"


def port_of(url: str) -> int:
    port = urlsplit(url).port
    assert port is not None
    return port


def cluster_folder(url: str) -> Path:
    """Give the folder of the cluster that has the port of `url`."""
    port = str(port_of(url))
    for status in cluster.data_base().glob(f"{cluster.PREFIX}*/data/postmaster.pid"):
        if status.read_text().splitlines()[3] == port:
            return status.parent.parent
    raise AssertionError(f"no cluster has port {port}")


def server_process(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])


def parent_process(pid: int) -> int:
    # The name in parentheses may hold spaces.
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def running(pid: int) -> bool:
    """Say whether a process is there and is more than a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def listening_addresses(port: int) -> list[str]:
    """Give every address on which somebody listens at `port`, from the kernel's own tables."""
    found = []
    for table, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
        path = Path("/proc/net") / table
        for line in path.read_text().splitlines()[1:] if path.exists() else []:
            local, state = line.split()[1], line.split()[3]
            address, _, number = local.partition(":")
            if state == LISTEN and int(number, 16) == port:
                found.append(_readable(family, bytes.fromhex(address)))
    return found


def eventually(fact: Callable[[], bool], *, within_s: float = 60) -> bool:
    """Give True as soon as `fact` holds, False if it does not in time."""
    deadline = time.monotonic() + within_s
    while not fact():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _readable(family: socket.AddressFamily, raw: bytes) -> str:
    # The kernel prints each group of four bytes in the machine's order.
    groups = [raw[i : i + 4] for i in range(0, len(raw), 4)]
    if sys.byteorder == "little":
        groups = [group[::-1] for group in groups]
    return socket.inet_ntop(family, b"".join(groups))
