"""state.json: the canonical model at the head of a database's revisions, as committed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from dbtool.definitions.contract import RenamedFrom
from dbtool.errors import LedgerConflict, Origin
from dbtool.kinds import KINDS
from dbtool.model import codec
from dbtool.model.codec import to_json
from dbtool.model.database import Database
from dbtool.model.key import Key

FORMAT = 1
_MODELS = {kind.name: kind.model for kind in KINDS}


@dataclass(frozen=True)
class State:
    """A database as recorded.

    Shape: `definitions` is the fingerprint of the definitions it was built from; `major` the server's major
           version whose spelling the texts have; `base` what a new database holds before any revision;
           `renames` is what the definitions say of old names.
    """

    definitions: str
    major: int
    wanted: Database
    base: Database
    revision: str | None = None
    renames: tuple[RenamedFrom, ...] = ()

    def unmade(self, live: Database) -> tuple[str, ...]:
        """Give the names of declared objects that no kind manages and that `live` lacks."""
        return unmade(self.wanted.unmodelled, live.unmodelled, self.base.unmodelled)


class Stored:
    """A state file as it stands: rows at once, the state only for who asks."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self.definitions: str = data["definitions"]
        self.objects = codec.Stored(data["objects"], _MODELS)
        self.base = codec.Stored(data["base"], _MODELS)
        self._renames = tuple(_renamed(*word) for word in data.get("renames", ()))

    @cached_property
    def state(self) -> State:
        """What the file says."""
        wanted, base = self.objects.database, self.base.database
        return State(
            self.definitions, self._data["major"], wanted, base, self._data["revision"], self._renames
        )

    def unmade(self, live: Iterable[str]) -> tuple[str, ...]:
        """Give what `State.unmade` gives, for a database whose `unmodelled` is `live`."""
        return unmade(self.objects.unmodelled, live, self.base.unmodelled)


def read_state(path: Path) -> State | None:
    """Read a state file; None where there is none.

    Errors: as `read_stored`.
    """
    stored = read_stored(path)
    return stored.state if stored else None


def read_stored(path: Path) -> Stored | None:
    """Read a state file; None where there is none. One file is read once, however often it is asked for.

    Errors: LedgerConflict for a file of another format or one that is not JSON.
    """
    if not path.is_file():
        return None
    status = path.stat()
    return _read(path, status.st_ino, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=2)
def _read(path: Path, _inode: int, _changed: int, _size: int) -> Stored:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise LedgerConflict(
                f"state format {data['format']} is not known to this dbtool",
                hint="use the version of dbtool that wrote it",
                origin=Origin.of(path),
            )
        return Stored(data)
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerConflict(
            f"{path.name} cannot be read: {error}",
            hint="restore it from version control, or write it anew with `dbtool revision`",
            origin=Origin.of(path),
        ) from None


def unmade(wanted: Iterable[str], live: Iterable[str], base: Iterable[str]) -> tuple[str, ...]:
    """Give the names of declared objects that no kind manages and that neither `live` nor `base` has."""
    there = {*live, *base}
    return tuple(name for name in wanted if name not in there)


def state_text(state: State) -> str:
    """Give the file's text: one object per line, the same bytes for the same state."""
    return (
        f'{{"format": {FORMAT},\n'
        f'"definitions": {json.dumps(state.definitions)},\n'
        f'"major": {state.major},\n'
        f'"revision": {json.dumps(state.revision)},\n'
        f"{_renames(state)}"
        f'"base": {to_json(state.base).strip()},\n'
        f'"objects": {to_json(state.wanted).strip()}\n}}\n'
    )


def _renames(state: State) -> str:
    """Give the line of the old names, nothing where none is said."""
    words = [[[word.key.kind, *word.key.path], list(word.old)] for word in state.renames]
    return f'"renames": {json.dumps(words, ensure_ascii=False)},\n' if words else ""


def _renamed(key: list[str], old: list[str]) -> RenamedFrom:
    return RenamedFrom(Key(key[0], tuple(key[1:])), tuple(old))


def write_atomically(path: Path, text: str) -> None:
    """Write the file so that it is either the old or the new one, whenever the process is killed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
