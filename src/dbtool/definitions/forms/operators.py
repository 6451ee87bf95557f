"""Operators and casts: entries of lists, since types are part of their names."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks, owned
from dbtool.definitions.forms.base import Waivable
from dbtool.definitions.forms.values import ObjectName, PlainName, Sql, Text, said, wrong
from dbtool.definitions.names import Name
from dbtool.kinds.routines.cast import Cast
from dbtool.kinds.routines.operator import Operator
from dbtool.model.fact import Expr
from dbtool.model.quoting import ident

_SIGNS = re.compile(r"[-+*/<>=~!@#%^&|`?]+")


class OperatorForm(Waivable):
    """An operator."""

    EXPECTED: ClassVar[str] = "a mapping with the keys name, right and function"

    name: Annotated[ObjectName, said("Its signs, with a schema or without.")]
    left: Annotated[Sql | None, said("The type to its left; none for a prefix operator.")] = None
    right: Sql
    function: Annotated[Sql, said("The function's name.")]
    commutator: ObjectName | None = None
    negator: ObjectName | None = None
    restrict: Annotated[Sql | None, said("The estimator of conditions.")] = None
    join: Annotated[Sql | None, said("The estimator of joins.")] = None
    hashes: bool = False
    merges: bool = False
    owner: PlainName | None = None
    comment: Text | None = None

    def model_post_init(self, _context: Any) -> None:
        for name in (self.name, self.commutator, self.negator):
            if name is not None and not _SIGNS.fullmatch(name.name):
                raise wrong(
                    f'"{name.name}" is no operator', "operators are made of + - * / < > = ~ ! @ # % ^ & | ` ?"
                )


class CastForm(Waivable):
    """A cast; without a function it is binary or goes by inout."""

    EXPECTED: ClassVar[str] = "a mapping with the keys from and to"

    from_: Annotated[Sql, said("The type that is cast.", alias="from")]
    to: Annotated[Sql, said("The type that it becomes.")]
    function: Annotated[Sql | None, said("The function with its arguments' types: `f(mood)`.")] = None
    method: Literal["function", "binary", "inout"] = "function"
    context: Annotated[
        Literal["explicit", "assignment", "implicit"], said("Where it is applied unasked.")
    ] = "explicit"
    comment: Text | None = None

    def model_post_init(self, _context: Any) -> None:
        if (self.function is not None) != (self.method == "function"):
            raise wrong("a cast has a function, or the method binary or inout", "write one of the two")


def add_operator(form: OperatorForm, at: At, out: Collector) -> None:
    """Take in an entry of `operators`."""
    schema, name = at.within(form.name)
    operator = Operator(
        schema=schema,
        name=name,
        left=form.left or "NONE",
        right=form.right,
        function=Expr(form.function),
        commutator=_operator(form.commutator, schema),
        negator=_operator(form.negator, schema),
        restrict=Expr(form.restrict) if form.restrict else None,
        join=Expr(form.join) if form.join else None,
        hashes=form.hashes,
        merges=form.merges,
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(operator, at.key)
    add_remarks(form, operator.key, at, out)


def _operator(name: Name | None, schema: str) -> Expr | None:
    return Expr(f"OPERATOR({ident(name.schema or schema)}.{name.name})") if name else None


def add_cast(form: CastForm, at: At, out: Collector) -> None:
    """Take in an entry of `casts`."""
    cast = Cast(
        source=form.from_,
        target=form.to,
        method=form.method,
        function=Expr(form.function) if form.function else None,
        context=form.context,
        comment=form.comment,
    )
    out.add(cast, at.key)
    add_remarks(form, cast.key, at, out)
