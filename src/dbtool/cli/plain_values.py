"""Options whose values are what they are: text, paths, and options that were not given.

typer converts every value by pydantic, which takes longer to load than the rest of the command line. What it
makes of these values is known without it; all others go its way. Versions of typer that convert without
pydantic know no `type_descriptor`, and are left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from pathlib import Path
from typing import Any

from typer.core import TyperCommand, TyperGroup

Convert = Callable[[Any, Any], Any]


class PlainCommand(TyperCommand):
    """A command that takes plain values as they are."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _taking(super().get_params(ctx))


class PlainGroup(TyperGroup):
    """A group that takes plain values as they are."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _taking(super().get_params(ctx))


class _Other(Exception):
    """The value needs a conversion."""


class _Taken:
    """Stands before a parameter's own conversion."""

    def __init__(self, parameter: Any, annotation: Any, convert: Convert) -> None:
        self._parameter = parameter
        self._annotation = annotation
        self._convert = convert

    def __call__(self, context: Any, value: Any) -> Any:
        parameter = self._parameter
        several = parameter.multiple or parameter.nargs == -1
        try:
            plain = _plain(value, self._annotation, several=several)
        except _Other:
            return self._convert(context, value)
        if parameter.required and parameter.value_is_missing(plain):
            return self._convert(context, value)
        return parameter.callback(context, parameter, plain) if parameter.callback else plain


def _taking(parameters: Iterable[Any]) -> list[Any]:
    parameters = list(parameters)
    for parameter in parameters:
        descriptor = getattr(parameter, "type_descriptor", None)
        if descriptor is not None and not isinstance(parameter.process_value, _Taken):
            own_way = descriptor.parameter_info.parser is not None
            annotation = None if own_way else descriptor.annotation
            parameter.process_value = _Taken(parameter, annotation, parameter.process_value)
    return parameters


def _plain(value: Any, annotation: Any, *, several: bool) -> Any:
    if value is None:
        return () if several else None
    if several:
        if annotation == list[str] and isinstance(value, list | tuple):
            return list(value)
    elif isinstance(value, Enum):
        # A default.
        if type(value) is annotation:
            return value
    elif isinstance(value, str) and annotation in (str, Path):
        return annotation(value)
    raise _Other
