"""Publications: which tables are sent to subscribers, with which columns and rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, WithJsonSchema

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import add_remarks, owned
from dbtool.definitions.forms.base import Body, NamedBody
from dbtool.definitions.forms.values import Names, OneOrMore, PlainName, Sql, Text, said, wrong
from dbtool.kinds.replication.publication import OPERATIONS, Publication
from dbtool.kinds.replication.publication_schema import PublicationSchema
from dbtool.kinds.replication.publication_table import PublicationTable
from dbtool.model.fact import Expr

Path = tuple[str, str]


class PublishedForm(Body):
    """A published table: nothing, the list of its columns, or the long spelling."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {
        "anyOf": [{"type": "null"}, {"type": "array", "items": {"type": "string"}}]
    }
    EXPECTED: ClassVar[str] = "a list of columns or a mapping"

    columns: Annotated[Names, said("The columns that are sent; all unless said.")] = []
    where: Annotated[Sql | None, said("Which rows are sent.")] = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"columns": value} if isinstance(value, list) else {} if value is None else value


def _by_name(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return dict.fromkeys(value)
    return value


_TABLES = {
    "anyOf": [
        {"type": "array", "items": {"type": "string"}},
        {
            "type": "object",
            "additionalProperties": {
                "anyOf": [
                    {"type": "null"},
                    {"type": "array", "items": {"type": "string"}},
                    {
                        "type": "object",
                        "properties": {
                            "columns": {"type": "array", "items": {"type": "string"}},
                            "where": {"type": ["string", "boolean"]},
                            "waive": {"type": "object"},
                        },
                        "additionalProperties": False,
                    },
                ]
            },
        },
    ]
}


class PublicationForm(NamedBody):
    """A publication."""

    all_tables: Annotated[bool, said("Every table, those made later too.")] = False
    tables: Annotated[
        dict[str, PublishedForm],
        BeforeValidator(_by_name),
        WithJsonSchema(_TABLES),
        said("Names, or names with columns and where."),
    ] = {}
    schemas: Annotated[Names, said("All tables of these, those made later too.")] = []
    publish: Annotated[
        list[Literal["insert", "update", "delete", "truncate"]],
        OneOrMore(),
        said("What is sent; all unless said."),
    ] = ["insert", "update", "delete", "truncate"]
    via_partition_root: Annotated[bool, said("Changes of partitions are sent as the root's.")] = False
    generated_columns: Annotated[Literal["stored"] | None, said("From PostgreSQL 18 on.")] = None
    owner: PlainName | None = None
    comment: Text | None = None

    def model_post_init(self, _context: Any) -> None:
        if self.all_tables and (self.tables or self.schemas):
            raise wrong("all_tables leaves nothing to list", "keep either all_tables, or tables and schemas")


def add_publication(form: PublicationForm, name: Path, at: At, out: Collector) -> None:
    """Take in a publication, its tables and its schemas."""
    publication = Publication(
        name=name[1],
        all_tables=form.all_tables,
        publish=tuple(word for word in OPERATIONS if word in form.publish),
        via_partition_root=form.via_partition_root,
        generated_columns=form.generated_columns,
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(publication, at.key)
    for text, body in form.tables.items():
        here = at["tables"][text]
        table = out.name_of(text, here)
        if table is not None:
            path = table.within(at.schema)
            out.refer("table", path, here.key)
            where = Expr(body.where) if body.where else None
            fact = PublicationTable(
                publication=name[1], schema=path[0], table=path[1], columns=tuple(body.columns), where=where
            )
            out.add(fact, here.key)
    for number, schema in enumerate(form.schemas):
        out.refer("schema", (schema,), at["schemas"][number].value)
        out.add(PublicationSchema(publication=name[1], schema=schema), at["schemas"][number].value)
    add_remarks(form, publication.key, at, out)
