"""Options that many commands share, declared once as dataclasses."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_type_hints

from dbtool.cli.exit_status import ExitStatus

Command = Callable[..., ExitStatus]


def flattened(command: Command) -> Command:
    """Give `command` as typer wants it: each parameter that is a dataclass spread into its fields.

    Shape: a field is an option or argument exactly as a parameter would be, with `Annotated`.
    """
    hints = get_type_hints(command, include_extras=True)
    groups = {name: hint for name, hint in hints.items() if is_dataclass(hint)}

    def run(**values: Any) -> ExitStatus:
        return command(**_gathered(groups, values))

    parameters = list(_parameters(inspect.signature(command), hints))
    run.__name__, run.__doc__ = command.__name__, _paragraphs(command.__doc__ or "")
    # typer reads both: the signature for defaults, the annotations for types.
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    setattr(run, "__signature__", inspect.Signature(parameters))  # noqa: B010 functions declare no such attribute
    return run


def _paragraphs(text: str) -> str:
    """Give the text with each paragraph on one line, since typer keeps line breaks."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in inspect.cleandoc(text).split("\n\n"))


def _gathered(groups: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    spread = {field.name: name for name, group in groups.items() for field in fields(group)}
    own = {name: value for name, value in values.items() if name not in spread}
    for name, group in groups.items():
        own[name] = group(**{field.name: values[field.name] for field in fields(group)})
    return own


def _parameters(signature: inspect.Signature, hints: Mapping[str, Any]) -> Iterator[inspect.Parameter]:
    for name, parameter in signature.parameters.items():
        if is_dataclass(hints[name]):
            yield from _fields(hints[name])
        else:
            yield inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, default=parameter.default, annotation=hints[name]
            )


def _fields(group: Any) -> Iterator[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    for field in fields(group):
        default = field.default
        if field.default_factory is not MISSING:
            default = field.default_factory()
        yield inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if default is MISSING else default,
            annotation=hints[field.name],
        )
