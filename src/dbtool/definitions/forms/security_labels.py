"""Security labels: `{provider: anon, table: people, column: name, label: MASKED WITH VALUE NULL}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from dbtool.definitions.at import At
from dbtool.definitions.clauses import clause
from dbtool.definitions.collector import Collector
from dbtool.definitions.contract import SaidLabel
from dbtool.definitions.forms.base import Form
from dbtool.definitions.forms.grant_entries import TYPES
from dbtool.definitions.forms.values import ObjectName, PlainName, Text, said, wrong
from dbtool.definitions.names import BadName, parsed
from dbtool.kinds.access.security_label import DATABASE
from dbtool.model.quoting import ident, qualified

# By key the word of the statement and what the name may be of.
_IN_SCHEMA: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "table": ("TABLE", ("table",)),
    "view": ("VIEW", ("view",)),
    "materialized_view": ("MATERIALIZED VIEW", ("materialized_view", "continuous_aggregate")),
    "foreign_table": ("FOREIGN TABLE", ("foreign_table",)),
    "sequence": ("SEQUENCE", ("sequence",)),
    "type": ("TYPE", TYPES),
}
_PLAIN = ("schema", "language", "publication", "subscription", "event_trigger")
_ROUTINES = ("function", "procedure", "aggregate")
_WITH_COLUMNS = ("table", "view", "materialized_view", "foreign_table", "type")


class SecurityLabelForm(Form):
    """What a label provider says of one object, or of a column of it."""

    ONE_OF: ClassVar[tuple[tuple[str, ...], ...]] = ((*_IN_SCHEMA, *_PLAIN, *_ROUTINES, "database"),)
    EXPECTED: ClassVar[str] = "a mapping with the keys provider and label"
    HINTS: ClassVar[Mapping[str, str]] = {"role": "a role's label stands in the role: security_labels"}

    provider: Annotated[PlainName, said("The label provider, as its library registers it.")]
    label: Annotated[Text, said("The label, which the provider reads when it is applied.")]
    table: ObjectName | None = None
    view: ObjectName | None = None
    materialized_view: ObjectName | None = None
    foreign_table: ObjectName | None = None
    sequence: ObjectName | None = None
    type: ObjectName | None = None
    column: Annotated[PlainName | None, said("A column of the table, view or composite type.")] = None
    function: Annotated[Text | None, said("name(types)")] = None
    procedure: Annotated[Text | None, said("name(types)")] = None
    aggregate: Annotated[Text | None, said("name(types)")] = None
    schema_: Annotated[PlainName | None, said("The schema itself.", "schema")] = None
    language: PlainName | None = None
    publication: PlainName | None = None
    subscription: PlainName | None = None
    event_trigger: PlainName | None = None
    database: Annotated[bool | None, said("true for the database itself.")] = None

    def model_post_init(self, context: Any) -> None:
        super().model_post_init(context)
        if self.column and not any(getattr(self, key) for key in _WITH_COLUMNS):
            raise wrong("column goes with a table, a view or a composite type")


def add_security_label(form: SecurityLabelForm, at: At, out: Collector) -> None:
    """Take in a label; the object that it is on is looked up on scratch."""
    on = _object(form, at, out)
    if on is not None:
        out.labels.append(SaidLabel(form.provider, on, form.label, at.value))


def _object(form: SecurityLabelForm, at: At, out: Collector) -> str | None:
    """Give the object as SECURITY LABEL names it, or None and an error."""
    for key, (word, kinds) in _IN_SCHEMA.items():
        name = getattr(form, key)
        if name is not None:
            path = at.within(name)
            out.refer(kinds, path, at[key].value)
            return clause("COLUMN" if form.column else word, qualified(*path, *filter(None, [form.column])))
    for key in _PLAIN:
        name = form.schema_ if key == "schema" else getattr(form, key)
        if name is not None:
            out.refer(key, (name,), at[key].value)
            return clause(key.replace("_", " ").upper(), ident(name))
    for key in _ROUTINES:
        called = getattr(form, key)
        if called is not None:
            return _routine(key, called, at, out)
    return DATABASE


def _routine(key: str, called: str, at: At, out: Collector) -> str | None:
    name, parenthesis, arguments = called.partition("(")
    try:
        path = parsed(name).within(at.schema)
    except BadName as error:
        out.error(str(error), "write name(types)", at[key].value)
        return None
    out.refer("aggregate" if key == "aggregate" else "function", path, at[key].value)
    return clause(key.upper(), qualified(*path) + parenthesis + arguments)
