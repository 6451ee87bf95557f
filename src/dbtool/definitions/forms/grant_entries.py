"""The lists `grants` and `revokes`: who gets what on which objects, whole schemas and future objects too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from dbtool.definitions.at import At
from dbtool.definitions.clauses import as_role
from dbtool.definitions.collector import Collector
from dbtool.definitions.forms.attached import RELATIONS
from dbtool.definitions.forms.base import Form
from dbtool.definitions.forms.future import add_future, creators_of
from dbtool.definitions.forms.grants import give
from dbtool.definitions.forms.row_security import grantees
from dbtool.definitions.forms.values import Names, ObjectName, OneOrMore, PlainName, Text, said, wrong
from dbtool.definitions.names import BadName, Name, parsed
from dbtool.definitions.privileges import Change, checked
from dbtool.model.quoting import ident, qualified

Objects = Annotated[list[ObjectName], OneOrMore()]
_EVERY = Name(None, "all")
TYPES = ("enum", "domain", "composite_type", "range_type", "base_type")


@dataclass(frozen=True, slots=True)
class _Group:
    """One sort of objects that privileges are granted on.

    `namespace` is where their names are looked up; `plural` is what follows ALL and, in lower case, what
    default privileges are on.
    """

    keys: tuple[str, ...]
    on: str
    word: str
    plural: str
    namespace: str
    kinds: tuple[str, ...]


_GROUPS = (
    _Group(("table", "tables", "view", "views"), "table", "TABLE", "TABLES", "relation", RELATIONS),
    _Group(("sequence", "sequences"), "sequence", "SEQUENCE", "SEQUENCES", "relation", ("sequence",)),
    _Group(("type", "types"), "type", "TYPE", "TYPES", "type", TYPES),
)


class TargetForm(Form):
    """What privileges are granted on: one sort of objects, by name or `all`, or the word `database`."""

    SHORT: ClassVar[Mapping[str, Any] | None] = {"const": "database"}
    EXPECTED: ClassVar[str] = "the word database or a mapping"

    table: Objects | None = None
    tables: Annotated[Objects | None, said("Names, or all: tables, views and continuous aggregates.")] = None
    columns: Annotated[Names, said("Columns of the one table.")] = []
    view: Objects | None = None
    views: Objects | None = None
    sequence: Objects | None = None
    sequences: Objects | None = None
    type: Objects | None = None
    types: Objects | None = None
    schema_: Annotated[Names | None, said("Schemas themselves.", alias="schema")] = None
    schemas: Annotated[Names | None, said("Schemas themselves, or all.")] = None
    function: Annotated[list[Text] | None, OneOrMore()] = None
    functions: Annotated[list[Text] | None, OneOrMore()] = None
    database: bool = False
    in_: Annotated[Names, said("The schemas that `all` or a name is in.", alias="in")] = []

    @classmethod
    def expand(cls, value: Any) -> Any:
        return {"database": True} if value == "database" else value

    def model_post_init(self, _context: Any) -> None:
        given = sorted(name.strip("_") for name in self.model_fields_set - {"columns", "in_"})
        if len(given) != 1:
            found = f", found {', '.join(given)}" if given else ""
            raise wrong(f"a grant is on one sort of objects{found}", "write an entry for each")
        if self.columns and not (self.table and len(self.table) == 1):
            raise wrong("columns go with one table", "write table: name beside columns")


class ChangeForm(Form):
    """What grants and revocations have in common."""

    on: TargetForm
    privileges: Annotated[Names, said("Privileges, or all.")]
    future: Annotated[bool, said("Also of objects made from now on: default privileges of the creators.")] = (
        False
    )
    creators: Annotated[Names, said("Whose future objects; all declared owners where none are named.")] = []


class GrantForm(ChangeForm):
    """A grant."""

    to: Annotated[Names, said("Roles; public for everyone.")]
    grantable: Annotated[bool, said("WITH GRANT OPTION.")] = False
    by: Annotated[PlainName | None, said("The role that passes it on; the owner unless said.")] = None


class RevokeForm(ChangeForm):
    """A revocation, carried out after all grants."""

    from_: Annotated[Names, said("Roles; public for everyone.", alias="from")]


def add_grant(form: GrantForm, at: At, out: Collector) -> None:
    """Take in an entry of `grants`."""
    change = Change(grantees(form.to, at["to"], out), (), form.grantable)
    if form.by is not None:
        out.refer("role", (form.by,), at["by"].value)
    _Entry(form, change, at, out, form.by).add()


def add_revoke(form: RevokeForm, at: At, out: Collector) -> None:
    """Take in an entry of `revokes`."""
    change = Change(grantees(form.from_, at["from"], out), (), revoke=True)
    _Entry(form, change, at, out).add()


class _Entry:
    """One entry, being taken in."""

    def __init__(
        self, form: ChangeForm, change: Change, at: At, out: Collector, by: str | None = None
    ) -> None:
        self._form, self._on, self._at, self._out, self._by = form, form.on, at, out, by
        self._change = change

    def add(self) -> None:
        for group in _GROUPS:
            for key in group.keys:
                names = getattr(self._on, key)
                if names is not None:
                    self._group(group, key, names)
        if self._on.schemas or self._on.schema_:
            self._schemas("schemas" if self._on.schemas else "schema")
        for key in ("function", "functions"):
            if getattr(self._on, key) is not None:
                self._functions(key, getattr(self._on, key))
        if self._on.database:
            self._each("database", "database", [((), self._at["on"])], "DATABASE")

    def _group(self, group: _Group, key: str, names: list[Name]) -> None:
        if names == [_EVERY] and key in ("tables", "views", "sequences"):
            self._every(group.on, group.plural)
        else:
            objects = list(self._named(key, names, group.kinds))
            self._out.later.append(lambda _out: self._objects(group, objects))
        self._future(group.on, group.plural.lower())

    def _named(
        self, key: str, names: list[Name], kinds: tuple[str, ...]
    ) -> Iterator[tuple[tuple[str, str], At]]:
        schema = self._on.in_[0] if self._on.in_ else self._at.schema
        for number, name in enumerate(names):
            at = self._at["on"][key][number]
            self._out.refer(kinds, name.within(schema), at.value)
            yield name.within(schema), at

    def _objects(self, group: _Group, objects: list[tuple[tuple[str, str], At]]) -> None:
        for path, at in objects:
            kind = self._out.kind_at(group.namespace, path)
            if self._on.columns:
                columns = [((*path, column), at) for column in self._on.columns]
                self._each("column", "column" if kind else None, columns, "TABLE")
            else:
                self._each(group.on, kind, [(path, at)], group.word)

    def _each(
        self, on: str, kind: str | None, objects: Sequence[tuple[tuple[str, ...], At]], word: str
    ) -> None:
        """Take in the privileges on each object: a fact where its kind is known, else a statement."""
        change = self._checked(on)
        for path, at in objects:
            if on == "database" and (change.revoke or self._by):
                self._say(change.sql_of_this_database())
                continue
            if kind is None or change.revoke or self._by:
                columns = path[-1:] if on == "column" else ()
                name = qualified(*path[: len(path) - len(columns)])
                self._say(change.sql(f"{word} {name}", columns))
                continue
            passed_on = change.privileges if change.grantable else ()
            for grantee in change.grantees:
                give(change.privileges, passed_on, on, kind, path, grantee, at, self._out)

    def _every(self, on: str, plural: str) -> None:
        for number, schema in enumerate(self._on.in_):
            self._out.refer("schema", (schema,), self._at["on"]["in"][number].value)
        schemas = ", ".join(ident(schema) for schema in self._on.in_ or [self._at.schema])
        self._say(self._checked(on).sql(f"ALL {plural} IN SCHEMA {schemas}"))

    def _schemas(self, key: str) -> None:
        names = self._on.schemas or self._on.schema_ or []
        if names == ["all"]:
            self._out.later.append(lambda out: self._all_schemas(out))
        else:
            for number, name in enumerate(names):
                at = self._at["on"][key][number]
                self._out.refer("schema", (name,), at.value)
                self._each("schema", "schema", [((name,), at)], "SCHEMA")
        self._future("schema", "schemas")

    def _all_schemas(self, out: Collector) -> None:
        declared = {key.path[0] for key in out.origins if key.kind == "schema"}
        for name in sorted(declared | {self._at.schema}):
            self._each("schema", "schema", [((name,), self._at["on"])], "SCHEMA")

    def _functions(self, key: str, routines: list[str]) -> None:
        if routines == ["all"]:
            self._every("function", "FUNCTIONS")
        for number, text in enumerate(routines if routines != ["all"] else []):
            at = self._at["on"][key][number]
            name, parenthesis, arguments = text.partition("(")
            try:
                path = parsed(name).within(self._on.in_[0] if self._on.in_ else self._at.schema)
            except BadName as error:
                self._out.error(str(error), "write name or name(types)", at.value)
                continue
            self._out.refer("function", path, at.value)
            self._say(self._checked("function").sql(f"ROUTINE {qualified(*path)}{parenthesis}{arguments}"))
        self._future("function", "functions")

    def _future(self, on: str, plural: str) -> None:
        if self._form.future:
            change = self._checked(on)
            everywhere = on == "schema" or (change.revoke and not self._on.in_)
            schemas = ("",) if everywhere else tuple(self._on.in_) or (self._at.schema,)
            self._out.later.append(
                lambda out: add_future(
                    change, creators_of(self._form.creators, self._at, out), schemas, plural, self._at, out
                )
            )

    def _checked(self, on: str) -> Change:
        change = self._change
        words = checked(self._form.privileges, on, self._at["privileges"], self._out)
        return Change(change.grantees, words, change.grantable, change.revoke)

    def _say(self, sql: str) -> None:
        if self._change.revoke:
            self._out.revocation(sql, self._at.key)
        elif self._by:
            self._out.statement(as_role(self._by, sql), self._at.key, "late")
        else:
            self._out.statement(sql, self._at.key, "late")
