"""Files written whole or not at all: first beside their place, then moved there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dbtool.errors import DbtoolError, WrongUsage, from_here

AREAS = ("schema", "policies", "roles")
_MOST_NAMED = 10


class NotWritten(DbtoolError):
    """The system refuses to write a file."""

    code = "not-written"


def convention(root: Path, name: str) -> dict[str, Path]:
    """Give the folders in which a project keeps the definitions of a database."""
    return {area: root / area / name for area in AREAS}


@contextmanager
def staged(files: Mapping[str, str], beside: Path) -> Iterator[Path]:
    """Give a folder with the files, on the filesystem that they are moved on; it is gone at the end."""
    above = next(path for path in (beside, *beside.parents) if path.is_dir())
    with tempfile.TemporaryDirectory(prefix=".dbtool-import-", dir=above) as name:
        stage = Path(name)
        for path, text in files.items():
            file = stage / path
            file.parent.mkdir(parents=True, exist_ok=True)
            # Bytes: no line ending is anything else on another system.
            file.write_bytes(text.encode("utf-8"))
        yield stage


def destinations(files: Mapping[str, str], folders: Mapping[str, Path]) -> dict[str, Path]:
    """Give where each file belongs: the first part of its path chooses the folder."""
    found = {}
    for path in files:
        area, _, rest = path.partition("/")
        found[path] = folders[area] / rest
    return found


def refuse_present(places: Mapping[str, Path]) -> None:
    """Raise WrongUsage with the files that are there already."""
    present = sorted(str(from_here(path)) for path in places.values() if path.exists())
    if present:
        more = f" and {len(present) - _MOST_NAMED} more" if len(present) > _MOST_NAMED else ""
        count = f"{len(present)} file{'s are' if len(present) > 1 else ' is'}"
        raise WrongUsage(
            f"{count} there already: {', '.join(present[:_MOST_NAMED])}{more}",
            hint="--force writes over them; --to DIR writes elsewhere",
        )


def moved(stage: Path, places: Mapping[str, Path]) -> None:
    """Move the staged files to their places; where one cannot be moved, all is as it was before.

    Errors: NotWritten.
    """
    kept = Path(tempfile.mkdtemp(prefix="replaced-", dir=stage))
    undo: list[tuple[Path, Path | None]] = []
    made: list[Path] = []
    try:
        for number, (path, place) in enumerate(places.items()):
            made += _make_folder(place.parent)
            before = None
            if place.exists():
                before = kept / str(number)
                shutil.copy2(place, before)
            undo.append((place, before))
            os.replace(stage / path, place)
    except BaseException as error:
        for place, before in reversed(undo):
            if before is not None:
                os.replace(before, place)
            else:
                place.unlink(missing_ok=True)
        for folder in reversed(made):
            folder.rmdir()
        if isinstance(error, OSError):
            raise _refused(error) from None
        raise


def _make_folder(folder: Path) -> list[Path]:
    """Make the folder and those above it; give those that were not there, outermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _refused(error: OSError) -> NotWritten:
    reason = (error.strerror or str(error)).lower()
    return NotWritten(
        f"{from_here(Path(str(error.filename2 or error.filename)))} cannot be written: {reason}",
        hint="nothing was written; make room for it, or say --to DIR",
    )
