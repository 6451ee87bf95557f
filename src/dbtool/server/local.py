"""The provider `local`: an installed PostgreSQL that has TimescaleDB, run as a private cluster."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dbtool.server.cluster import start_cluster
from dbtool.server.contract import Refused, Say, Server
from dbtool.server.facts import read_server

DEBIAN_ROOT = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class Installation:
    """Where one PostgreSQL keeps its programs, its share folder and its modules."""

    bin_dir: Path
    share_dir: Path
    module_dir: Path

    def complete(self) -> bool:
        return (self.bin_dir / "postgres").exists() and (self.bin_dir / "initdb").exists()

    def has_timescaledb(self) -> bool:
        return (self.share_dir / "extension" / "timescaledb.control").exists()

    def has_community_module(self) -> bool:
        return any(self.module_dir.glob("timescaledb-tsl-*.so"))


@dataclass(frozen=True, slots=True)
class Local:
    """Gives a private cluster of the newest installation that has TimescaleDB."""

    options: Mapping[str, str] = field(default_factory=dict)
    name: str = "local"

    def acquire(self, report: Say) -> Server:
        found = [installation for installation in installations() if installation.complete()]
        if not found:
            raise Refused("no PostgreSQL server programs are installed")
        usable = [installation for installation in found if installation.has_timescaledb()]
        if not usable:
            places = ", ".join(sorted({str(installation.bin_dir) for installation in found}))
            raise Refused(f"no TimescaleDB in the installed PostgreSQL ({places})")
        return start_installation(usable[0], provider=self.name, options=self.options)


def installations() -> list[Installation]:
    """Give what is installed: pg_config on PATH first, for it was put there; then Debian's, newest first."""
    found = []
    on_path = shutil.which("pg_config")
    if on_path:
        found.append(_configured(Path(on_path)))
    majors = [folder for folder in DEBIAN_ROOT.glob("*") if re.fullmatch(r"\d+", folder.name)]
    for folder in sorted(majors, key=lambda f: int(f.name), reverse=True):
        share = Path("/usr/share/postgresql") / folder.name
        found.append(Installation(folder / "bin", share, folder / "lib"))
    return found


def start_installation(installation: Installation, *, provider: str, options: Mapping[str, str]) -> Server:
    """Start a private cluster of `installation` and read what it is."""
    community = installation.has_community_module()
    cluster = start_cluster(installation.bin_dir, community=community, options=options)
    try:
        return read_server(
            cluster.url,
            provider=provider,
            bin_dir=installation.bin_dir,
            stop=cluster.close,
            alive=cluster.alive,
        )
    except BaseException:
        cluster.close()
        raise


def _configured(pg_config: Path) -> Installation:
    asked = ["--bindir", "--sharedir", "--pkglibdir"]
    said = subprocess.run([pg_config, *asked], capture_output=True, text=True, check=False).stdout
    bin_dir, share_dir, module_dir, *_ = [*said.splitlines(), "", "", ""]
    return Installation(Path(bin_dir), Path(share_dir), Path(module_dir))
