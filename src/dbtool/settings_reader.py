"""The tables of a dbtool.toml to a Project; every error names the table and the key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import parse_qsl, urlsplit

from dbtool.durations import milliseconds
from dbtool.errors import Origin, WrongUsage
from dbtool.model.access import ACCESS
from dbtool.model.hazards import ALLOWABLE
from dbtool.settings import (
    COMMUNITY_FEATURES,
    PROJECT_FILE,
    SANDBOX,
    CheckSettings,
    DatabaseSettings,
    Project,
    Target,
    overlaid,
)
from dbtool.settings_backup import BackupSettings, read_backup

TOP = ("databases", "targets", "default_target", "variables", "checks", "backup")
SERVED = ("default_schema", "variables", "recommended_settings", "checks", "backup", "access")
DATABASE = ("description", "sources", "migrations", *SERVED)
TARGET = tuple("url community_features lock_timeout statement_timeout allow scratch variables".split())
# Definitions lie in these folders, under the database's name, where `sources` says nothing.
PASSWORDS = ("password", "sslpassword")
FOLDERS = ("schema", "policies", "roles")
Word = TypeVar("Word", bound=str)
WORDS = {str: "text", bool: "true or false", list: "a list of texts", dict: "a table"}


def find_project(start: Path) -> Project | None:
    """Give the project of the nearest dbtool.toml at or above `start`, or None."""
    for folder in (start, *start.parents):
        if (folder / PROJECT_FILE).is_file():
            return read_project(folder / PROJECT_FILE)
    return None


def read_project(path: Path) -> Project:
    """Read a dbtool.toml. Errors: WrongUsage with the file, the table and the key, and what is wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUsage(f"this is no valid TOML: {error}", origin=Origin.of(path)) from error
    return _Reader(path).project(data)


