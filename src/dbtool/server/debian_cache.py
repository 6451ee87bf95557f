"""The provider `cache`: Debian's own packages of PostgreSQL and TimescaleDB, unpacked into a private folder.

Nothing is installed on the host and no rights are needed. A folder is valid when its manifest, which is
written last, names the folder itself: the programs carry absolute paths, so a moved cache is built anew.
Warm, it needs no network. It gives the Apache edition. To fetch newer packages, remove the folder.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dbtool.server import debian_build
from dbtool.server.contract import Refused, Say, Server
from dbtool.server.local import Installation, start_installation

SYSTEM_CACHE = Path("/var/cache/dbtool")
FOLDER = f"timescaledb-{debian_build.SUITE}-pg{debian_build.PG_MAJOR}"
MANIFEST = "manifest.json"
LAYOUT = 1


@dataclass(frozen=True, slots=True)
class DebianCache:
    """Gives a private cluster of the cached packages, building the cache if need be."""

    options: Mapping[str, str] = field(default_factory=dict)
    name: str = "cache"

    def acquire(self, report: Say) -> Server:
        root = _warm(cache_folder()) or _warm(SYSTEM_CACHE) or _build(cache_folder(), report)
        return start_installation(_installation(root), provider=self.name, options=self.options)


def cached_programs(major: int, report: Say) -> Path | None:
    """Give the folder of the cache's programs, building the cache if need be; None for another version.

    Errors: Refused where it cannot be built.
    """
    if str(major) != debian_build.PG_MAJOR:
        return None
    root = _warm(cache_folder()) or _warm(SYSTEM_CACHE) or _build(cache_folder(), report)
    return _installation(root).bin_dir


def cache_folder() -> Path:
    """Give the folder for caches: for root one that the server's user can read, which /root is not."""
    if os.geteuid() == 0:
        return SYSTEM_CACHE
    configured = os.environ.get("XDG_CACHE_HOME")
    return Path(configured or Path("~/.cache").expanduser()) / "dbtool"


def _warm(folder: Path) -> Path | None:
    root = folder / FOLDER
    try:
        manifest = json.loads((root / MANIFEST).read_text())
    except (OSError, ValueError):
        return None
    valid = manifest.get("layout") == LAYOUT and manifest.get("root") == str(root)
    return root if valid and (_installation(root).bin_dir / "postgres").exists() else None


def _build(folder: Path, report: Say) -> Path:
    """Build the cache under a lock; whoever waited for the lock finds it built."""
    root = folder / FOLDER
    with _lock(folder, report):
        if _warm(folder):
            return root
        shutil.rmtree(root, ignore_errors=True)
        for unfinished in folder.glob(f"{FOLDER}.building-*"):
            shutil.rmtree(unfinished, ignore_errors=True)
        # A name of its own: an apt-get that outlived a killed build may still write to the old one.
        work = Path(tempfile.mkdtemp(prefix=f"{FOLDER}.building-", dir=folder))
        try:
            packages = debian_build.download(work / "apt", report)
            versions = debian_build.unpack(packages, work / "root", report)
            (work / "root").rename(root)
            debian_build.patch(root)
            manifest = {"layout": LAYOUT, "root": str(root), "packages": versions}
            (root / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True))
        except OSError as error:
            raise Refused(f"the cache in {folder} could not be built: {error}") from error
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return root


@contextmanager
def _lock(folder: Path, report: Say) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / f"{FOLDER}.lock").open("w")
    except OSError as error:
        raise Refused(
            f"the cache folder {folder} cannot be written ({error.strerror}); set XDG_CACHE_HOME"
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("waiting for another dbtool that builds the cache")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _installation(root: Path) -> Installation:
    server = root / "usr/lib/postgresql" / debian_build.PG_MAJOR
    return Installation(server / "bin", root / "usr/share/postgresql" / debian_build.PG_MAJOR, server / "lib")
