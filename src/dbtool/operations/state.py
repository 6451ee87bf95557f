"""state.json: the canonical model at the head of a database's revisions, as committed."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from dbtool.errors import LedgerConflict, Origin
from dbtool.kinds import KINDS
from dbtool.model.codec import from_json, to_json
from dbtool.model.database import Database

FORMAT = 1
_MODELS = {kind.name: kind.model for kind in KINDS}


@dataclass(frozen=True)
class State:
    """A database as recorded.

    Shape: `definitions` is the fingerprint of the definitions it was built from; `major` the server's major
           version whose spelling the texts have; `base` what a new database holds before any revision.
    """

    definitions: str
    major: int
    wanted: Database
    base: Database
    revision: str | None = None

    def unmade(self, live: Database) -> tuple[str, ...]:
        """Give the names of declared objects that no kind manages and that `live` lacks."""
        there = {*live.unmodelled, *self.base.unmodelled}
        return tuple(name for name in self.wanted.unmodelled if name not in there)


def read_state(path: Path) -> State | None:
    """Read a state file; None where there is none.

    Errors: LedgerConflict for a file of another format or one that is not JSON.
    """
    if not path.is_file():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise LedgerConflict(
                f"state format {data['format']} is not known to this dbtool",
                hint="use the version of dbtool that wrote it",
                origin=Origin.of(path),
            )
        wanted, base = (from_json(json.dumps(data[part]), _MODELS) for part in ("objects", "base"))
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerConflict(
            f"{path.name} cannot be read: {error}",
            hint="restore it from version control, or write it anew with `dbtool revision`",
            origin=Origin.of(path),
        ) from None
    return State(data["definitions"], data["major"], wanted, base, data["revision"])


def state_text(state: State) -> str:
    """Give the file's text: one object per line, the same bytes for the same state."""
    return (
        f'{{"format": {FORMAT},\n'
        f'"definitions": {json.dumps(state.definitions)},\n'
        f'"major": {state.major},\n'
        f'"revision": {json.dumps(state.revision)},\n'
        f'"base": {to_json(state.base).strip()},\n'
        f'"objects": {to_json(state.wanted).strip()}\n}}\n'
    )


def write_atomically(path: Path, text: str) -> None:
    """Write the file so that it is either the old or the new one, whenever the process is killed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
