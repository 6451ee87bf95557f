"""What all forms share: strict models with a short spelling, and the values that SQL text is written as."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from dbtool.definitions import names
from dbtool.definitions.yaml_doc import SPELLINGS, Real, Whole


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
        raise wrong(str(error)) from error


def one_or_more(value: Any) -> Any:
    """Give a list also where one item was written without brackets."""
    return value if isinstance(value, list) else [value]


def _mapped(value: Any) -> Any:
    return {} if value is None else value


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
Names = Annotated[list[PlainName], BeforeValidator(one_or_more)]
Options = dict[str, Text]


class Form(BaseModel):
    """The base of all forms: unknown keys are errors and nothing is converted in silence.

    `SHORT` is the JSON Schema of the short spelling, `EXPECTED` its name in errors; `expand` turns a short
    spelling into the long one. `REST` is the field that all keys go to which are no field's own.
    """

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)

    SHORT: ClassVar[Mapping[str, Any] | None] = None
    EXPECTED: ClassVar[str] = "a mapping"
    HINTS: ClassVar[Mapping[str, str]] = {}
    REST: ClassVar[str | None] = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        """Give the long spelling of a value that is no mapping, or the value itself where there is none."""
        return value

    @model_validator(mode="before")
    @classmethod
    def _long(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            expanded = cls.expand(value)
            if not isinstance(expanded, dict):
                raise wrong(f"expected {cls.EXPECTED}, found {shown(value)}")
            return expanded
        for name, spellings in SPELLINGS.items():
            for other in spellings:
                if other in value and name in cls.keys():
                    if name in value:
                        raise wrong(f'"{name}" and "{other}" are the same key', "keep one of the two")
                    value = {name if key == other else key: item for key, item in value.items()}
        if cls.REST is not None:
            own = cls.keys() - {cls.REST}
            rest = {key: item for key, item in value.items() if key not in own}
            value = {key: item for key, item in value.items() if key in own} | {cls.REST: rest}
        return value

    @classmethod
    def keys(cls) -> set[str | int]:
        """Give the keys of the long spelling."""
        return {info.alias or name for name, info in cls.model_fields.items()}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        reference = handler(core)
        schema = handler.resolve_ref_schema(reference)
        _with_spellings(schema)
        if cls.REST is not None:
            schema["additionalProperties"] = schema["properties"].pop(cls.REST)["additionalProperties"]
            schema["required"] = [name for name in schema.get("required", ()) if name != cls.REST]
        if cls.SHORT is not None:
            long = dict(schema)
            schema.clear()
            schema |= {"anyOf": [dict(cls.SHORT), long], "description": long.pop("description", "")}
        return reference


def _with_spellings(schema: JsonSchemaValue) -> None:
    properties = schema.get("properties", {})
    for name, spellings in SPELLINGS.items():
        if name in properties:
            for other in spellings:
                properties[other] = properties[name]
            if name in schema.get("required", ()):
                schema["required"].remove(name)
                schema["anyOf"] = [{"required": [spelling]} for spelling in (name, *spellings)]


class Body(Form):
    """The base of forms that a name stands before: they may be empty and carry waivers."""

    waive: Annotated[dict[str, Text], Field(description="Findings accepted here: code and reason.")] = {}

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "null"}

    @classmethod
    def expand(cls, value: Any) -> Any:
        return _mapped(value)


class InSchema(Body):
    """The base of forms of objects that are in a schema."""

    schema_: Annotated[PlainName | None, said("The object's schema, if its name does not say.", "schema")] = (
        None
    )
