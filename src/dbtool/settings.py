"""dbtool.toml and the environment to frozen settings."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from dbtool.errors import WrongUsage
from dbtool.model.access import Access
from dbtool.settings_backup import BackupSettings

PROJECT_FILE = "dbtool.toml"
SANDBOX = "sandbox"
CommunityFeatures = Literal["require", "emulate", "skip"]
COMMUNITY_FEATURES: tuple[CommunityFeatures, ...] = get_args(CommunityFeatures)

_Named = TypeVar("_Named")


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where databases live and how dbtool behaves there.

    Shape: `url` is `env:NAME`, `file:PATH`, `sandbox` or a URL without a password; `{database}` in it
           stands for the database's name. `allow` lists hazards that need no word on the command line.
    Units: timeouts are milliseconds; 0 waits without end.
    """

    name: str
    url: str | None = None
    community_features: CommunityFeatures = "require"
    lock_timeout_ms: int = 3000
    statement_timeout_ms: int = 0
    allow: tuple[str, ...] = ()
    scratch: bool = False
    variables: Mapping[str, Any] = field(default_factory=dict)


# Stands in where a project names no target and the verb needs none.
NO_TARGET = Target(name="none")


@dataclass(frozen=True, kw_only=True)
class CheckSettings:
    """What a project says about the rules of `dbtool check`.

    Shape: codes; `severity` has those that are to be more or less than the rule's own.
    """

    disable: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One database on one target, or bare definitions beside a URL: what every verb works on.

    Shape: `migrations` is None without a project; `url` is None where no live database is needed.
           `variables` are the target's over `common`, those that hold on every target: revisions and
           state.json are made with `common` alone. `recommended_settings` are for `dbtool doctor`;
           `renames` is what `--rename` says (`orders=purchases`); `access` says what becomes of rights that
           no definition names.
    """

    name: str
    sources: tuple[Path, ...]
    migrations: Path | None = None
    root: Path | None = None
    default_schema: str = "public"
    variables: Mapping[str, Any] = field(default_factory=dict)
    common: Mapping[str, Any] = field(default_factory=dict)
    recommended_settings: Mapping[str, str] = field(default_factory=dict)
    target: Target = Target(name="url")
    url: str | None = field(default=None, repr=False)
    scratch_url: str | None = field(default=None, repr=False)
    provider: str | None = None
    checks: CheckSettings = field(default_factory=CheckSettings)
    renames: tuple[str, ...] = ()
    access: Access = "adopt"
    backup: BackupSettings = field(default_factory=BackupSettings)

    @property
    def scratch_at(self) -> str | None:
        """The scratch server: the named one, the target's own where it allows that, None for the sandbox."""
        own = self.url if self.target.scratch and self.url != SANDBOX else None
        return self.scratch_url or own

    @property
    def everywhere(self) -> Subject:
        """The subject without what its target alone says: what revisions are made of."""
        return replace(self, variables=self.common, target=replace(NO_TARGET, scratch=self.target.scratch))


@dataclass(frozen=True, kw_only=True)
class DatabaseSettings:
    """One `[databases.NAME]` of dbtool.toml."""

    name: str
    sources: tuple[Path, ...]
    migrations: Path
    default_schema: str = "public"
    description: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)
    checks: CheckSettings = field(default_factory=CheckSettings)
    recommended_settings: Mapping[str, str] = field(default_factory=dict)
    access: Access = "adopt"
    backup: BackupSettings = field(default_factory=BackupSettings)


@dataclass(frozen=True, kw_only=True)
class Project:
    """A dbtool.toml, read."""

    root: Path
    databases: Mapping[str, DatabaseSettings]
    targets: Mapping[str, Target]
    default_target: str | None = None
    backup: BackupSettings = field(default_factory=BackupSettings)

    def database(self, name: str) -> DatabaseSettings:
        """Give the settings of a database. Errors: WrongUsage with the nearest name."""
        return _pick(self.databases, name, "database")

    def target(self, name: str | None) -> Target:
        """Give the target, the default one for None. Errors: WrongUsage."""
        chosen = name or self.default_target
        if chosen is None:
            known = ", ".join(self.targets)
            raise WrongUsage(
                "no target named", hint=f"say --target with one of {known}" if known else "say --url"
            )
        return _pick(self.targets, chosen, "target")

    def subject(self, name: str, target: str | None = None, *, url: str | None = None) -> Subject:
        """Give the subject for a database on a target; `url` overrides the target's.

        A missing target or URL is no error here: commands that need a live database say so.
        """
        database = self.database(name)
        chosen = self._target_for(target, url)
        return Subject(
            name=name,
            sources=database.sources,
            migrations=database.migrations,
            root=self.root,
            default_schema=database.default_schema,
            variables=overlaid(database.variables, chosen.variables),
            common=database.variables,
            recommended_settings=database.recommended_settings,
            target=chosen,
            url=url or resolve_url(chosen, name, self.root),
            checks=database.checks,
            access=database.access,
            backup=database.backup,
        )

    def _target_for(self, target: str | None, url: str | None) -> Target:
        if target:
            return self.target(target)
        if url:
            return Target(name="url")
        return self.target(None) if self.default_target else NO_TARGET


def _pick(found: Mapping[str, _Named], name: str, what: str) -> _Named:
    if name in found:
        return found[name]
    near = get_close_matches(name, found, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(found)) or 'none'}"
    raise WrongUsage(f"no {what} {name} in {PROJECT_FILE}", hint=hint)


def overlaid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Give the variables of `below` with those of `above` over them; tables inside are merged alike."""
    found = dict(below)
    for name, value in above.items():
        old = found.get(name)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            value = overlaid(old, value)
        found[name] = value
    return found


def resolve_url(target: Target, database: str, root: Path) -> str | None:
    """Give the target's URL for a database; None where it has none, or its variable or file is missing.

    The word `sandbox` stays as it is: whoever connects asks the sandbox for its URL.
    """
    url = target.url
    if url is None:
        return None
    if url.startswith("env:"):
        url = os.environ.get(url.removeprefix("env:"))
    elif url.startswith("file:"):
        path = root / Path(url.removeprefix("file:")).expanduser()
        url = path.read_text(encoding="utf-8").strip() if path.is_file() else None
    return url.replace("{database}", database) if url else None
