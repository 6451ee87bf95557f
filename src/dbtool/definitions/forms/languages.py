"""Languages, transforms, text search parsers and templates: what stands on functions written in C."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks, owned
from dbtool.definitions.forms.base import InSchema, NamedBody, Waivable
from dbtool.definitions.forms.grants import Grants, add_grants
from dbtool.definitions.forms.values import PlainName, Sql, Text, said
from dbtool.kinds.relations.text_search_parser import TextSearchParser
from dbtool.kinds.relations.text_search_template import TextSearchTemplate
from dbtool.kinds.routines.language import Language
from dbtool.kinds.routines.transform import Transform
from dbtool.model.fact import Expr

Path = tuple[str, str]


class LanguageForm(NamedBody):
    """A procedural language that no extension brings."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None

    handler: Annotated[Sql, said("The function that runs a body.")]
    inline: Annotated[Sql | None, said("The function that runs a DO block.")] = None
    validator: Annotated[Sql | None, said("The function that looks at a new body.")] = None
    trusted: bool = False
    owner: PlainName | None = None
    comment: Text | None = None
    grants: Grants = {}


class TransformForm(Waivable):
    """A transform of one type for one language."""

    EXPECTED: ClassVar[str] = "a mapping with the keys type and language"

    type: Sql
    language: PlainName
    from_sql: Annotated[Sql | None, said("The function with its arguments' types: `f(internal)`.")] = None
    to_sql: Annotated[Sql | None, said("The function with its arguments' types: `f(internal)`.")] = None
    comment: Text | None = None


class ParserForm(InSchema):
    """A text search parser."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None

    start: Sql
    gettoken: Sql
    end: Sql
    lextypes: Sql
    headline: Sql | None = None
    comment: Text | None = None


class TemplateForm(InSchema):
    """A text search template."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None

    lexize: Sql
    init: Sql | None = None
    comment: Text | None = None


def add_language(form: LanguageForm, name: Path, at: At, out: Collector) -> None:
    """Take in a language."""
    language = Language(
        name=name[1],
        trusted=form.trusted,
        handler=Expr(form.handler),
        inline=_sql(form.inline),
        validator=_sql(form.validator),
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(language, at.key)
    add_grants(form.grants, language.kind, language.kind, language.key.path, at["grants"], out)
    add_remarks(form, language.key, at, out)


def add_transform(form: TransformForm, at: At, out: Collector) -> None:
    """Take in an entry of `transforms`."""
    transform = Transform(
        type=form.type,
        language=form.language,
        from_sql=_sql(form.from_sql),
        to_sql=_sql(form.to_sql),
        comment=form.comment,
    )
    out.add(transform, at.key)
    add_remarks(form, transform.key, at, out)


def add_parser(form: ParserForm, name: Path, at: At, out: Collector) -> None:
    """Take in a text search parser."""
    parser = TextSearchParser(
        schema=name[0],
        name=name[1],
        start=Expr(form.start),
        gettoken=Expr(form.gettoken),
        end=Expr(form.end),
        lextypes=Expr(form.lextypes),
        headline=_sql(form.headline),
        comment=form.comment,
    )
    out.add(parser, at.key)
    add_remarks(form, parser.key, at, out)


def add_template(form: TemplateForm, name: Path, at: At, out: Collector) -> None:
    """Take in a text search template."""
    template = TextSearchTemplate(
        schema=name[0],
        name=name[1],
        lexize=Expr(form.lexize),
        init=_sql(form.init),
        comment=form.comment,
    )
    out.add(template, at.key)
    add_remarks(form, template.key, at, out)


def _sql(text: str | None) -> Expr | None:
    return Expr(text) if text else None
