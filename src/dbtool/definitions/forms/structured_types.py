"""Types made of others: composite types and range types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks, owned
from dbtool.definitions.forms.base import Form, InSchema
from dbtool.definitions.forms.grants import Grants, add_grants
from dbtool.definitions.forms.values import ObjectName, PlainName, Sql, Text, said
from dbtool.definitions.names import Name
from dbtool.kinds.relations.composite_type import CompositeType
from dbtool.kinds.relations.range_type import RangeType
from dbtool.model.fact import Expr
from dbtool.model.quoting import qualified

Path = tuple[str, str]


class AttributeForm(Form):
    """An attribute: its type or the long spelling."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "string", "minLength": 1}
    EXPECTED: ClassVar[str] = "a type or a mapping"

    type: Annotated[Sql, said("The data type.")]
    collation: ObjectName | None = None
    comment: Text | None = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"type": value} if isinstance(value, str) else value


class CompositeTypeForm(InSchema):
    """A composite type: its attributes in their order."""

    attributes: Annotated[dict[PlainName, AttributeForm], said("Names with their types, in order.")] = {}
    owner: PlainName | None = None
    comment: Text | None = None
    grants: Grants = {}


class RangeTypeForm(InSchema):
    """A range type: its subtype or the long spelling."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "string", "minLength": 1}
    EXPECTED: ClassVar[str] = "a type or a mapping"

    subtype: Annotated[Sql, said("The type of its bounds.")]
    opclass: Annotated[ObjectName | None, said("The B-tree operator class that orders the bounds.")] = None
    collation: ObjectName | None = None
    canonical: Annotated[ObjectName | None, said("The function that gives equal ranges one form.")] = None
    subtype_diff: Annotated[ObjectName | None, said("The function that gives how far apart two are.")] = None
    multirange: Annotated[ObjectName | None, said("The name of the multirange type.")] = None
    owner: PlainName | None = None
    comment: Text | None = None
    grants: Grants = {}

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"subtype": value} if isinstance(value, str) else value


def add_composite_type(form: CompositeTypeForm, name: Path, at: At, out: Collector) -> None:
    """Take in a composite type."""
    composite = CompositeType(
        schema=name[0],
        name=name[1],
        attributes=tuple(_attribute(key, one) for key, one in form.attributes.items()),
        comments={key: one.comment for key, one in form.attributes.items() if one.comment is not None},
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(composite, at.key)
    add_grants(form.grants, "type", "composite_type", name, at["grants"], out)
    add_remarks(form, composite.key, at, out)


def _attribute(name: str, form: AttributeForm) -> tuple[str, ...]:
    return (name, form.type, qualified(*_path(form.collation))) if form.collation else (name, form.type)


def add_range_type(form: RangeTypeForm, name: Path, at: At, out: Collector) -> None:
    """Take in a range type."""
    range_type = RangeType(
        schema=name[0],
        name=name[1],
        subtype=Expr(form.subtype),
        opclass=_path(form.opclass),
        collation=_path(form.collation),
        canonical=_path(form.canonical),
        subtype_diff=_path(form.subtype_diff),
        multirange=at.within(form.multirange) if form.multirange else None,
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(range_type, at.key)
    add_grants(form.grants, "type", "range_type", name, at["grants"], out)
    add_remarks(form, range_type.key, at, out)


def _path(name: Name | None) -> Any:
    """Give the parts of a name; without a schema the server looks it up."""
    return tuple(part for part in name if part) if name else None
