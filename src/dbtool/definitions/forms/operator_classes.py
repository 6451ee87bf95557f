"""Operator families, operator classes and conversions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks, owned
from dbtool.definitions.forms.base import InSchema
from dbtool.definitions.forms.values import ObjectName, PlainName, Sql, Text, said
from dbtool.kinds.routines.conversion import Conversion
from dbtool.kinds.routines.operator_class import OperatorClass
from dbtool.kinds.routines.operator_family import OperatorFamily
from dbtool.model.fact import Expr

Path = tuple[str, str]
Members = dict[str, Sql]


class FamilyForm(InSchema):
    """An operator family, with what belongs to none of its classes."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None

    method: Annotated[PlainName, said("The access method: btree, hash, gist …")]
    operators: Annotated[Members, said("By number and types: `1 (integer, bigint)`.")] = {}
    functions: Annotated[Members, said("By number and types: `1 (integer, bigint)`.")] = {}
    owner: PlainName | None = None
    comment: Text | None = None


class ClassForm(FamilyForm):
    """An operator class; without a family it gets one of its own name."""

    type: Annotated[Sql, said("The type that is indexed.")]
    default: bool = False
    family: ObjectName | None = None
    storage: Annotated[Sql | None, said("The type that the index holds, where it is another.")] = None


class ConversionForm(InSchema):
    """A conversion between encodings."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None

    source: Text
    target: Text
    function: ObjectName
    default: bool = False
    owner: PlainName | None = None
    comment: Text | None = None


def add_family(form: FamilyForm, name: Path, at: At, out: Collector) -> None:
    """Take in an operator family."""
    family = OperatorFamily(
        schema=name[0],
        name=name[1],
        method=form.method,
        members=_members(form),
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(family, at.key)
    add_remarks(form, family.key, at, out)


def add_class(form: ClassForm, name: Path, at: At, out: Collector) -> None:
    """Take in an operator class."""
    operator_class = OperatorClass(
        schema=name[0],
        name=name[1],
        method=form.method,
        type=Expr(form.type),
        default=form.default,
        family=at.within(form.family) if form.family else None,
        storage=Expr(form.storage) if form.storage else None,
        members=_members(form),
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(operator_class, at.key)
    add_remarks(form, operator_class.key, at, out)


def _members(form: FamilyForm) -> dict[str, str]:
    operators = {f"OPERATOR {purpose}": text for purpose, text in form.operators.items()}
    return operators | {f"FUNCTION {purpose}": text for purpose, text in form.functions.items()}


def add_conversion(form: ConversionForm, name: Path, at: At, out: Collector) -> None:
    """Take in a conversion."""
    conversion = Conversion(
        schema=name[0],
        name=name[1],
        source=form.source,
        target=form.target,
        function=tuple(part for part in form.function if part),
        default=form.default,
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(conversion, at.key)
    add_remarks(form, conversion.key, at, out)
