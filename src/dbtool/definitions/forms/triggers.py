"""Triggers of tables and views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from dbtool.definitions.at import At
from dbtool.definitions.clauses import called, clause, in_parentheses
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import ToRelation, add_remarks
from dbtool.definitions.forms.base import Form, NamedBody
from dbtool.definitions.forms.values import OneOrMore, PlainName, Sql, Text, said, wrong
from dbtool.definitions.names import nearest
from dbtool.kinds.routines.trigger import Trigger
from dbtool.model.fact import Expr
from dbtool.model.quoting import ident, qualified

_EVENTS = ("insert", "update", "delete", "truncate")


def _event(text: str) -> str:
    event, _, columns = text.strip().partition(" ")
    word = event.lower()
    of, _, names = columns.strip().partition(" ")
    if word not in _EVENTS or (columns and (word != "update" or of.lower() != "of" or not names.strip())):
        close = nearest(word, _EVENTS)
        raise wrong(
            f'expected one of {", ".join(_EVENTS)}, update of columns, found the text "{text}"',
            f'did you mean "{close}"?' if close and not columns else None,
        )
    if not columns:
        return word.upper()
    return clause("UPDATE OF", ", ".join(ident(name.strip().strip('"')) for name in names.split(",")))


def _events(value: Any) -> Any:
    if isinstance(value, str) and " or " in value.lower():
        return [part.strip() for part in value.replace(" OR ", " or ").split(" or ")]
    return value


Event = Annotated[Text, AfterValidator(_event)]


class Transition(Form):
    """Names of the transition tables."""

    old: PlainName | None = None
    new: PlainName | None = None


class TriggerForm(NamedBody):
    """A trigger."""

    SHORT: ClassVar[Mapping[str, Any] | None] = None

    when: Literal["before", "after", "instead of"]
    events: Annotated[
        list[Event],
        OneOrMore(),
        BeforeValidator(_events),
        said("insert, update, update of columns, delete, truncate."),
    ]
    each: Literal["row", "statement"] = "row"
    function: Annotated[Sql, said("The function, with its arguments if it has any: `audit('full')`.")]
    condition: Annotated[Sql | None, said("What follows WHEN.")] = None
    referencing: Transition | None = None
    constraint: Annotated[bool, said("A constraint trigger.")] = False
    deferrable: bool = False
    initially_deferred: bool = False
    enabled: Annotated[Literal["origin", "disabled", "replica", "always"], Field()] = "origin"
    comment: Text | None = None


class TriggersForm(ToRelation):
    """Triggers of a table or view that is declared elsewhere."""

    TO: ClassVar[tuple[str, ...]] = ("table", "view")
    REST: ClassVar[str | None] = "triggers"

    triggers: dict[PlainName, TriggerForm]


def add_triggers(forms: Mapping[str, TriggerForm], table: tuple[str, str], at: At, out: Collector) -> None:
    """Take in the triggers of one table or view."""
    for name, form in forms.items():
        trigger = Trigger(
            schema=table[0],
            table=table[1],
            name=name,
            definition=Expr(_definition(form, name, table)),
            enabled=form.enabled,
            comment=form.comment,
        )
        out.add(trigger, at[name].key)
        add_remarks(form, trigger.key, at[name], out)


def add_triggers_to(form: TriggersForm, at: At, out: Collector) -> None:
    """Take in triggers of a table or view declared elsewhere."""
    add_triggers(form.triggers, form.target(at, out), at, out)


def _definition(form: TriggerForm, name: str, table: tuple[str, str]) -> str:
    return clause(
        "CREATE",
        form.constraint and "CONSTRAINT",
        "TRIGGER",
        ident(name),
        form.when.upper(),
        " OR ".join(form.events),
        "ON",
        qualified(*table),
        (form.deferrable or form.initially_deferred) and "DEFERRABLE",
        form.initially_deferred and "INITIALLY DEFERRED",
        form.referencing is not None and _referencing(form.referencing),
        "FOR EACH " + form.each.upper(),
        form.condition and "WHEN " + in_parentheses([form.condition]),
        "EXECUTE FUNCTION " + called(form.function),
    )


def _referencing(form: Transition) -> str:
    return clause(
        "REFERENCING",
        form.old and "OLD TABLE AS " + ident(form.old),
        form.new and "NEW TABLE AS " + ident(form.new),
    )
