"""Values through a form's model; what pydantic says becomes the author's errors."""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dbtool.definitions.at import At
from dbtool.definitions.forms.base import Form
from dbtool.definitions.forms.values import TAG, shown
from dbtool.definitions.names import nearest
from dbtool.errors import InvalidDefinition, Origin

F = TypeVar("F", bound=Form)

_EXPECTED = {
    "bool_type": "true or false",
    "string_type": "text",
    "int_type": "a whole number",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "tuple_type": "a list",
}


def validated(form: type[F], value: Any, at: At) -> tuple[F | None, list[InvalidDefinition]]:
    """Give the form, or None with everything that is wrong with the value."""
    try:
        return form.model_validate(value), []
    except ValidationError as error:
        return None, [_explained(details, form, at) for details in error.errors(include_url=False)]


def _explained(details: ErrorDetails, form: type[Form], at: At) -> InvalidDefinition:
    place, path = at, details["loc"]
    for step in path:
        place = place[step]
    message, hint, origin = _words(details, form, place)
    return InvalidDefinition(message, hint=hint, origin=origin)


def _words(details: ErrorDetails, form: type[Form], place: At) -> tuple[str, str | None, Origin]:
    kind, found = details["type"], details["input"]
    context = details.get("ctx", {})
    if kind == "dbtool":
        return context["message"], context["hint"], place.value
    if kind == "extra_forbidden":
        key = str(details["loc"][-1])
        models = list(_models(form, details["loc"][:-1]))
        return f'unknown key "{key}"', _hint_for_key(key, models), place.key
    if kind == "missing":
        return f'the key "{details["loc"][-1]}" is missing', None, place.key
    if kind == "literal_error":
        choices = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        close = nearest(str(found), choices)
        hint = f'did you mean "{close}"?' if close else None
        return f"expected one of {', '.join(choices)}, found {shown(found)}", hint, place.value
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind]}, found {shown(found)}", _hint_for_type(kind, found), place.value
    return details["msg"][:1].lower() + details["msg"][1:], None, place.value


def _hint_for_type(kind: str, found: Any) -> str | None:
    if kind == "bool_type" and isinstance(found, str):
        if found.lower() in ("yes", "on", "y"):
            return "write true"
        if found.lower() in ("no", "off", "n"):
            return "write false"
        if found.lower() in ("true", "false"):
            return "write it without quotes"
    if kind == "dict_type":
        return "write name: value, one on each line"
    if kind == "int_type" and isinstance(found, str) and found.isdigit():
        return "write it without quotes"
    return None


def _hint_for_key(key: str, models: list[type[Form]]) -> str:
    for model in models:
        if key in model.HINTS:
            return model.HINTS[key]
    known = sorted({str(name) for model in models for name in model.known_keys()})
    close = nearest(key, known)
    return f'did you mean "{close}"?' if close else f"known here: {', '.join(known)}"


def _models(annotation: Any, path: tuple[str | int, ...]) -> Iterator[type[Form]]:
    """Give the forms that a value at the path of such an annotation may have."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _models(get_args(annotation)[0], path)
    elif path and str(path[0]).startswith(TAG):
        yield from _models(annotation, path[1:])
    elif origin in (Union, UnionType):
        for choice in get_args(annotation):
            if choice is not NoneType:
                yield from _models(choice, path)
    elif isinstance(annotation, type) and issubclass(annotation, Form):
        if not path:
            yield annotation
            return
        for name, info in annotation.model_fields.items():
            if path[0] == (info.alias or name):
                yield from _models(info.annotation, path[1:])
    elif origin in (dict, list) and path:
        yield from _models(get_args(annotation)[-1], path[1:])
