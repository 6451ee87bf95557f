"""Views, materialized views and continuous aggregates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.definitions.sql_tokens import truth
from dbtool.definitions.writing.said import Part, Said
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import interval, scalars
from dbtool.definitions.writing.yaml_text import Short
from dbtool.kinds.relations.materialized_view import MaterializedView
from dbtool.kinds.relations.view import View
from dbtool.kinds.timescale.continuous_aggregate import ContinuousAggregate

_AnyView = View | MaterializedView | ContinuousAggregate


def write_views(facts: Sequence[View], _source: Source) -> Iterator[Said]:
    """Give each view."""
    for fact in facts:
        body = _body(fact)
        if fact.options:
            body["options"] = Short(
                (name, value if name == "check_option" else truth(value))
                for name, value in fact.options.items()
            )
        yield Part(fact.key, (), body)


def write_materialized_views(facts: Sequence[MaterializedView], _source: Source) -> Iterator[Said]:
    """Give each materialized view."""
    for fact in facts:
        body = _body(fact)
        if fact.options:
            body["options"] = Short(scalars(fact.options))
        for name in ("access_method", "tablespace"):
            if getattr(fact, name) is not None:
                body[name] = getattr(fact, name)
        yield Part(fact.key, (), body)


def write_continuous_aggregates(facts: Sequence[ContinuousAggregate], _source: Source) -> Iterator[Said]:
    """Give each continuous aggregate; its policies are written for themselves."""
    for fact in facts:
        body = _body(fact)
        if not fact.materialized_only:
            body["materialized_only"] = False
        if not fact.create_group_indexes:
            body["create_group_indexes"] = False
        if fact.chunk_interval is not None:
            body["chunk_interval"] = interval(fact.chunk_interval)
        yield Part(fact.key, (), body)


def _body(fact: _AnyView) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if fact.comment is not None:
        body["comment"] = fact.comment
    if fact.owner is not None:
        body["owner"] = fact.owner
    body["query"] = fact.definition.strip().removesuffix(";") + "\n"
    return body
