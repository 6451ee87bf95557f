"""One document, section by section, through the forms."""

from __future__ import annotations

from typing import Any

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms import ENTRIES, OBJECTS, SINGLE, Entries, Objects
from dbtool.definitions.forms.values import shown
from dbtool.definitions.names import BadName, Name, checked, nearest
from dbtool.definitions.validation import validated
from dbtool.definitions.yaml_doc import Document
from dbtool.model.key import Key

_HINTS = {
    "hypertable": "write it in the body of its table",
    "columns": "begin the document with table: name",
    "constraints": "write them in the body of their table",
    "vars": "variables are Jinja's: {% set name = value %}",
    "variables": "variables are Jinja's: {% set name = value %}",
}


def take_in(document: Document, default_schema: str, out: Collector) -> None:
    """Give everything in a document to the collector."""
    at = At(document, default_schema)
    value = document.value
    if not isinstance(value, dict):
        out.error(
            f"expected a mapping of sections, found {shown(value)}", "write tables: or table: name", at.value
        )
        return
    single = next((kind for kind in SINGLE if kind in value), None)
    if single is not None:
        _single(single, value, at, out)
    else:
        _sections(value, at, out)


def _sections(value: dict[str, Any], at: At, out: Collector) -> None:
    schema = value.get("schema")
    if isinstance(schema, str):
        at = At(at.document, schema)
        out.refer("schema", (schema,), at["schema"].value)
    elif "schema" in value:
        out.error(f"expected the name of a schema, found {shown(schema)}", None, at["schema"].value)
    for section, content in value.items():
        if section in OBJECTS:
            _objects(OBJECTS[section], content, at[section], out)
        elif section in ENTRIES:
            _entries(ENTRIES[section], content, at[section], out)
        elif section != "schema":
            known = [*OBJECTS, *ENTRIES, *SINGLE]
            close = nearest(section, known)
            hint = f'did you mean "{close}"?' if close else f"known here: {', '.join(sorted(known))}"
            out.error(f'unknown section "{section}"', _HINTS.get(section, hint), at[section].key)


def _single(kind: str, value: dict[str, Any], at: At, out: Collector) -> None:
    """Take in a document that is one object: `table: name` with the body's keys beside or below it."""
    name = value[kind]
    if isinstance(name, dict):
        body, place = name, at[kind]
        for other in value.keys() - {kind}:
            out.error(
                f'the key "{other}" stands beside the {kind} instead of in it',
                "indent it under it",
                at[other].key,
            )
        if not isinstance(name.get("name"), str):
            out.error(f"the {kind} has no name", "give it the key name", place.key)
            return
        body = {key: item for key, item in name.items() if key != "name"}
        name, origin = name["name"], place["name"].value
    else:
        body = {key: item for key, item in value.items() if key != kind and key not in OBJECTS}
        for other in value.keys() & OBJECTS.keys():
            out.error(
                f'the section "{other}" stands in a document that is one {kind}',
                "put --- between the two documents",
                at[other].key,
            )
        place, origin = at, at[kind].value
    if not isinstance(name, str):
        out.error(f"expected the name of the {kind}, found {shown(name)}", None, origin)
        return
    _object(SINGLE[kind], name, body, At(at.document, at.schema, place.path, origin), out)


def _objects(section: Objects, content: Any, at: At, out: Collector) -> None:
    if isinstance(content, list) and section.listed:
        for number, name in enumerate(content):
            if isinstance(name, str):
                _object(section, name, None, at[number], out)
            else:
                out.error(f"expected a name, found {shown(name)}", None, at[number].value)
    elif isinstance(content, dict):
        for name, body in content.items():
            _object(section, name, body, at[name], out)
    elif content is not None:
        listed = "a list of names or " if section.listed else ""
        out.error(f"expected {listed}a mapping of names, found {shown(content)}", None, at.value)


def _object(section: Objects, text: str, body: Any, at: At, out: Collector) -> None:
    if section.called:
        text, body = _without_arguments(text, body)
    name = out.name_of(text, at) if section.in_schema else _plain(text, at, out)
    if name is None:
        return
    form, errors = validated(section.form, body, at)
    schema = body.get("schema") if section.in_schema and isinstance(body, dict) else None
    if isinstance(schema, str):
        name = _located(name, schema, at, out)
    path = name.within(at.schema)
    if section.in_schema and path[0] != at.schema:
        out.refer("schema", path[:1], at["schema"].value if schema else at.key)
    if form is None:
        out.errors.extend(errors)
        kind = "function" if section.kind == "procedure" else section.kind
        out.unread.add(Key(kind, path if section.in_schema else path[1:]))
        if isinstance(body, dict) and isinstance(body.get("partitions"), dict):
            out.unread.update(Key("table", (path[0], partition)) for partition in body["partitions"])
    else:
        section.add(form, path, at, out)


def _without_arguments(text: str, body: Any) -> tuple[str, Any]:
    """Take the arguments out of a routine's name and into its body; overloads are told apart so."""
    name, parenthesis, arguments = text.partition("(")
    if not parenthesis or not arguments.endswith(")") or not isinstance(body, dict) or '"' in name:
        return text, body
    return name, {"arguments": arguments[:-1]} | body


def _located(name: Name, schema: str, at: At, out: Collector) -> Name:
    if name.schema is not None and name.schema != schema:
        out.error(
            f'the name says schema "{name.schema}" and the key schema says "{schema}"',
            "keep one of the two",
            at["schema"].value,
        )
    return Name(schema, name.name)


def _plain(text: str, at: At, out: Collector) -> Name | None:
    try:
        return Name(None, checked(text))
    except BadName as error:
        out.error(str(error), None, at.key)
        return None


def _entries(section: Entries, content: Any, at: At, out: Collector) -> None:
    many = isinstance(content, list)
    for number, entry in enumerate(content if many else [content]):
        place = at[number] if many else at
        form, errors = validated(section.form, entry, place)
        if form is None:
            out.errors.extend(errors)
        else:
            section.add(form, place, out)
