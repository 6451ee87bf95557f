"""What the options name, as subjects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dbtool.cli.options import Live, Source, Which
from dbtool.errors import WrongUsage
from dbtool.settings import (
    NO_TARGET,
    PROJECT_FILE,
    SANDBOX,
    Project,
    Subject,
    Target,
    overlaid,
    resolve_url,
)
from dbtool.settings_reader import find_project, read_project

BRACES = "{database}"


def subjects(
    which: Which,
    source: Source | None = None,
    live: Live | None = None,
    *,
    needs_live: bool = False,
    renames: Sequence[str] | None = None,
) -> tuple[Subject, ...]:
    """Give a subject for each chosen database, in the project's order.

    Errors: WrongUsage for whatever does not fit together, and with `needs_live` for a subject without a URL.
    """
    source, live = source or Source(), live or Live()
    project = chosen_project(which.project)
    if source.definitions and not which.databases and not which.every:
        chosen: tuple[Subject, ...] = (_bare(which, source.definitions, live, project),)
    else:
        chosen = _of_project(which, live, project)
    found = tuple(
        replace(_adjusted(subject, which, source, live), renames=tuple(renames or ())) for subject in chosen
    )
    if needs_live:
        for subject in found:
            _require_url(subject)
    return found


def live_subjects(
    which: Which, source: Source | None, live: Live, *, alone: bool = False
) -> tuple[Subject, ...]:
    """Give the chosen subjects for who only looks: a URL alone is enough where no project is near.

    With `alone` it is enough in any case.
    Errors: as `subjects`.
    """
    asked = which.databases or which.every or which.project or (source and source.definitions)
    if asked or live.url is None or (not alone and chosen_project(None) is not None):
        return subjects(which, source, live, needs_live=True)
    from dbtool.execute.connect import database_name

    found = Subject(
        name=database_name(live.url),
        sources=(),
        root=Path.cwd(),
        target=Target(name="url"),
        url=live.url,
    )
    return (_adjusted(found, which, source or Source(), live),)


def chosen_project(path: Path | None) -> Project | None:
    """Give the project that was named, else the nearest one, else None. Errors: WrongUsage."""
    if path is None:
        return find_project(Path.cwd())
    file = path / PROJECT_FILE if path.is_dir() else path
    if not file.is_file():
        raise WrongUsage(
            f"there is no {file}", hint="--project takes a folder with a dbtool.toml, or the file"
        )
    return read_project(file.absolute())


def _of_project(which: Which, live: Live, project: Project | None) -> tuple[Subject, ...]:
    if project is None:
        raise WrongUsage(
            f"there is no {PROJECT_FILE} here or above",
            hint="make a project with `dbtool init`, or say --definitions PATH and --url URL",
        )
    names = _names(which, project)
    if live.url and len(names) > 1 and BRACES not in live.url:
        hint = f"write {BRACES} where its name belongs, or name one database"
        raise WrongUsage("one URL cannot be several databases", hint=hint)
    url = live.url
    return tuple(
        project.subject(name, which.target, url=url.replace(BRACES, name) if url else None) for name in names
    )


def _names(which: Which, project: Project) -> tuple[str, ...]:
    if which.databases and which.every:
        raise WrongUsage("--all already names every database", hint="leave one of the two out")
    if which.databases:
        return tuple(dict.fromkeys(which.databases))
    known = tuple(project.databases)
    if not known:
        raise WrongUsage(f"{PROJECT_FILE} names no database", hint="add a table [databases.NAME]")
    if which.every or len(known) == 1:
        return known
    raise WrongUsage("no database named", hint=f"name one of {', '.join(known)}, or say --all")


def _bare(which: Which, definitions: Path, live: Live, project: Project | None) -> Subject:
    """Give the subject of definitions that belong to no database of a project."""
    target = Target(name="url") if live.url else NO_TARGET
    if which.target:
        if project is None:
            raise WrongUsage("--target needs a project", hint="say --url instead")
        target = project.target(which.target)
    name = _database_of(live.url) or definitions.name.partition(".")[0]
    root = project.root if project else Path.cwd()
    url = live.url or resolve_url(target, name, root)
    return Subject(name=name, sources=(definitions,), variables=target.variables, target=target, url=url)


def _database_of(url: str | None) -> str | None:
    if url is None or url == SANDBOX:
        return None
    from dbtool.execute.connect import named_database

    return named_database(url)


def _adjusted(subject: Subject, which: Which, source: Source, live: Live) -> Subject:
    """Give the subject as the options want it."""
    target = subject.target
    mode, lock, statement = live.community_features, live.lock_timeout, live.statement_timeout
    target = replace(
        target,
        community_features=mode.value if mode else target.community_features,
        lock_timeout_ms=target.lock_timeout_ms if lock is None else lock,
        statement_timeout_ms=target.statement_timeout_ms if statement is None else statement,
    )
    if source.definitions and not source.definitions.exists():
        raise WrongUsage(f"there is no {source.definitions}", hint="--definitions takes a file or a folder")
    said = _variables(which.variables or ())
    return replace(
        subject,
        target=target,
        sources=(source.definitions,) if source.definitions else subject.sources,
        variables=overlaid(subject.variables, said),
        common=overlaid(subject.common, said),
        scratch_url=source.scratch_url,
        provider=source.provider,
    )


def _variables(settings: Iterable[str]) -> dict[str, Any]:
    """Give `--var` settings as nested tables: `keep.bars=30 days` is {"keep": {"bars": "30 days"}}."""
    found: dict[str, Any] = {}
    for setting in settings:
        path, equals, text = setting.partition("=")
        if not equals or not all(path.split(".")):
            raise WrongUsage(f"--var {setting}: this is not NAME=VALUE", hint="write --var keep='30 days'")
        value: Any = {"true": True, "false": False}.get(text, text)
        for name in reversed(path.split(".")):
            value = {name: value}
        found = overlaid(found, value)
    return found


def _require_url(subject: Subject) -> None:
    if subject.url:
        return
    target = subject.target
    if target.name == NO_TARGET.name:
        raise WrongUsage(f"no target named for {subject.name}", hint="say --target NAME or --url URL")
    if target.url is None:
        hint = f'add url = "env:NAME" to [targets.{target.name}], or say --url URL'
        raise WrongUsage(f"the target {target.name} has no URL", hint=hint)
    how, _, place = target.url.partition(":")
    if how == "env":
        message = f"the target {target.name} takes its URL from {place}, which is not set"
        raise WrongUsage(message, hint=f"export {place}=postgresql://…, or say --url URL")
    message = f"the target {target.name} takes its URL from the file {place}, which is not there or empty"
    raise WrongUsage(message, hint="write the URL into the file, or say --url URL")
