"""Base types and access methods: what stands on functions written in C."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks, owned
from dbtool.definitions.forms.base import Body, InSchema
from dbtool.definitions.forms.grants import Grants, add_grants
from dbtool.definitions.forms.values import ObjectName, PlainName, Sql, Text, said, wrong
from dbtool.kinds.relations.base_type import FUNCTIONS, BaseType
from dbtool.kinds.routines.access_method import AccessMethod
from dbtool.model.fact import Expr

Path = tuple[str, str]


class BaseTypeForm(InSchema):
    """A base type; empty, a shell, which is only a name."""

    input: Annotated[ObjectName | None, said("The function that reads a value from its text.")] = None
    output: Annotated[ObjectName | None, said("The function that gives a value's text.")] = None
    receive: Annotated[ObjectName | None, said("The function that reads a value from bytes.")] = None
    send: Annotated[ObjectName | None, said("The function that gives a value's bytes.")] = None
    typmod_in: ObjectName | None = None
    typmod_out: ObjectName | None = None
    analyze: ObjectName | None = None
    subscript: ObjectName | None = None
    length: Annotated[int, said("The bytes of a value; -1 where values differ in length.")] = -1
    by_value: bool = False
    alignment: Literal["char", "int2", "int4", "double"] = "int4"
    storage: Literal["plain", "external", "extended", "main"] = "plain"
    category: Text = "U"
    preferred: bool = False
    default: Text | None = None
    element: Annotated[Sql | None, said("The type of the elements, where the type is an array.")] = None
    delimiter: Text = ","
    collatable: bool = False
    owner: PlainName | None = None
    comment: Text | None = None
    grants: Grants = {}

    def model_post_init(self, _context: Any) -> None:
        if (self.input is None) != (self.output is None):
            raise wrong("input and output go together", "name both functions, or neither for a shell type")


class AccessMethodForm(Body):
    """An access method."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None

    type: Literal["table", "index"]
    handler: Annotated[Sql, said("The function that gives what the server calls.")]
    comment: Text | None = None


def add_base_type(form: BaseTypeForm, name: Path, at: At, out: Collector) -> None:
    """Take in a base type."""
    functions: dict[str, ObjectName | None] = {field: getattr(form, field) for field in FUNCTIONS}
    base_type = BaseType(
        schema=name[0],
        name=name[1],
        **{field: at.within(function) for field, function in functions.items() if function},
        length=form.length,
        by_value=form.by_value,
        alignment=form.alignment,
        storage=form.storage,
        category=form.category,
        preferred=form.preferred,
        default=form.default,
        element=Expr(form.element) if form.element else None,
        delimiter=form.delimiter,
        collatable=form.collatable,
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(base_type, at.key)
    add_grants(form.grants, "type", base_type.kind, name, at["grants"], out)
    add_remarks(form, base_type.key, at, out)


def add_access_method(form: AccessMethodForm, name: Path, at: At, out: Collector) -> None:
    """Take in an access method."""
    method = AccessMethod(name=name[1], type=form.type, handler=Expr(form.handler), comment=form.comment)
    out.add(method, at.key)
    add_remarks(form, method.key, at, out)
