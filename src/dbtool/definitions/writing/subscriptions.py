"""Subscriptions; what is secret by the name of a variable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.definitions.forms.subscriptions import NONE
from dbtool.definitions.writing.said import Part, Said, Unwritten
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import described, scalars
from dbtool.definitions.writing.yaml_text import Short
from dbtool.kinds.access.role import password_variable
from dbtool.kinds.replication.subscription import Subscription

_PLAIN = (
    "enabled binary streaming two_phase disable_on_error password_required run_as_owner origin failover "
    "synchronous_commit".split()
)


def write_subscriptions(facts: Sequence[Subscription], _source: Source) -> Iterator[Said]:
    """Give each subscription whose connection could be read."""
    for fact in facts:
        if fact.connection is None:
            yield Unwritten(fact.key, "only a superuser may read its connection")
            continue
        prefix = password_variable(fact.name).removesuffix("PASSWORD")
        usual = {
            name: prefix + password_variable(name).removesuffix("_PASSWORD") for name in fact.secret_options
        }
        secrets = {name: f"env:{fact.secrets.get(name, usual[name])}" for name in fact.secret_options}
        body: dict[str, Any] = {
            "connection": Short({**scalars(fact.connection), **secrets}),
            "publications": list(fact.publications),
        }
        if fact.slot != fact.name:
            body["slot"] = fact.slot or NONE
        values = fact.values()
        yield Part(
            fact.key, (), body | {name: values[name] for name in _PLAIN if name in values} | described(fact)
        )
