"""Foreign keys: `"user_id -> users(id) on delete cascade"` or the long spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Discriminator, Tag

from dbtool.definitions.at import At
from dbtool.definitions.clauses import clause, in_parentheses, names, relation
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.base import Form
from dbtool.definitions.forms.constraints import Table, Timing, add_named_or_not, each, named_or_not, timed
from dbtool.definitions.forms.values import TAG, Names, ObjectName, PlainName, Text, said, wrong
from dbtool.definitions.names import nearest
from dbtool.kinds.relations.constraint import Constraint
from dbtool.model.fact import Expr
from dbtool.model.quoting import ident

_ACTIONS = ("no action", "restrict", "cascade", "set null", "set default")
_PART = r'(?:"(?:[^"]|"")+"|[^\s()."]+)'
_SHORT = re.compile(
    rf"(?P<columns>.+?)\s*->\s*(?P<references>{_PART}(?:\.{_PART})?\s*(?:\([^()]*\))?)\s*(?P<tail>.*)", re.S
)
_AFTER = {
    # what may follow the short spelling, and the keys that it stands for
    r"on delete (?P<on_delete>no action|restrict|cascade|set (?:null|default)(?: ?\([^()]*\))?)": {},
    r"on update (?P<on_update>no action|restrict|cascade|set (?:null|default))": {},
    r"match (?P<match>full|simple)": {},
    r"not deferrable": {},
    r"deferrable": {"deferrable": True},
    r"initially deferred": {"initially_deferred": True},
    r"initially immediate": {},
    r"not valid": {"not_valid": True},
    r"not enforced": {"enforced": False},
}
_EXAMPLE = 'write "column -> table(column) on delete cascade"'


def _action(value: str) -> str:
    word, _, columns = value.partition("(")
    action = " ".join(word.lower().split())
    if action not in _ACTIONS or (columns and not action.startswith("set")):
        close = nearest(action, _ACTIONS)
        raise wrong(
            f'expected one of {", ".join(_ACTIONS)}, found the text "{value}"',
            f'did you mean "{close}"?' if close else None,
        )
    if not columns:
        return action.upper()
    return clause(action.upper(), names(part.strip() for part in columns.rstrip(" )").split(",")))


Action = Annotated[Text, AfterValidator(_action)]


class ReferencesForm(Form):
    """What a foreign key points at: `table(columns)`, `table` for its primary key, or the long spelling."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "string"}
    EXPECTED: ClassVar[str] = "table(columns) or a mapping"

    table: ObjectName
    columns: Names = []

    @classmethod
    def expand(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        table, parenthesis, rest = value.strip().partition("(")
        if not parenthesis:
            return {"table": table}
        return {"table": table.strip(), "columns": [part.strip() for part in rest.rstrip(") ").split(",")]}


class ForeignKeyForm(Timing):
    """A foreign key."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"type": "string", "pattern": "->"}
    EXPECTED: ClassVar[str] = '"column -> table(column)" or a mapping'

    columns: Names
    references: ReferencesForm
    on_delete: Annotated[Action | None, said(f"One of {', '.join(_ACTIONS)}.")] = None
    on_update: Annotated[Action | None, said(f"One of {', '.join(_ACTIONS)}.")] = None
    match: Annotated[Text | None, said("full or simple.")] = None
    not_valid: Annotated[bool, said("Do not look at the rows that are there.")] = False
    enforced: Annotated[bool, said("false: known to the planner only, from PostgreSQL 18 on.")] = True
    period: Annotated[bool, said("The last column is a range that the other table covers. From 18 on.")] = (
        False
    )

    @classmethod
    def expand(cls, value: Any) -> Any:
        return _expanded(value) if isinstance(value, str) else value


ForeignKeys = Annotated[
    Annotated[dict[PlainName, ForeignKeyForm], Tag(TAG + "named")]
    | Annotated[list[ForeignKeyForm], Tag(TAG + "unnamed")],
    Discriminator(named_or_not),
]


def add_foreign_keys(
    forms: Mapping[str, ForeignKeyForm] | list[ForeignKeyForm], table: Table, at: At, out: Collector
) -> None:
    """Take in foreign keys."""
    for step, name, form in each(forms):
        target = at.within(form.references.table)
        out.refer("table", target, at[step]["references"]["table"].value)
        definition = clause(
            "FOREIGN KEY",
            _columns(form.columns, form.period),
            "REFERENCES",
            relation(target),
            form.references.columns and _columns(form.references.columns, form.period),
            form.match and "MATCH " + form.match.upper(),
            form.on_update and "ON UPDATE " + form.on_update,
            form.on_delete and "ON DELETE " + form.on_delete,
        )

        def make(
            name: str, form: ForeignKeyForm = form, definition: str = definition, target: Table = target
        ) -> Constraint:
            return Constraint(
                schema=table[0],
                table=table[1],
                name=name,
                type="foreign key",
                definition=Expr(definition),
                validated=not form.not_valid,
                enforced=form.enforced,
                references=target,
                **timed(form),
            )

        add_named_or_not(form, name, form.columns, "fkey", make, table, at[step], out)


def _columns(columns: Sequence[str], period: bool) -> str:
    found = [ident(column) for column in columns]
    if found and period:
        found[-1] = clause("PERIOD", found[-1])
    return in_parentheses(found)


def _expanded(text: str) -> dict[str, Any]:
    """Give the long spelling of `columns -> table(columns) and what follows`."""
    match = _SHORT.fullmatch(text.strip())
    if match is None:
        raise wrong(f'this is no foreign key: "{text}"', _EXAMPLE)
    value: dict[str, Any] = {
        "columns": [part.strip() for part in match["columns"].strip("() ").split(",")],
        "references": match["references"],
    }
    return value | _after(match["tail"])


def _after(tail: str) -> dict[str, Any]:
    value: dict[str, Any] = {}
    rest = " ".join(tail.split())
    while rest:
        for pattern, keys in _AFTER.items():
            if found := re.match(rf"{pattern}(?: |$)", rest, re.I):
                value |= keys | {key: word for key, word in found.groupdict().items() if word}
                rest = rest[found.end() :]
                break
        else:
            raise wrong(f'"{rest}" does not belong in a foreign key', _EXAMPLE)
    return value
