"""What the words and options of `dbtool backup` and `dbtool restore` name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dbtool.cli.backup.options import Where
from dbtool.cli.options import Live, Which
from dbtool.cli.subjects import chosen_project, subjects
from dbtool.errors import WrongUsage
from dbtool.settings import Project, Subject, Target
from dbtool.settings_backup import BackupSettings

if TYPE_CHECKING:
    from dbtool.operations.backup.place import Place

ID = re.compile(r"latest|\d{8}T\d{6}Z-[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Named:
    """A database's backups: its name, and the settings of the project, if it is of one."""

    name: str
    settings: BackupSettings
    root: Path | None

    def place(self, where: Where, identity: Path | None = None) -> Place:
        from dbtool.operations.backup.place import Place

        return Place(settings=self.settings, root=self.root, repository=where.repository, identity=identity)


def place_of(subject: Subject, where: Where, identity: Path | None = None) -> Place:
    """Give where the backups of a subject are."""
    return Named(subject.name, subject.backup, subject.root).place(where, identity)


def parted(which: Which) -> tuple[Which, str | None]:
    """Give the options with databases only, and the id of a backup among the words. Errors: WrongUsage."""
    words = which.databases or []
    ids = [word for word in words if ID.fullmatch(word)]
    if len(ids) > 1:
        raise WrongUsage("one backup at a time", hint=f"leave out {', '.join(ids[1:])}")
    names = [word for word in words if not ID.fullmatch(word)]
    return replace(which, databases=names or None), next(iter(ids), None)


def from_folder(which: Which, where: Where) -> tuple[Which, Where]:
    """Give the options with a backup's own folder among the words as its repository, database and id."""
    for word in which.databases or []:
        folder = Path(word)
        if folder.name and ID.fullmatch(folder.name) and folder.is_dir():
            from dbtool.backup.repository import database_of

            absolute = folder.absolute()
            rest = [other for other in which.databases or [] if other != word]
            words = [*(rest or [database_of(absolute.parent.name)]), absolute.name]
            return replace(which, databases=words), replace(where, repository=str(absolute.parents[1]))
    return which, where


def backup_subjects(which: Which, live: Live) -> tuple[Subject, ...]:
    """Give the chosen subjects; with a URL a database of no project can be backed up too.

    Errors: WrongUsage.
    """
    project = chosen_project(which.project)
    names = which.databases or []
    if live.url is None or (project and _all_known(project, names)):
        return subjects(which, live=live, needs_live=True)
    if which.every or which.target:
        return subjects(which, live=live, needs_live=True)
    from dbtool.execute.connect import database_name

    settings = project.backup if project else BackupSettings()
    return tuple(
        Subject(
            name=name,
            sources=(),
            root=project.root if project else None,
            target=Target(name="url"),
            url=live.url.replace("{database}", name),
            backup=settings,
        )
        for name in (names or [database_name(live.url)])
    )


def named(which: Which, where: Where) -> tuple[Named, ...]:
    """Give the databases whose backups are meant; none named are all that the repository has."""
    project = chosen_project(which.project)
    known = project.databases if project else {}
    settings = project.backup if project else BackupSettings()
    root = project.root if project else None
    names: Sequence[str] = which.databases or ()
    if not names and which.every and project:
        names = tuple(known)
    if not names:
        from dbtool import api

        names = api.backup_databases(Named("", settings, root).place(where))
    return tuple(Named(name, known[name].backup if name in known else settings, root) for name in names)


def project_named(which: Which) -> tuple[Named, ...]:
    """Give databases by their names alone, with the project's settings. Errors: WrongUsage."""
    project = chosen_project(which.project)
    known = project.databases if project else {}
    names: Sequence[str] = which.databases or tuple(known)
    if not names:
        raise WrongUsage("no database named", hint="name one")
    settings = project.backup if project else BackupSettings()
    root = project.root if project else None
    return tuple(Named(name, known[name].backup if name in known else settings, root) for name in names)


def archive_named(which: Which) -> Named:
    """Give the database under whose name a server's WAL is kept. Errors: WrongUsage unless it is one."""
    found = project_named(which)
    if len(found) != 1:
        raise WrongUsage("no database named", hint="name the one under which base backups are taken")
    return found[0]


def one_named(which: Which, where: Where) -> Named:
    """Give the only database that is meant. Errors: WrongUsage where there are several, or none."""
    found = named(which, where)
    if len(found) != 1:
        names = ", ".join(each.name for each in found)
        raise WrongUsage("no database named", hint=f"name one of {names}" if names else "there is no backup")
    return found[0]


def _all_known(project: Project, names: Sequence[str]) -> bool:
    return all(name in project.databases for name in names) and bool(names or len(project.databases) == 1)
