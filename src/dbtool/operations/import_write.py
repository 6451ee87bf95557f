"""A Database becomes definition files, which are proved to say the same before they are put in place."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dbtool.definitions.writing import Written, write
from dbtool.definitions.writing.grant_entries import Shared, shared_of
from dbtool.diff.report_names import title
from dbtool.errors import InvalidDefinition, InvalidDefinitions, Origin, WrongUsage
from dbtool.execute.progress import Progress
from dbtool.kinds.access.grant import Grant
from dbtool.model.change import Alter, Change, Create
from dbtool.model.database import Database
from dbtool.operations.import_place import destinations, moved, refuse_present, staged
from dbtool.operations.settle import settled
from dbtool.operations.sources import build, definitions_of
from dbtool.settings import NO_TARGET, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where definitions are written, and the scratch server that proves them.

    Shape: `folders` are by area: schema, policies, roles; `force` writes over files that are there.
    """

    name: str
    folders: Mapping[str, Path]
    default_schema: str = "public"
    force: bool = False
    scratch_url: str | None = field(default=None, repr=False)
    provider: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What was written.

    Shape: `unexpressed` are objects that no definition holds, with the reason; `differences` turn what was
           given into what the definitions say, none where they say it exactly; `refused` is what scratch
           cannot build of them.
    """

    files: tuple[Path, ...]
    objects: Mapping[str, int]
    unexpressed: tuple[tuple[str, str], ...]
    differences: tuple[Change, ...] = ()
    refused: tuple[InvalidDefinition, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether the definitions say just what they were written from."""
        return not self.differences and not self.refused


def write_definitions(
    database: Database,
    base: Database,
    destination: Destination,
    *,
    progress: Progress,
    shared: frozenset[Shared] = frozenset(),
) -> Writing:
    """Write the definitions of a database whose texts are the server's own.

    Shape: `base` is what an empty database holds; in `shared` schemas no grant is on all there is.
    Errors: WrongUsage where there is nothing to write, or files are there already; nothing is written then.
    """
    written = write(database, base=base, default_schema=destination.default_schema, shared=shared)
    if not written.files:
        raise WrongUsage("there is nothing to import: the database is empty", hint="is it the right one?")
    places = destinations(written.files, destination.folders)
    if not destination.force:
        refuse_present(places)
    folders = [folder.absolute() for folder in destination.folders.values()]
    with staged(written.files, Path(os.path.commonpath(folders))) as stage:
        progress.note(f"{len(places)} files: proving on scratch that they say the same")
        differences, refused = _proved(stage, destination, _held(database, written), progress)
        if more := _reaching_extensions(differences) - shared:
            # Only scratch knows what an extension makes.
            return write_definitions(database, base, destination, progress=progress, shared=shared | more)
        moved(stage, places)
    unknown = [(name, "dbtool has no kind for it yet") for name in database.unmodelled]
    return Writing(
        files=tuple(places.values()),
        objects=database.counts(),
        unexpressed=(*((title(key), reason) for key, reason in written.unwritten), *unknown),
        differences=differences,
        refused=refused,
    )


def _reaching_extensions(differences: Iterable[Change]) -> frozenset[Shared]:
    """Give where a grant on all objects of a schema has been on an extension's, too."""
    grants = (change.new for change in differences if isinstance(change, Create | Alter))
    return frozenset(
        shared_of(grant) for grant in grants if isinstance(grant, Grant) and grant.extension is not None
    )


def _held(database: Database, written: Written) -> Database:
    """Give what the files should say: all but what is known not to be in them."""
    left = {key for key, _reason in written.unwritten}
    return database.only(key for key in database if key not in left)


def _proved(
    stage: Path, destination: Destination, found: Database, progress: Progress
) -> tuple[tuple[Change, ...], tuple[InvalidDefinition, ...]]:
    """Give what differs between what was read and what the files say; and what scratch refuses of them."""
    subject = Subject(
        name=destination.name,
        sources=tuple(path for area in destination.folders if (path := stage / area).is_dir()),
        default_schema=destination.default_schema,
        target=NO_TARGET,
        scratch_url=destination.scratch_url,
        provider=destination.provider,
    )
    try:
        wanted = build(subject, definitions_of(subject), progress).wanted
    except InvalidDefinitions as error:
        return (), tuple(_placed(one, stage) for one in error.errors)
    return tuple(settled(subject, found, wanted, progress)[1]), ()


def _placed(error: InvalidDefinition, stage: Path) -> InvalidDefinition:
    """Give the error with its place among the files, not in the folder that they are proved in."""
    origin = error.origin
    if origin is not None:
        file = Path(origin.file).absolute()
        shown = file.relative_to(stage) if file.is_relative_to(stage) else file
        origin = Origin(str(shown), origin.line, origin.column)
    return InvalidDefinition(error.message, hint=error.hint, origin=origin)
