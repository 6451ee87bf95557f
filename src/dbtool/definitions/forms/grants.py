"""Grants inside a body: `grants: {role: [privileges]}`, of columns too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, WithJsonSchema

from dbtool.definitions.at import At
from dbtool.definitions.clauses import is_public
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.base import Form
from dbtool.definitions.forms.constraints import LIST_OF_NAMES
from dbtool.definitions.forms.values import Names, PlainName, one_or_more, said, shown, wrong
from dbtool.definitions.privileges import ALL, KNOWN, Change, checked
from dbtool.kinds.access.grant import Grant
from dbtool.model.quoting import qualified


def _columns(value: Any) -> list[str] | None:
    """Give the columns, or None for the whole object."""
    if value is True:
        return None
    columns: list[str] = one_or_more(value)
    if not columns or not all(isinstance(column, str) for column in columns):
        raise wrong(f"expected true or a list of columns, found {shown(value)}")
    return columns


_COLUMNS = WithJsonSchema({"anyOf": [{"const": True}, *LIST_OF_NAMES["anyOf"]]})


class GrantedForm(Form):
    """What one role gets: `[select, insert]`, a word, `all`, or `{select: [columns], insert: true}`."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
    }
    EXPECTED: ClassVar[str] = "privileges"
    REST: ClassVar[str | None] = "privileges"

    grantable: Annotated[Names, said("Those of the privileges that the role may pass on.")] = []
    privileges: dict[str, Annotated[list[str] | None, BeforeValidator(_columns), _COLUMNS]]

    @classmethod
    def expand(cls, value: Any) -> Any:
        if isinstance(value, str | list):
            words = one_or_more(value)
            if all(isinstance(word, str) for word in words):
                return {"privileges": dict.fromkeys(words, True), "grantable": []}
        return value


Grants = dict[PlainName, GrantedForm]


def add_grants(
    forms: Mapping[str, GrantedForm], on: str, kind: str, path: tuple[str, ...], at: At, out: Collector
) -> None:
    """Take in the grants of one object; `on` says what privileges it has, `kind` what it is."""
    for role, form in forms.items():
        here = at[role]
        grantee = grantee_of(role, here, out)
        passed_on = checked(form.grantable, on, here["grantable"], out)
        whole = [word for word, columns in form.privileges.items() if columns is None]
        give(checked(whole, on, here, out), passed_on, on, kind, path, grantee, here, out)
        for word, columns in form.privileges.items():
            if columns is not None:
                privilege = checked([word], "column", here[word], out)
            for column in columns or ():
                give(privilege, passed_on, "column", "column", (*path, column), grantee, here, out)


def add_routine_grants(forms: Mapping[str, GrantedForm], routine: str, at: At, out: Collector) -> None:
    """Take in the grants of a routine: statements, since only the server knows its arguments' types."""
    for role, form in forms.items():
        here = at[role]
        privileges = checked(list(form.privileges), "function", here, out)
        change = Change((grantee_of(role, here, out),), privileges, grantable=bool(form.grantable))
        out.statement(change.sql("ROUTINE " + routine), here.key, "late")


def grantee_of(role: str, at: At, out: Collector) -> str:
    """Give the role as a grant has it; it must be declared unless it is everyone."""
    if is_public(role):
        return "PUBLIC"
    out.refer("role", (role,), at.key)
    return role


def give(
    privileges: tuple[str, ...],
    passed_on: tuple[str, ...],
    on: str,
    kind: str,
    path: tuple[str, ...],
    grantee: str,
    at: At,
    out: Collector,
) -> None:
    """Take in one grantee's privileges on one object.

    What ALL means for a table depends on the server's version, so that the server is asked: a statement.
    """
    if privileges == ALL and on not in ("table", "column"):
        privileges = tuple(sorted(KNOWN[on]))
    grantable = tuple(word for word in privileges if word in passed_on or passed_on == ALL)
    if privileges == ALL:
        change = Change((grantee,), privileges, grantable=bool(grantable))
        columns = path[-1:] if on == "column" else ()
        table = qualified(*path[: len(path) - len(columns)])
        out.statement(change.sql("TABLE " + table, columns), at.key, "late")
    elif privileges:
        grant = Grant(on_kind=kind, on=path, grantee=grantee, privileges=privileges, grantable=grantable)
        out.merge(grant, at.key)
