"""Types and sequences: enums, domains, sequences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from dbtool.definitions.at import At
from dbtool.definitions.collector import Collector
from dbtool.definitions.contract import RenamedFrom
from dbtool.definitions.forms.attached import add_remarks, owned
from dbtool.definitions.forms.base import RENAMED, Form, InSchema
from dbtool.definitions.forms.grants import Grants, add_grants
from dbtool.definitions.forms.values import Names, ObjectName, PlainName, Sql, Text, said, wrong
from dbtool.definitions.names import BadName, parts_of
from dbtool.kinds.relations.domain import Domain
from dbtool.kinds.relations.enum import Enum
from dbtool.kinds.relations.sequence import Sequence
from dbtool.kinds.relations.sequence_ownership import SequenceOwnership
from dbtool.kinds.renaming import LABEL
from dbtool.model.fact import Expr
from dbtool.model.key import Key
from dbtool.model.quoting import qualified

Path = tuple[str, str]
_SCALAR = {"type": ["string", "number", "boolean"]}


class LabelForm(Form):
    """A label of an enum: its text, or the long spelling."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": ["string", "number", "boolean"]}
    EXPECTED: ClassVar[str] = "a label or a mapping"

    name: Text
    renamed_from: Annotated[Text | None, said(RENAMED)] = None

    @classmethod
    def expand(cls, value: Any) -> Any:
        return value if value is None or isinstance(value, list) else {"name": value}


class EnumForm(InSchema):
    """An enum type: `[labels]` in their order, or the long spelling."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {
        "type": "array",
        "items": {
            "anyOf": [
                {"type": ["string", "number", "boolean"]},
                {
                    "type": "object",
                    "properties": {"name": dict(_SCALAR), "renamed_from": dict(_SCALAR)},
                    "required": ["name"],
                    "additionalProperties": False,
                },
            ]
        },
    }
    EXPECTED: ClassVar[str] = "a list of labels or a mapping"

    labels: list[LabelForm]
    owner: PlainName | None = None
    comment: Text | None = None
    grants: Grants = {}

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"labels": value} if isinstance(value, list) else value

    def model_post_init(self, _context: Any) -> None:
        labels = [label.name for label in self.labels]
        twice = [label for number, label in enumerate(labels) if label in labels[:number]]
        if twice:
            raise wrong(f'the label "{twice[0]}" is here twice', "keep one of the two")


class DomainForm(InSchema):
    """A domain: its base type or the long spelling."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "string", "minLength": 1}
    EXPECTED: ClassVar[str] = "a type or a mapping"

    type: Annotated[Sql, said("The base type.")]
    nullable: bool = True
    default: Sql | None = None
    checks: Annotated[dict[PlainName, Sql], said("Names with their expressions over VALUE.")] = {}
    not_null: Annotated[PlainName | None, said("The name of NOT NULL, if it has one of its own.")] = None
    not_valid: Annotated[Names, said("Checks that old values need not pass.")] = []
    check_comments: dict[PlainName, Text] = {}
    collation: ObjectName | None = None
    owner: PlainName | None = None
    comment: Text | None = None
    grants: Grants = {}

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"type": value} if isinstance(value, str) else value


class SequenceForm(InSchema):
    """A sequence; what is left out is PostgreSQL's default."""

    type: Sql = "bigint"
    start: int | None = None
    increment: int = 1
    minvalue: int | None = None
    maxvalue: int | None = None
    cache: int = 1
    cycle: bool = False
    unlogged: bool = False
    owned_by: Annotated[Text | None, said("table.column that the sequence goes with.")] = None
    owner: PlainName | None = None
    comment: Text | None = None
    grants: Grants = {}

    def first(self) -> int:
        """Give the start, or what the server takes where none is said."""
        if self.start is not None:
            return self.start
        if self.increment > 0:
            return 1 if self.minvalue is None else self.minvalue
        return -1 if self.maxvalue is None else self.maxvalue


def add_enum(form: EnumForm, name: Path, at: At, out: Collector) -> None:
    """Take in an enum type."""
    enum = Enum(
        schema=name[0],
        name=name[1],
        labels=tuple(label.name for label in form.labels),
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(enum, at.key)
    for number, label in enumerate(form.labels):
        if label.renamed_from is not None:
            key = Key(LABEL, (*name, label.name))
            origin = at["labels"][number].value
            out.renames.append(RenamedFrom(key, (*name, label.renamed_from), origin))
    add_grants(form.grants, "type", "enum", name, at["grants"], out)
    add_remarks(form, enum.key, at, out)


def add_domain(form: DomainForm, name: Path, at: At, out: Collector) -> None:
    """Take in a domain."""
    domain = Domain(
        schema=name[0],
        name=name[1],
        type=Expr(form.type),
        collation=qualified(*(part for part in form.collation if part)) if form.collation else None,
        nullable=form.nullable,
        default=Expr(form.default) if form.default else None,
        not_null=form.not_null,
        checks={check: Expr(text) for check, text in form.checks.items()},
        not_valid=tuple(sorted(form.not_valid)),
        check_comments=form.check_comments,
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(domain, at.key)
    add_grants(form.grants, "type", "domain", name, at["grants"], out)
    add_remarks(form, domain.key, at, out)


def add_sequence(form: SequenceForm, name: Path, at: At, out: Collector) -> None:
    """Take in a sequence and which column it belongs to."""
    sequence = Sequence(
        schema=name[0],
        name=name[1],
        type=Expr(form.type),
        start=form.first(),
        increment=form.increment,
        minimum=form.minvalue,
        maximum=form.maxvalue,
        cache=form.cache,
        cycle=form.cycle,
        unlogged=form.unlogged,
        owner=owned(form.owner, at, out),
        comment=form.comment,
    )
    out.add(sequence, at.key)
    if form.owned_by is not None:
        _add_ownership(form.owned_by, name, at["owned_by"], out)
    add_grants(form.grants, "sequence", "sequence", name, at["grants"], out)
    add_remarks(form, sequence.key, at, out)


def _add_ownership(text: str, sequence: Path, at: At, out: Collector) -> None:
    """Take in `table.column`; the server wants the table in the sequence's schema."""
    try:
        *table, name = parts_of(text)
        path = (table[0] if table[1:] else at.schema, table[-1])
    except (BadName, IndexError):
        table, path, name = [], ("", ""), ""
    if not 1 <= len(table) <= 2:
        out.error(f'expected table.column, found the text "{text}"', 'write "orders.id"', at.value)
        return
    if path[0] != sequence[0]:
        out.error(
            f"the sequence is in schema {sequence[0]} and its table in {path[0]}",
            "PostgreSQL wants both in one schema",
            at.value,
        )
        return
    out.refer("table", path, at.value)
    out.add(SequenceOwnership(schema=sequence[0], sequence=sequence[1], table=path[1], column=name), at.value)
