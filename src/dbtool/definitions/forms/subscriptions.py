"""Subscriptions. A definition never holds a password: `password: env:NAME` says where it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks, owned
from dbtool.definitions.forms.base import NamedBody
from dbtool.definitions.forms.foreign import by_reference
from dbtool.definitions.forms.values import Names, Options, PlainName, Text, said, wrong
from dbtool.kinds.foreign.user_mapping import is_secret
from dbtool.kinds.replication.subscription import Subscription

Path = tuple[str, str]
# The server takes no slot of this name.
NONE = "none"
_OPTION = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def _known_to_libpq(options: dict[str, str]) -> dict[str, str]:
    for name in options:
        if _OPTION.fullmatch(name) is None:
            raise wrong(f"{name} is no option of a connection", "write host, port, dbname, user and the like")
    return options


class SubscriptionForm(NamedBody):
    """A subscription, made without connecting."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None

    connection: Annotated[
        Options,
        AfterValidator(by_reference),
        AfterValidator(_known_to_libpq),
        said("What libpq is told, such as host and dbname; password: env:NAME."),
    ]
    publications: Annotated[Names, said("The publications there.")]
    slot: Annotated[Text | None, said("Its slot there, or none; the subscription's name unless said.")] = None
    enabled: Annotated[Literal[True] | None, said("It shall run; left alone unless said.")] = None
    binary: bool = False
    streaming: Literal["off", "on", "parallel"] = "off"
    two_phase: bool = False
    disable_on_error: bool = False
    password_required: Annotated[bool, said("From PostgreSQL 16 on.")] = True
    run_as_owner: Annotated[bool, said("From PostgreSQL 16 on.")] = False
    origin: Annotated[Literal["any", "none"], said("From PostgreSQL 16 on.")] = "any"
    failover: Annotated[bool, said("From PostgreSQL 17 on.")] = False
    synchronous_commit: Text = "off"
    owner: PlainName | None = None
    comment: Text | None = None


def add_subscription(form: SubscriptionForm, name: Path, at: At, out: Collector) -> None:
    """Take in a subscription."""
    if form.enabled and form.slot == NONE:
        out.error("a subscription without a slot cannot run", "leave enabled out", at["enabled"].value)
        return
    subscription = Subscription(
        name=name[1],
        connection={option: value for option, value in form.connection.items() if not is_secret(option)},
        secret_options=tuple(sorted(filter(is_secret, form.connection))),
        secrets={option: value[4:] for option, value in form.connection.items() if is_secret(option)},
        publications=tuple(sorted(form.publications)),
        slot=None if form.slot == NONE else form.slot or name[1],
        owner=owned(form.owner, at, out),
        **form.model_dump(
            include={
                "enabled", "binary", "streaming", "two_phase", "disable_on_error", "password_required",
                "run_as_owner", "origin", "failover", "synchronous_commit", "comment",
            }
        ),
    )  # fmt: skip
    out.add(subscription, at.key)
    add_remarks(form, subscription.key, at, out)
