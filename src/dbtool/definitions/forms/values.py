"""The values of forms: text, SQL, names and lists, and what is said of wrong ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from dbtool.definitions import names
from dbtool.definitions.yaml_doc import Real, Whole

T = TypeVar("T")
# Marks the steps of an error's path that name a branch of a union: no key can start so.
TAG = "\0"


def said(text: str, alias: str | None = None) -> Any:
    """Give a field its description, which editors show, and its key where that is no name in Python."""
    return Field(description=text, alias=alias)


def wrong(message: str, hint: str | None = None) -> PydanticCustomError:
    """Give an error that reaches the author word for word."""
    # braces would be read as fields of the message
    return PydanticCustomError("dbtool", "{message}", {"message": message, "hint": hint})


def shown(value: Any) -> str:
    """Give a value as an error message names it."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case str():
            return f'the text "{value}"' if len(value) <= 40 else f'the text "{value[:37]}..."'
        case Whole() | Real():
            return f"the number {value.text}"
        case dict():
            return "a mapping"
        case list():
            return "a list"
    return str(value)


def _text(value: Any) -> str:
    if isinstance(value, Whole | Real):
        return value.text
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        raise wrong(f"expected text, found {shown(value)}")
    return value


def _sql(value: Any) -> str:
    text = _text(value).strip().removesuffix(";").rstrip()
    if not text:
        raise wrong("expected SQL text, found nothing")
    return text


def _plain_name(value: Any) -> str:
    if not isinstance(value, str):
        hint = f'put it in quotes: "{_text(value)}"' if isinstance(value, bool | int | float) else None
        raise wrong(f"expected a name, found {shown(value)}", hint)
    return _checked(names.checked, value)


def _object_name(value: Any) -> names.Name:
    if isinstance(value, dict) and set(value) <= {"schema", "name"} and "name" in value:
        schema = value.get("schema")
        return names.Name(None if schema is None else _plain_name(schema), _plain_name(value["name"]))
    if not isinstance(value, str):
        raise wrong(f"expected a name, found {shown(value)}", "write name or schema.name")
    return _checked(names.parsed, value)


def _checked(check: Callable[[str], T], value: str) -> T:
    try:
        return check(value)
    except names.BadName as error:
        raise wrong(str(error), error.hint) from error


def one_or_more(value: Any) -> Any:
    """Give a list also where one item was written without brackets."""
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True)
class OneOrMore:
    """Marks a list that may be written without brackets where it has one item."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        return core_schema.no_info_before_validator_function(self._listed, schema)

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core)
        lists = [part for part in schema.get("anyOf", [schema]) if "items" in part]
        return {"anyOf": [*(part["items"] for part in lists), *schema.get("anyOf", [schema])]}

    @staticmethod
    def _listed(value: Any) -> Any:
        return value if value is None else one_or_more(value)


_SCALAR: dict[str, Any] = {"type": ["string", "number", "boolean"]}

Text = Annotated[str, BeforeValidator(_text), WithJsonSchema(_SCALAR)]
Sql = Annotated[str, BeforeValidator(_sql), WithJsonSchema(_SCALAR)]
PlainName = Annotated[str, BeforeValidator(_plain_name), WithJsonSchema({"type": "string", "minLength": 1})]
ObjectName = Annotated[
    names.Name,
    BeforeValidator(_object_name),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {
                    "type": "object",
                    "properties": {"schema": {"type": "string"}, "name": {"type": "string"}},
                    "required": ["name"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
Names = Annotated[list[PlainName], OneOrMore()]
Options = dict[str, Text]
