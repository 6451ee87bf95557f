"""Aggregate functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks, owned
from dbtool.definitions.forms.base import InSchema
from dbtool.definitions.forms.grants import Grants, add_routine_grants
from dbtool.definitions.forms.values import PlainName, Sql, Text, said
from dbtool.kinds.routines.aggregate import WORDS, Aggregate
from dbtool.model.fact import Expr
from dbtool.model.quoting import qualified

Path = tuple[str, str]
Modify = Literal["read_only", "shareable", "read_write"]
_ORDER_BY = re.compile(r"\s*\border\s+by\b\s*", re.IGNORECASE)


class AggregateForm(InSchema):
    """An aggregate function, in the words of CREATE AGGREGATE."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None

    arguments: Annotated[Text, said("As in CREATE AGGREGATE: `integer`, `numeric order by text`, `*`.")] = "*"
    sfunc: Annotated[Sql, said("The function that takes in a row.")]
    stype: Annotated[Sql, said("The type of the state.")]
    sspace: int | None = None
    finalfunc: Annotated[Sql | None, said("The function that makes the result.")] = None
    finalfunc_extra: bool = False
    finalfunc_modify: Modify | None = None
    combinefunc: Sql | None = None
    serialfunc: Sql | None = None
    deserialfunc: Sql | None = None
    initcond: Annotated[Text | None, said("The first state, as text.")] = None
    msfunc: Annotated[Sql | None, said("The same for moving windows, as all that begins with m.")] = None
    minvfunc: Annotated[Sql | None, said("The function that takes a row out again.")] = None
    mstype: Sql | None = None
    msspace: int | None = None
    mfinalfunc: Sql | None = None
    mfinalfunc_extra: bool = False
    mfinalfunc_modify: Modify | None = None
    minitcond: Text | None = None
    sortop: Annotated[Sql | None, said("The operator whose first value a min or max is.")] = None
    parallel: Literal["unsafe", "restricted", "safe"] = "unsafe"
    hypothetical: bool = False
    owner: PlainName | None = None
    comment: Text | None = None
    grants: Grants = {}


def add_aggregate(form: AggregateForm, name: Path, at: At, out: Collector) -> None:
    """Take in an aggregate."""
    given = {word: getattr(form, word) for word in WORDS}
    signature = form.arguments.strip() or "*"
    arguments = "" if signature == "*" else signature
    aggregate = Aggregate(
        schema=name[0],
        name=name[1],
        arguments=arguments,
        signature=Expr(signature),
        definition={
            word: "true" if value is True else str(value)
            for word, value in given.items()
            if value not in (None, False, "unsafe")
        },
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(aggregate, at.key)
    # A grant names a routine by its types alone.
    types = _ORDER_BY.sub(", ", arguments).removeprefix(", ")
    add_routine_grants(form.grants, f"{qualified(*name)}({types})", at["grants"], out)
    add_remarks(form, aggregate.key, at, out)
