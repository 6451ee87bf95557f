"""Collations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks, owned
from dbtool.definitions.forms.base import InSchema
from dbtool.definitions.forms.values import PlainName, Text, said, wrong
from dbtool.kinds.relations.collation import Collation


class CollationForm(InSchema):
    """A collation: its locale, and whose rules they are."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None

    provider: Literal["libc", "icu", "builtin"] = "libc"
    locale: Text | None = None
    lc_collate: Annotated[Text | None, said("In place of locale, with lc_ctype: the order.")] = None
    lc_ctype: Annotated[Text | None, said("In place of locale, with lc_collate: what is a letter.")] = None
    rules: Annotated[Text | None, said("Rules of ICU's besides the locale's (PostgreSQL 16).")] = None
    deterministic: bool = True
    owner: PlainName | None = None
    comment: Text | None = None

    def model_post_init(self, _context: Any) -> None:
        apart = self.lc_collate is not None and self.lc_ctype is not None
        if (self.locale is not None) == apart:
            raise wrong("the collation has no locale", "write locale, or lc_collate and lc_ctype")


def add_collation(form: CollationForm, name: tuple[str, str], at: At, out: Collector) -> None:
    """Take in a collation."""
    collation = Collation(
        schema=name[0],
        name=name[1],
        provider=form.provider,
        locale=form.locale,
        lc_collate=form.lc_collate,
        lc_ctype=form.lc_ctype,
        rules=form.rules,
        deterministic=form.deterministic,
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(collation, at.key)
    add_remarks(form, collation.key, at, out)