class _Reader:
    """Reads one dbtool.toml."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._root = path.parent

    def project(self, data: Mapping[str, Any]) -> Project:
        """Give the project. Errors: WrongUsage."""
        self._known("", data, TOP)
        shared = self._get("", data, "variables", dict) or {}
        checks = self._checks("", data, CheckSettings())
        backup = self._backup("backup", data, BackupSettings())
        databases = self._tables(data, "databases")
        targets = self._tables(data, "targets")
        default = self._get("", data, "default_target", str)
        if default is not None and default not in targets:
            self._wrong("", "default_target", f"there is no [targets.{default}]", near=(default, targets))
        return Project(
            root=self._root,
            databases={n: self._database(n, t, shared, checks, backup) for n, t in databases.items()},
            targets={name: self._target(name, table) for name, table in targets.items()},
            default_target=default or (next(iter(targets)) if len(targets) == 1 else None),
            backup=backup,
        )

    def _database(
        self,
        name: str,
        table: Mapping[str, Any],
        shared: Mapping[str, Any],
        checks: CheckSettings,
        backup: BackupSettings,
    ) -> DatabaseSettings:
        place = f"databases.{name}"
        self._known(place, table, DATABASE)
        sources = self._texts(place, table, "sources")
        if sources is not None and not sources:
            self._wrong(place, "sources", "the list is empty", hint="name at least one file or folder")
        migrations = self._get(place, table, "migrations", str) or f"migrations/{name}"
        own = self._get(place, table, "variables", dict) or {}
        return DatabaseSettings(
            name=name,
            sources=tuple(self._root / source for source in sources or self._convention(name)),
            migrations=self._root / migrations,
            default_schema=self._get(place, table, "default_schema", str) or "public",
            description=self._get(place, table, "description", str) or "",
            variables=overlaid(shared, own),
            checks=self._checks(place, table, checks),
            recommended_settings=self._settings(place, table),
            access=self._one_of(place, table, "access", ACCESS),
            backup=self._backup(f"{place}.backup", table, backup),
        )

    def _backup(self, place: str, table: Mapping[str, Any], below: BackupSettings) -> BackupSettings:
        return read_backup(self, place, self._get(place.rpartition(".")[0], table, "backup", dict), below)

    def _one_of(self, place: str, table: Mapping[str, Any], key: str, known: tuple[Word, ...]) -> Word:
        """Give one of the known words, the first where nothing is said."""
        said = self._get(place, table, key, str) or known[0]
        for word in known:
            if word == said:
                return word
        self._wrong(place, key, f"{said} is no mode", f"write one of {', '.join(known)}", (said, known))

    def _settings(self, place: str, table: Mapping[str, Any]) -> dict[str, str]:
        """Give the settings of a server, each as postgresql.conf would have it."""
        found = self._get(place, table, "recommended_settings", dict) or {}
        for name, value in found.items():
            if isinstance(value, dict | list):
                hint = f'write "{name}.…" in quotes if the name has a dot'
                self._wrong(f"{place}.recommended_settings", name, "this is one value", hint)
        return {name: _setting(value) for name, value in found.items()}

    def _checks(self, place: str, table: Mapping[str, Any], below: CheckSettings) -> CheckSettings:
        """Give what is said about the rules of `dbtool check`, over what the project says for all."""
        own = self._get(place, table, "checks", dict)
        if not own:
            return below
        # All rules: not for commands in a project that says nothing about them.
        from dbtool.checks.known import SEVERITIES, by_word

        here = f"{place}.checks" if place else "checks"
        self._known(here, own, ("disable", "severity"))
        disable = self._texts(here, own, "disable") or []
        severity = self._get(here, own, "severity", dict) or {}
        hint = "`dbtool check --list` has the codes and names of all rules"
        for key, words in (("disable", disable), ("severity", severity)):
            for word in words:
                if word.lower() not in by_word():
                    self._wrong(here, key, f"there is no rule {word}", hint, (word.lower(), by_word()))
        for word, level in severity.items():
            if level not in SEVERITIES:
                known = f"write one of {', '.join(SEVERITIES)}"
                self._wrong(f"{here}.severity", word, f"{level} is no severity", known)
        levels = {by_word()[word.lower()].code: level for word, level in severity.items()}
        return CheckSettings(
            disable=(*below.disable, *(by_word()[word.lower()].code for word in disable)),
            severity={**below.severity, **levels},
        )

    def _convention(self, name: str) -> list[str]:
        """Give the folders that are there; where none is, all, so that the loader can name them."""
        folders = [f"{folder}/{name}" for folder in FOLDERS]
        return [folder for folder in folders if (self._root / folder).exists()] or folders

    def _target(self, name: str, table: Mapping[str, Any]) -> Target:
        place = f"targets.{name}"
        self._known(place, table, TARGET)
        allow = tuple(self._texts(place, table, "allow") or ())
        for hazard in allow:
            if hazard not in ALLOWABLE:
                hint = f"write some of {', '.join(ALLOWABLE)}"
                self._wrong(place, "allow", f"{hazard} is no hazard", hint, (hazard, ALLOWABLE))
        return Target(
            name=name,
            url=self._url(place, table),
            community_features=self._one_of(place, table, "community_features", COMMUNITY_FEATURES),
            lock_timeout_ms=self._duration(place, table, "lock_timeout", Target.lock_timeout_ms),
            statement_timeout_ms=self._duration(
                place, table, "statement_timeout", Target.statement_timeout_ms
            ),
            allow=allow,
            scratch=bool(self._get(place, table, "scratch", bool)),
            variables=self._get(place, table, "variables", dict) or {},
        )

    def _url(self, place: str, table: Mapping[str, Any]) -> str | None:
        url: str | None = self._get(place, table, "url", str)
        if url is None or url == SANDBOX or url.startswith(("env:", "file:")):
            return url
        parts = urlsplit(url)
        if parts.scheme not in ("postgresql", "postgres"):
            hint = 'write "env:NAME", "file:PATH", "sandbox" or "postgresql://…"'
            self._wrong(place, "url", "this is no URL of a PostgreSQL server", hint)
        if parts.password is not None or any(name in PASSWORDS for name, _ in parse_qsl(parts.query)):
            hint = 'keep the URL in the environment ("env:NAME") or the password in ~/.pgpass'
            self._wrong(place, "url", "a password does not belong in this file", hint)
        return url

    def _duration(self, place: str, table: Mapping[str, Any], key: str, default: int) -> int:
        value = table.get(key)
        if value is None:
            return default
        try:
            # A bare number would leave its unit to guessing.
            return milliseconds(str(value))
        except ValueError as error:
            self._wrong(place, key, str(error))

    def _texts(self, place: str, table: Mapping[str, Any], key: str) -> list[str] | None:
        found: list[Any] | None = self._get(place, table, key, list)
        if found is not None and not all(isinstance(item, str) for item in found):
            self._wrong(place, key, f"this is {WORDS[list]}")
        return found

    def _tables(self, data: Mapping[str, Any], key: str) -> Mapping[str, Mapping[str, Any]]:
        found: Mapping[str, Any] = self._get("", data, key, dict) or {}
        for name, table in found.items():
            if not isinstance(table, dict):
                self._wrong(key, name, "this is a table", hint=f"write it as [{key}.{name}]")
        return found

    def _get(self, place: str, table: Mapping[str, Any], key: str, wanted: type) -> Any:
        value = table.get(key)
        if value is not None and not isinstance(value, wanted):
            self._wrong(place, key, f"this is {WORDS[wanted]}, not {value!r}")
        return value

    def _known(self, place: str, table: Mapping[str, Any], known: Iterable[str]) -> None:
        for key in table:
            if key not in known:
                words = f"known are {', '.join(known)}"
                self._wrong(place, key, "there is no such key", words, (key, known))

    def _wrong(
        self,
        place: str,
        key: str,
        what: str,
        hint: str | None = None,
        near: tuple[str, Iterable[str]] | None = None,
    ) -> NoReturn:
        """Raise WrongUsage; of `near` (a word and the known ones) the nearest becomes the hint."""
        close = get_close_matches(near[0], list(near[1]), 1) if near else []
        where = f"[{place}] {key}" if place else key
        raise WrongUsage(
            f"{where}: {what}",
            hint=f"did you mean {close[0]}?" if close else hint,
            origin=Origin.of(self._path),
        )


def _setting(value: Any) -> str:
    return ("on" if value else "off") if isinstance(value, bool) else str(value)
