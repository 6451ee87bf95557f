"""What all forms share: strict models with a short spelling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from dbtool.definitions.forms.values import ObjectName, PlainName, Text, said, shown, wrong
from dbtool.definitions.yaml_doc import SPELLINGS
from dbtool.model.key import Key

RENAMED = "The name that the object had before, so that it is renamed and not made anew."
# Fields whose key is a word of Python's.
_FIELDS = {"from": "from_", "schema": "schema_"}


class Form(BaseModel):
    """The base of all forms: unknown keys are errors and nothing is converted in silence.

    `SHORT` is the JSON Schema of the short spelling, `EXPECTED` its name in errors; `expand` turns a short
    spelling into the long one. `REST` is the field that all keys go to which are no field's own.
    """

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)

    ONE_OF: ClassVar[tuple[tuple[str, ...], ...]] = ()
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
        known = cls.known_keys()
        for name, spellings in SPELLINGS.items():
            for other in spellings:
                if other in value and name in known:
                    if name in value:
                        raise wrong(f'"{name}" and "{other}" are the same key', "keep one of the two")
                    value = {name if key == other else key: item for key, item in value.items()}
        if cls.REST is not None:
            own = cls.known_keys() - {cls.REST}
            rest = {key: item for key, item in value.items() if key not in own}
            value = {key: item for key, item in value.items() if key in own} | {cls.REST: rest}
        return value

    def model_post_init(self, _context: Any) -> None:
        for keys in self.ONE_OF:
            given = [key for key in keys if getattr(self, _FIELDS.get(key, key)) not in (None, [])]
            if not given:
                raise wrong(f"one of the keys {', '.join(keys[:-1])} and {keys[-1]} is missing")
            if len(given) > 1:
                raise wrong(f"the keys {given[0]} and {given[1]} exclude each other", "keep one of the two")

    @classmethod
    def known_keys(cls) -> set[str | int]:
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
        for keys in cls.ONE_OF:
            schema.setdefault("allOf", []).append({"oneOf": [{"required": [key]} for key in keys]})
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


class Waivable(Form):
    """The base of forms of objects that findings may be about."""

    waive: Annotated[dict[str, Text], said("Findings accepted here: code and reason.")] = {}

    def old_path(self, _key: Key) -> tuple[str, ...] | None:
        """Give the path under which the object was known, if the form says that it had another."""
        return None


class Renamable(Waivable):
    """The base of forms of objects that have a name of their own, and may have had another."""

    renamed_from: Annotated[PlainName | None, said(RENAMED)] = None

    def old_path(self, key: Key) -> tuple[str, ...] | None:
        return (*key.path[:-1], self.renamed_from) if self.renamed_from else None


class Body(Waivable):
    """The base of forms that a name stands before: they may be empty."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "null"}

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {} if value is None else value


class NamedBody(Body, Renamable):
    """The base of forms that a name stands before, which may have been another."""


class InSchema(Body):
    """The base of forms of objects that are in a schema."""

    schema_: Annotated[PlainName | None, said("The schema, if the name does not say.", "schema")] = None
    renamed_from: Annotated[ObjectName | None, said(RENAMED)] = None

    def old_path(self, key: Key) -> tuple[str, ...] | None:
        return self.renamed_from.within(key.path[0]) if self.renamed_from else None
