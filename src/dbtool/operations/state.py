"""state.json: the canonical model at the head of a database's revisions, as committed."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dbtool.errors import LedgerConflict, Origin
from dbtool.model import codec
from dbtool.model.codec import to_json
from dbtool.model.database import Database
from dbtool.model.key import Key

if TYPE_CHECKING:
    from dbtool.definitions.contract import RenamedFrom

FORMAT = 1
# Ends the name of a file that is still being written.
_UNFINISHED = ".unfinished"
# The first lines as `state_text` writes them; a file in another layout is read whole.
_HEAD = re.compile(rb'\{"format": %d,\n"definitions": "([0-9a-f]+)",\n' % FORMAT)


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
    """A state file as it stands: read when something of it is asked for, and no more of it than that.

    Errors: LedgerConflict, from whatever needs it, for a file of another format or one that is not JSON.
    """

    def __init__(self, path: Path, text: bytes) -> None:
        self._path = path
        self._text = text

    @cached_property
    def mark(self) -> str:
        """A hash of the file."""
        return sha256(self._text).hexdigest()

    @cached_property
    def definitions(self) -> str:
        """The fingerprint of the definitions that it is of."""
        head = _HEAD.match(self._text)
        if head:
            return head[1].decode()
        with _readable(self._path):
            return str(self._data["definitions"])

    @cached_property
    def objects(self) -> codec.Stored:
        """The recorded objects."""
        return self._part("objects")

    @cached_property
    def base(self) -> codec.Stored:
        """What a new database holds before any revision."""
        return self._part("base")

    @cached_property
    def state(self) -> State:
        """What the file says."""
        wanted, base = self.objects.database, self.base.database
        with _readable(self._path):
            renames = tuple(_renamed(*word) for word in self._data.get("renames", ()))
            return State(
                self._data["definitions"], self._data["major"], wanted, base, self._data["revision"], renames
            )

    def unmade(self, live: Iterable[str]) -> tuple[str, ...]:
        """Give what `State.unmade` gives, for a database whose `unmodelled` is `live`."""
        return unmade(self.objects.unmodelled, live, self.base.unmodelled)

    @cached_property
    def _data(self) -> Mapping[str, Any]:
        with _readable(self._path):
            data: Mapping[str, Any] = json.loads(self._text)
            if data["format"] != FORMAT:
                raise LedgerConflict(
                    f"state format {data['format']} is not known to this dbtool",
                    hint="use the version of dbtool that wrote it",
                    origin=Origin.of(self._path),
                )
            return data

    def _part(self, name: str) -> codec.Stored:
        # Whoever looks at nothing but the fingerprint needs no kinds.
        from dbtool.kinds import KINDS

        with _readable(self._path):
            return codec.Stored(self._data[name], {kind.name: kind.model for kind in KINDS})


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerConflict(
            f"{path.name} cannot be read: {error}",
            hint="restore it from version control, or write it anew with `dbtool revision`",
            origin=Origin.of(path),
        ) from None


def read_state(path: Path) -> State | None:
    """Read a state file; None where there is none.

    Errors: as `Stored`.
    """
    stored = read_stored(path)
    return stored.state if stored else None


def read_stored(path: Path) -> Stored | None:
    """Give a state file as it stands; None where there is none. It is read once, however often asked for."""
    if not path.is_file():
        return None
    status = path.stat()
    return _read(path, status.st_ino, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=2)
def _read(path: Path, _inode: int, _changed: int, _size: int) -> Stored:
    return Stored(path, path.read_bytes())


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
    from dbtool.definitions.contract import RenamedFrom

    return RenamedFrom(Key(key[0], tuple(key[1:])), tuple(old))


def write_atomically(path: Path, text: str) -> None:
    """Write the file so that it is either the old or the new one, whenever the process is killed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _clear(path.parent)
    beside = path.with_name(f".{path.name}.{os.getpid()}{_UNFINISHED}")
    with beside.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)


def _clear(folder: Path) -> None:
    """Remove what processes that were killed have left unfinished in the folder."""
    for file in folder.glob(f".*{_UNFINISHED}"):
        number = file.name.removesuffix(_UNFINISHED).rpartition(".")[2]
        if number.isdecimal() and not _is_alive(int(number)):
            file.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
