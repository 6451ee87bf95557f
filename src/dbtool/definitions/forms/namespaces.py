"""Schemas and extensions."""

from __future__ import annotations

from typing import Annotated, Any

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks, owned
from dbtool.definitions.forms.base import Body, NamedBody
from dbtool.definitions.forms.grants import Grants, add_grants
from dbtool.definitions.forms.values import PlainName, Text, said
from dbtool.kinds.relations.extension import Extension
from dbtool.kinds.relations.schema import Schema

Path = tuple[str, str]


class SchemaForm(NamedBody):
    """A schema."""

    owner: PlainName | None = None
    comment: Text | None = None
    grants: Grants = {}


class ExtensionForm(Body):
    """An extension; its version and comment are managed only where they are declared."""

    schema_: Annotated[PlainName | None, said("The schema it is installed in.", alias="schema")] = None
    version: Text | None = None
    comment: Text | None = None


def add_schema(form: SchemaForm, name: Path, at: At, out: Collector) -> None:
    """Take in a schema; its name has no schema itself."""
    schema = Schema(name=name[1], owner=owned(form.owner, at, out), comment=form.comment)
    out.add(schema, at.key)
    add_grants(form.grants, "schema", "schema", schema.key.path, at["grants"], out)
    add_remarks(form, schema.key, at, out)


def add_extension(form: ExtensionForm, name: Path, at: At, out: Collector) -> None:
    """Take in an extension."""
    fields: dict[str, Any] = {"schema": form.schema_, "version": form.version}
    extension = Extension(name=name[1], comment=form.comment, **fields)
    out.add(extension, at.key)
    if form.schema_:
        out.refer("schema", (form.schema_,), at["schema"].value)
    add_remarks(form, extension.key, at, out)
