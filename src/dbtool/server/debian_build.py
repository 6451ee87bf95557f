"""How the cache is built: a private apt state, packages downloaded, unpacked and patched to stand alone.

The mirror, the proxy and the keys are those of the host's own apt. Debian stable is the one dependable
source: testing and unstable move away under a pinned version.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from dbtool.server.contract import Refused, Say

SUITE = "trixie"
PG_MAJOR = "17"
PACKAGE = f"postgresql-{PG_MAJOR}-timescaledb"
KEYRINGS = ("debian-archive-keyring.gpg", "debian-archive-keyring.pgp")
# Declared as installed, so that they and what they need are left out: a private cluster uses none of them.
LEFT_OUT = (
    "postgresql-common",
    "postgresql-client-common",
    "locales",
    "ssl-cert",
    "debconf",
    "tzdata",
    "libllvm19",
    "sensible-utils",
)
# Without the llvmjit module PostgreSQL has no JIT; with it, but without libLLVM, queries that use JIT fail.
UNWANTED = ("*/share/doc*", "*/share/man*", "*/share/locale*", "*/gconv*", "*/bitcode*", "*/llvmjit*")
APT_CONF = """
Dir::State "{apt}/state";
Dir::State::status "{apt}/status";
Dir::Cache "{apt}/cache";
Dir::Log "{apt}/log";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "{apt}/sources";
Dir::Etc::main "/dev/null";
Dir::Etc::parts "{apt}/empty";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "{apt}/empty";
APT::Sandbox::User "";
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::Retries "3";
"""


def download(apt: Path, report: Say) -> list[Path]:
    """Download the server's packages with a private apt state in `apt`, and give their files."""
    for program in ("apt-get", "dpkg-deb"):
        if not shutil.which(program):
            raise Refused(f"this host has no {program}; the cache is built from Debian's packages")
    environment = _private_state(apt, _mirror(), _keyring())
    report(f"fetching Debian's package index ({SUITE})")
    _run(
        ["apt-get", "update", "-q"],
        environment,
        f"install a newer debian-archive-keyring if a key of {SUITE} is missing",
    )
    report(f"downloading {PACKAGE} and what it needs (about 40 MB)")
    _run(["apt-get", "install", "-q", "-y", "--download-only", PACKAGE], environment)
    return sorted((apt / "cache" / "archives").glob("*.deb"))


def unpack(packages: Sequence[Path], root: Path, report: Say) -> dict[str, str]:
    """Unpack into `root` what a server needs, and give the version by package."""
    report(f"unpacking {len(packages)} packages")
    root.mkdir(mode=0o755)
    excludes = [f"--exclude={pattern}" for pattern in UNWANTED]
    tar = ["tar", "-x", "--no-same-owner", "-C", str(root), "--wildcards", *excludes]
    versions = {}
    for package in packages:
        with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE) as archive:
            subprocess.run(tar, stdin=archive.stdout, check=False, stderr=subprocess.DEVNULL)
        if archive.returncode:
            raise Refused(f"{package.name} could not be unpacked")
        name, version, *_ = package.name.split("_")
        versions[name] = version.replace("%3a", ":")
    return versions


def patch(root: Path) -> None:
    """Give the programs the loader and libraries under `root`; they carry its absolute path from then on."""
    patchelf = _patchelf()
    bin_dir = root / "usr/lib/postgresql" / PG_MAJOR / "bin"
    asked = _run([patchelf, "--print-interpreter", str(bin_dir / "postgres")])
    loader = next((root / "usr/lib").glob(f"*/{Path(asked.strip()).name}"), None)
    if loader is None:
        raise Refused(f"the packages hold no loader {asked.strip()}")
    # DT_RPATH, unlike DT_RUNPATH, also serves the libraries of modules loaded later (pgcrypto's libcrypto).
    libraries = f"$ORIGIN/../../../{loader.parent.name}"
    change = [patchelf, "--set-interpreter", str(loader), "--force-rpath", "--set-rpath", libraries]
    programs = [str(file) for file in bin_dir.iterdir() if _is_program(file)]
    _run([*change, *programs])


def _mirror() -> str:
    """Give the repository that the host's own apt uses for Debian."""
    shown = "$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)"
    said = _run(["apt-get", "indextargets", "--format", shown, "Created-By: Packages"])
    # Without downloaded lists apt can show the targets only when it is not asked for what is in them.
    said = said or _run(
        ["apt-get", "indextargets", "--no-release-info", "--format", shown, "Created-By: Packages"]
    )
    rows = [line.split("|") for line in said.splitlines() if line.count("|") == 3]
    known = [row for row in rows if row[0] == "Debian"] or rows
    # Updates and security are separate repositories, named after the release with a suffix.
    main = [uri for _, uri, release, component in known if component == "main" and "-" not in release]
    if not main:
        raise Refused("the host's apt names no Debian repository to take the packages from")
    return main[0]


def _keyring() -> Path:
    for name in KEYRINGS:
        path = Path("/usr/share/keyrings") / name
        if path.exists():
            return path
    raise Refused(
        "the package debian-archive-keyring is not installed, so Debian's packages cannot be verified"
    )


def _private_state(apt: Path, mirror: str, keyring: Path) -> dict[str, str]:
    """Make a state of apt's own, so that the host's is neither used nor touched; give its environment."""
    for folder in ("state/lists/partial", "cache/archives/partial", "log", "sources", "empty"):
        (apt / folder).mkdir(parents=True)
    installed = "Status: install ok installed\nVersion: 9999:0\nArchitecture: all\nMulti-Arch: foreign\n"
    (apt / "status").write_text("\n".join(f"Package: {name}\n{installed}" for name in LEFT_OUT))
    (apt / "sources" / "debian.sources").write_text(
        f"Types: deb\nURIs: {mirror}\nSuites: {SUITE}\nComponents: main\nSigned-By: {keyring}\n"
    )
    configuration = apt / "apt.conf"
    configuration.write_text(APT_CONF.format(apt=apt) + _host_acquire())
    return {**os.environ, "APT_CONFIG": str(configuration), "LC_ALL": "C"}


def _host_acquire() -> str:
    """Give the host's own settings for fetching: proxy, TLS, validity."""
    ours = ("Acquire::IndexTargets", "Acquire::Languages", "Acquire::CompressionTypes", "Acquire::Retries")
    lines = _run(["apt-config", "dump"]).splitlines()
    return (
        "\n".join(line for line in lines if line.startswith("Acquire::") and not line.startswith(ours)) + "\n"
    )


def _patchelf() -> str:
    beside = Path(sys.executable).parent / "patchelf"
    found = str(beside) if beside.exists() else shutil.which("patchelf")
    if found is None:
        raise Refused("the program patchelf is missing; the Python package patchelf brings it")
    return found


def _is_program(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _run(argv: Sequence[str], environment: dict[str, str] | None = None, advice: str = "") -> str:
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        complaints = [line for line in done.stderr.splitlines() if line.strip()] or ["no reason given"]
        said = next((line for line in complaints if line.startswith("E:")), complaints[0])
        raise Refused(f"{' '.join(argv[:2])} failed: {said}{'; ' + advice if advice else ''}")
    return done.stdout
