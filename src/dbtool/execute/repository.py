"""The revisions in the repository, as Alembic finds them, and how they fit to a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from alembic.runtime.migration import RevisionStep
from alembic.script import Script, ScriptDirectory
from alembic.script.revision import RevisionMap
from alembic.util import CommandError

from dbtool.errors import InvalidDefinition, LedgerConflict, Origin, WrongUsage, from_here
from dbtool.execute.history import DIRECT, Applied, Entry
from dbtool.execute.reading import RevisionText, as_module, read_revision

HEAD = "head"
WORDS = {"up": ("applied", "apply"), "down": ("rolled back", "rollback")}


class Repository:
    """The revision files of one database."""

    def __init__(self, script_location: str | Path) -> None:
        self.location = Path(script_location)
        self._script = _script_directory(self.location, _files(self.location))

    def upgrades(self, target: str, heads: Sequence[str]) -> list[RevisionStep]:
        """Give the steps from `heads` up to `target`, oldest first.

        Errors: LedgerConflict if the database is ahead or the files have two heads; WrongUsage for a target
                that is none.
        """
        if self._script is None:
            self._check_known(heads)
            return []
        self._check_known(heads)
        self._check_one_head()
        with _alembic_errors():
            return self._script._upgrade_revs(target, tuple(heads))  # type: ignore[arg-type]  # documented use

    def downgrades(self, target: str, heads: Sequence[str]) -> list[RevisionStep]:
        """Give the steps from `heads` down to `target`, newest first.

        Errors: as `upgrades`.
        """
        self._check_known(heads)
        if self._script is None or not heads:
            return []
        with _alembic_errors():
            return self._script._downgrade_revs(target, tuple(heads))  # type: ignore[arg-type]  # documented use

    def scripts(self) -> list[Script]:
        """Give all revisions, oldest first."""
        if self._script is None:
            return []
        with _alembic_errors():
            return list(reversed(list(self._script.walk_revisions())))

    def applied(self, heads: Sequence[str]) -> set[str]:
        """Give the revisions that a database at `heads` has been through.

        Errors: LedgerConflict if the database is ahead.
        """
        self._check_known(heads)
        if self._script is None or not heads:
            return set()
        found = self._script.iterate_revisions(tuple(heads), "base", inclusive=False)
        return {script.revision for script in found}

    def _check_known(self, heads: Sequence[str]) -> None:
        for head in heads:
            try:
                known = self._script is not None and self._script.get_revision(head) is not None
            except CommandError:
                known = False
            if not known:
                raise LedgerConflict(
                    f"the database is at revision {head}, which {from_here(self.location)} does not have",
                    hint="the database is ahead: update the checkout, or use the right database",
                )

    def _check_one_head(self) -> None:
        with _alembic_errors():
            heads = sorted(self._script.get_heads()) if self._script else []
        if len(heads) > 1:
            raise LedgerConflict(
                f"{from_here(self.location)} has {len(heads)} newest revisions: {', '.join(heads)}",
                hint="give one of them the other as its down_revision, or join them with alembic merge",
            )


def texts_of(steps: Sequence[RevisionStep]) -> Mapping[str, RevisionText]:
    """Give the files' texts by revision."""
    return {step.revision.revision: read_revision(Path(step.revision.path)) for step in steps}


def check_unchanged(scripts: Sequence[Script], recorded: Mapping[str, Applied]) -> None:
    """Refuse to go on where an applied revision's file is not the one that was applied.

    Errors: LedgerConflict naming the file.
    """
    for script in scripts:
        applied = recorded.get(script.revision)
        if applied and read_revision(Path(script.path)).checksum != applied.checksum:
            raise LedgerConflict(
                f"revision {script.revision} was changed after it was applied "
                f"({applied.applied_at:%Y-%m-%d})",
                hint="restore the file as it was applied, and put the change into a new revision",
                origin=Origin.of(Path(script.path)),
            )


def check_unfinished(steps: Sequence[RevisionStep], entries: Sequence[Entry]) -> None:
    """Refuse to do anything else while a revision is half done: only going on with it is safe.

    Errors: LedgerConflict naming the revision.
    """
    wanted = [(step.revision.revision, "up" if step.is_upgrade else "down") for step in steps[:1]]
    for entry in entries:
        if entry.revision.startswith(DIRECT) or (entry.revision, entry.direction) in wanted:
            continue
        done, command = WORDS[entry.direction]
        raise LedgerConflict(
            f"revision {entry.revision} is half {done}: an earlier run stopped in it",
            hint=f"finish it first with dbtool {command}",
        )


def _files(location: Path) -> tuple[tuple[str, int, int], ...]:
    """Give what tells whether a revision file was added or changed."""
    found = ((path.name, path.stat()) for path in sorted((location / "versions").glob("*.py")))
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in found)


@lru_cache(maxsize=8)
def _script_directory(location: Path, _state: tuple[tuple[str, int, int], ...]) -> ScriptDirectory | None:
    """Give Alembic's view of the folder, once for all who ask in a run."""
    # Without a folder there is no revision yet, which is no error.
    if not (location / "versions").is_dir():
        return None
    found = ScriptDirectory(str(location))
    scripts = _read_scripts(location / "versions")
    if scripts is not None:
        found.revision_map = RevisionMap(lambda: scripts)
    return found


def _read_scripts(versions: Path) -> Sequence[Script] | None:
    """Give the revisions where each holds steps and nothing else, None where one has to be imported.

    Python compiles a long function slowly, and with fifty times its size in memory.
    """
    try:
        texts = [read_revision(path) for path in sorted(versions.glob("*.py"))]
    except (SyntaxError, UnicodeDecodeError):
        return None
    if not all(text.plain and isinstance(text.names.get("revision"), str) for text in texts):
        return None
    return [Script(as_module(text), text.names["revision"], str(text.path.resolve())) for text in texts]


@contextmanager
def _alembic_errors() -> Iterator[None]:
    try:
        yield
    except CommandError as error:
        raise WrongUsage(str(error), hint="dbtool history lists the revisions") from None
    except (SyntaxError, ImportError) as error:
        origin = Origin(error.filename or "", error.lineno or 0) if isinstance(error, SyntaxError) else None
        raise InvalidDefinition(f"a revision file cannot be read: {error}", origin=origin) from None
