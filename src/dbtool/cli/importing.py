"""Where an import comes from and goes to, by what the command line says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dbtool.cli.options import CHOOSING, Scratch
from dbtool.errors import WrongUsage
from dbtool.settings import PROJECT_FILE, SANDBOX, Project, resolve_url

if TYPE_CHECKING:
    from dbtool.operations.import_live import LiveSource
    from dbtool.operations.import_write import Destination

DOCUMENTS = (".sql", ".md", ".markdown", ".txt")


@dataclass(frozen=True, kw_only=True)
class Narrowed:
    """What of a live database is imported."""

    schema: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Of a live database, this schema only; may be repeated.",
            rich_help_panel=CHOOSING,
        ),
    ] = None
    role: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Take a role along that nothing mentions; may be repeated.",
            rich_help_panel=CHOOSING,
        ),
    ] = None
    no_owner: Annotated[
        bool, typer.Option("--no-owner", help="Leave all owners out.", rich_help_panel=CHOOSING)
    ] = False

    @property
    def said(self) -> bool:
        """Whether any of this was said."""
        return bool(self.schema or self.role or self.no_owner)

    def of(self, url: str) -> LiveSource:
        """Give what is imported from the database at `url`."""
        from dbtool import api

        return api.LiveSource(
            url=url, schemas=tuple(self.schema or ()), roles=tuple(self.role or ()), owners=not self.no_owner
        )


def is_document(text: str) -> bool:
    """Say whether the source is a file rather than a URL or a target."""
    return "://" not in text and (text.lower().endswith(DOCUMENTS) or Path(text).is_file())


def url_of(text: str, database: str | None, project: Project | None) -> str:
    """Give the URL of a live database: itself, the sandbox's, or that of a target for a database.

    Errors: WrongUsage.
    """
    if "://" in text or "=" in text:
        return text
    if project is None:
        raise WrongUsage(
            f"{text} is neither a URL nor a file", hint="write --from postgresql://user@host/database"
        )
    target = project.target(text)
    known = tuple(project.databases)
    name = database or (known[0] if len(known) == 1 else None)
    if name is None:
        raise WrongUsage("no database named", hint=f"name one of {', '.join(known)}, or another")
    url = resolve_url(target, name, project.root)
    if url is None:
        raise WrongUsage(f"the target {text} has no URL", hint="set the variable that its url names")
    if url == SANDBOX:
        from dbtool.server import sandbox

        return sandbox.url(name)
    return url


def name_of(source: str, database: str | None) -> str:
    """Give the name of the database among the definitions: said, else the URL's or the file's own."""
    from dbtool.execute.connect import database_name

    if database:
        return database
    return Path(source).stem if is_document(source) else database_name(source)


def destination(
    name: str, project: Project | None, to: Path | None, scratch: Scratch, *, force: bool
) -> Destination:
    """Give where the definitions go: `to`, else the project's folders. Errors: WrongUsage without either."""
    from dbtool import api

    if to is None and project is None:
        raise WrongUsage(
            f"there is no {PROJECT_FILE} here or above",
            hint="say --to DIR, or make a project of the database with `dbtool init --from`",
        )
    settings = project.databases.get(name) if project else None
    folders = {area: (to / area) for area in api.AREAS} if to else _folders(name, project)
    return api.Destination(
        name=name,
        folders=folders,
        default_schema=settings.default_schema if settings else "public",
        force=force,
        scratch_url=scratch.scratch_url,
        provider=scratch.provider,
    )


def _folders(name: str, project: Project | None) -> dict[str, Path]:
    """Give the project's folders of a database; one whose definitions all lie in one place stays so."""
    from dbtool import api

    assert project is not None
    usual = {area: project.root / area / name for area in api.AREAS}
    settings = project.databases.get(name)
    if settings is None or set(settings.sources) <= set(usual.values()):
        return usual
    first = next((source for source in settings.sources if not source.is_file()), None)
    if first is None:
        raise WrongUsage(f"the sources of {name} are single files", hint="say --to DIR")
    return {area: first / area for area in api.AREAS}
