"""The JSON Schema of definition files, for editors: what the forms take, in short and long spellings."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from dbtool.definitions.forms import ENTRIES, OBJECTS, SINGLE

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEMPLATE = "#/$defs/{model}"


class _Untitled(GenerateJsonSchema):
    """Leaves out the titles that pydantic makes of field names."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def json_schema() -> dict[str, Any]:
    """Give the schema of one YAML document.

    Source: JSON Schema draft 2020-12; editors read it through `# yaml-language-server: $schema=…`.
    """
    forms = dict.fromkeys(
        [*(section.form for section in OBJECTS.values()), *(section.form for section in ENTRIES.values())]
    )
    _, schema = models_json_schema(
        [(form, "validation") for form in forms], ref_template=_TEMPLATE, schema_generator=_Untitled
    )
    # Names have a schema of their own; their class's is left over.
    definitions = {name: form for name, form in schema["$defs"].items() if name != "Name"}
    return {
        "$schema": DIALECT,
        "title": "dbtool definition",
        "description": "One document of a definition file: sections, or one object by its kind.",
        "anyOf": [{"$ref": "#/$defs/Sections"}, *({"$ref": f"#/$defs/Single_{kind}"} for kind in SINGLE)],
        "$defs": definitions
        | {"Sections": _sections()}
        | {f"Single_{kind}": _single(kind, definitions) for kind in SINGLE},
    }


def _sections() -> dict[str, Any]:
    properties: dict[str, Any] = {
        "schema": {"type": "string", "description": "The schema of names that do not say theirs."}
    }
    for section, objects in OBJECTS.items():
        named: dict[str, Any] = {"type": "object", "additionalProperties": _of(objects.form)}
        listed = {"type": "array", "items": {"type": "string"}}
        nothing = {"type": "null"}
        properties[section] = {"anyOf": [named, nothing, *([listed] if objects.listed else [])]}
    for section, entries in ENTRIES.items():
        entry = _of(entries.form)
        properties[section] = {"anyOf": [entry, {"type": "array", "items": entry}]}
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        # else the document is that one object
        "not": {"anyOf": [{"required": [kind]} for kind in SINGLE]},
    }


def _single(kind: str, definitions: dict[str, Any]) -> dict[str, Any]:
    """Give the schema of a document that is one object, its name beside or inside its body."""
    body = _long(definitions[SINGLE[kind].form.__name__])
    properties, required = body.get("properties", {}), body.get("required", [])
    name = {"type": "string", "minLength": 1, "description": f"The {kind.replace('_', ' ')}'s name."}
    inside = body | {"properties": {"name": name} | properties, "required": ["name", *required]}
    beside = body | {"properties": {kind: name} | properties, "required": [kind, *required]}
    return {
        "type": "object",
        "required": [kind],
        "anyOf": [beside, {"properties": {kind: inside}, "required": [kind], "additionalProperties": False}],
    }


def _long(schema: dict[str, Any]) -> dict[str, Any]:
    """Give the long spelling's part of a form's schema."""
    return next((part for part in schema.get("anyOf", ()) if "properties" in part), schema)


def _of(form: type) -> dict[str, str]:
    return {"$ref": _TEMPLATE.format(model=form.__name__)}
