"""Text search dictionaries and configurations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks, owned
from dbtool.definitions.forms.base import InSchema
from dbtool.definitions.forms.values import ObjectName, OneOrMore, Options, PlainName, Text, said
from dbtool.definitions.names import Name
from dbtool.kinds.relations.text_search_configuration import TextSearchConfiguration
from dbtool.kinds.relations.text_search_dictionary import TextSearchDictionary
from dbtool.model.quoting import qualified


class DictionaryForm(InSchema):
    """A text search dictionary: its template and the template's options."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None

    template: ObjectName
    options: Annotated[Options, said("What the template knows: language, stopwords …")] = {}
    owner: PlainName | None = None
    comment: Text | None = None


class ConfigurationForm(InSchema):
    """A text search configuration: token types with the dictionaries they are looked up in."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None

    parser: ObjectName = Name("pg_catalog", "default")
    mappings: Annotated[
        dict[PlainName, Annotated[list[ObjectName], OneOrMore()]],
        said("Token types (asciiword, word …) with their dictionaries in order."),
    ] = {}
    owner: PlainName | None = None
    comment: Text | None = None


def add_dictionary(form: DictionaryForm, name: tuple[str, str], at: At, out: Collector) -> None:
    """Take in a text search dictionary."""
    dictionary = TextSearchDictionary(
        schema=name[0],
        name=name[1],
        template=_path(form.template),
        options=form.options,
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(dictionary, at.key)
    add_remarks(form, dictionary.key, at, out)


def add_configuration(form: ConfigurationForm, name: tuple[str, str], at: At, out: Collector) -> None:
    """Take in a text search configuration."""
    configuration = TextSearchConfiguration(
        schema=name[0],
        name=name[1],
        parser=_path(form.parser),
        mappings={
            token: tuple(qualified(*_path(one)) for one in dictionaries)
            for token, dictionaries in form.mappings.items()
        },
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(configuration, at.key)
    add_remarks(form, configuration.key, at, out)


def _path(name: Name) -> tuple[str, ...]:
    """Give the parts of a name; without a schema the server looks it up."""
    return tuple(part for part in name if part)
