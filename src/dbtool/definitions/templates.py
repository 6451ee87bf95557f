"""What Jinja needs to know of definition files: where includes are, and what a missing name is called."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from jinja2.utils import missing

from dbtool.definitions.files import text_of


class UndefinedVariable(jinja2.UndefinedError):
    """A name that is not there; `owner` is the value it was looked up in, or None for a variable."""

    def __init__(self, message: str | None, name: str, owner: Any) -> None:
        super().__init__(message)
        self.name = name
        self.owner = owner


class Missing(jinja2.StrictUndefined):
    """StrictUndefined, raising an error that carries the name."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[jinja2.TemplateRuntimeError] = jinja2.UndefinedError,
    ) -> None:
        if issubclass(exc, jinja2.exceptions.SecurityError):
            super().__init__(hint, obj, name, exc)
            return
        owner = None if obj is missing else obj
        raising: Callable[[str], Exception] = partial(UndefinedVariable, name=str(name), owner=owner)
        super().__init__(hint, obj, name, raising)  # type: ignore[arg-type]  # called with a message only


class DefinitionLoader(jinja2.BaseLoader):
    """Finds and reads templates; their names are their files' paths. Nothing outside `folders` is read."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._texts: dict[str, str] = {}
        self._lines: dict[str, list[str]] = {}

    def read(self, path: Path) -> str:
        """Give a file's text, read once.

        Errors: InvalidDefinition if it cannot be read or is not UTF-8.
        """
        file = str(path)
        if file not in self._texts:
            self._texts[file] = text_of(path)
        return self._texts[file]

    def lines(self, file: str) -> Sequence[str]:
        """Give the lines of a template that was read, by its name."""
        if file not in self._lines:
            self._lines[file] = self._texts.get(file, "").split("\n")
        return self._lines[file]

    def beside(self, name: str, parent: str) -> str:
        """Give the path of `name` in the template `parent`: beside it, else in a definition folder."""
        for folder in (Path(parent).parent, *self._folders):
            path = folder / name
            if path.is_file() and self._inside(path):
                return str(path)
        return name

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Give Jinja the text of a template, by its path."""
        path = Path(template)
        if template not in self._texts and not (path.is_file() and self._inside(path)):
            raise jinja2.TemplateNotFound(template)
        return self.read(path), template, lambda: True

    def nearest(self, name: str) -> str | None:
        """Give the name, as one would write it, of the file most like `name`."""
        known = [
            str(path.relative_to(folder))
            for folder in self._folders
            for path in folder.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        ]
        close = difflib.get_close_matches(name, known, 1, 0.6)
        return close[0] if close else None

    def _inside(self, path: Path) -> bool:
        found = path.resolve()
        return any(found.is_relative_to(folder.resolve()) for folder in self._folders)
