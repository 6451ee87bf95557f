"""The facts that isolate tenants: row security, policies and indexes, or a barrier view with its grants."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

from dbtool.definitions.clauses import clause, in_parentheses, roles
from dbtool.definitions.collector import Collector
from dbtool.definitions.intended import Intended
from dbtool.definitions.names import default_name
from dbtool.definitions.sql_tokens import lex, path_at
from dbtool.definitions.tenant_keys import NoWay, leading_column
from dbtool.definitions.tenant_terms import Own, Terms
from dbtool.kinds.access.grant import Grant
from dbtool.kinds.access.policy import Policy
from dbtool.kinds.access.row_security import RowSecurity
from dbtool.kinds.relations.constraint import Constraint
from dbtool.kinds.relations.index import Index
from dbtool.kinds.relations.view import View
from dbtool.kinds.timescale.continuous_aggregate import ContinuousAggregate
from dbtool.model.fact import Expr
from dbtool.model.key import Key
from dbtool.model.quoting import ident, qualified
from dbtool.model.tenancy import COMMANDS, Command, Path, Scope, Tenancy, TenantTable

TENANT, EVERYTHING = "tenant", "everything"
# What a key of a body says beside the field of its own name.
_TOGETHER = {"via": "points_at", "isolation": "view"}
_NO_TENANCY = "write tenancy: {setting: app.tenant_id, app_roles: [app]} in one of the files"


def isolate(out: Collector) -> None:
    """Make what the tenancy of the bodies asks for and nobody wrote by hand."""
    tenancy = out.tenancy
    if tenancy is None:
        first = next(iter(out.intended.values()))
        out.error("a tenant is named, and nothing says what one is", _NO_TENANCY, first.at[first.key].key)
        return
    terms, known, found = Terms(tenancy, tenancy.tables, out.facts), _Known(out), []
    for item in out.intended.values():
        meant = tenancy.tables[item.path]
        if not item.said & {"tenant", "via", "isolation"} or meant.isolation == "none":
            continue
        try:
            own = terms.own(item.path)
        except NoWay as error:
            out.error(str(error), "name the column: tenant: column", item.at[item.key].value)
            continue
        found.append(_Isolating(item, meant, own, tenancy, known, out))
        if meant.isolation == "view" and item.owner:
            for table in own.reads:
                known.readers.setdefault(table, set()).add(item.owner)
    for isolating in found:
        isolating.add()


def view_of(table: Path, named: Path | None) -> Path:
    """Give the view by which alone a table's rows are reached."""
    return named or (table[0], f"{table[1]}_own")


class _Known:
    """What the definitions hold already, by table."""

    def __init__(self, out: Collector) -> None:
        self.with_policies = {key.path[:2] for key in out.origins if key.kind == "policy"}
        self.leading: set[tuple[str, str, str | None]] = set()
        self.grants: dict[tuple[str, ...], list[Grant]] = {}
        # Owners of isolating views, in whose name these read the tables that lead to the tenant.
        self.readers: dict[Path, set[str]] = {}
        for fact in out.facts.values():
            if isinstance(fact, Index | Constraint):
                self.leading.add((fact.schema, fact.table, leading_column(fact)))
            elif isinstance(fact, Grant):
                self.grants.setdefault(fact.on[:2], []).append(fact)


class _Isolating:
    """One relation, being isolated."""

    def __init__(
        self, item: Intended, meant: TenantTable, own: Own, tenancy: Tenancy, known: _Known, out: Collector
    ) -> None:
        self._item, self._meant, self._tenancy, self._known, self._out = item, meant, tenancy, known, out
        self._path, self._origin = item.path, item.at[item.key].key
        self._own, self._new, self._public = own.condition, own.new, meant.public_when
        self._scopes = {role: scopes_of(role, item.path, tenancy) for role in roles_of(item.path, tenancy)}

    def add(self) -> None:
        if self._meant.isolation == "view":
            self._add_view()
        elif self._item.kind != "table":
            self._refuse(f"a {self._item.kind.replace('_', ' ')} cannot have row security")
        elif Key("columnstore", self._path) in self._out.origins:
            self._refuse("TimescaleDB refuses row security on a table that is compressed")
        elif aggregates := list(_aggregates_over(self._path, self._out)):
            what = "TimescaleDB refuses row security on a table that a continuous aggregate reads"
            self._refuse(f"{what}: {', '.join('.'.join(path) for path in aggregates)}")
        else:
            self._add_row_security()
        self._add_index()

    def _refuse(self, why: str) -> None:
        self._out.error(why, "write isolation: view", self._origin)

    def _add_row_security(self) -> None:
        schema, table = self._path
        security = RowSecurity(schema=schema, table=table, enabled=True, forced=True)
        if security.key not in self._out.origins:
            self._out.add(security, self._origin)
        if self._path in self._known.with_policies:
            return  # written by hand
        for policy in self._policies():
            self._out.add(policy, self._origin)

    def _policies(self) -> Iterator[Policy]:
        """Give one policy for each command of each role, of which those for all commands are one."""
        for role in sorted(self._known.readers.get(self._path, set()) - self._scopes.keys()):
            self._scopes[role] = {**dict.fromkeys(COMMANDS, "none"), "select": "own"}
        for name, scope in ((TENANT, "own"), (EVERYTHING, "all")):
            whole = scope == "all" or self._public is None
            everything = [role for role, of in self._scopes.items() if set(of.values()) == {scope}]
            if everything and whole:
                yield self._policy(name, "all", everything, scope)
            for command in COMMANDS:
                some = [
                    role
                    for role, of in self._scopes.items()
                    if of[command] == scope and not (whole and role in everything)
                ]
                if some:
                    yield self._policy(f"{name}_{command}", command, some, scope)

    def _policy(self, name: str, command: str, to: list[str], scope: str) -> Policy:
        rows, new = (self._own, self._new) if scope == "own" else ("true", "true")
        seen = rows
        if self._public and command == "select" and scope == "own":
            seen = clause(in_parentheses([rows]), "OR", in_parentheses([self._public]))
        return Policy(
            schema=self._path[0],
            table=self._path[1],
            name=name,
            command=command,
            roles=tuple(to),
            using=None if command == "insert" else Expr(seen),
            check=Expr(new) if command in ("all", "insert", "update") else None,
        )

    def _add_view(self) -> None:
        if self._public is not None:
            self._out.error(
                "rows of others could be written through a view that shows them",
                "leave public_when out, and give a second view for those rows",
                self._item.at["public_when"].key,
            )
        path = view_of(self._path, self._meant.view)
        options = {"security_barrier": "true"}
        if self._item.kind == "table":
            # No other view takes rows, so that there is nothing to check.
            options["check_option"] = "cascaded"
        view = View(
            schema=path[0],
            name=path[1],
            definition=Expr(clause("SELECT * FROM", qualified(*self._path), "WHERE", self._own)),
            options=options,
            owner=self._item.owner,
        )
        if view.key not in self._out.origins:
            self._out.add(view, self._origin)
        self._close(path)

    def _close(self, view: Path) -> None:
        """Take the relation itself from those who reach its rows by the view."""
        apart = [role for role in ("PUBLIC", *self._scopes) if by_view_alone(role, self._path, self._tenancy)]
        for grant in self._known.grants.get(self._path, ()):
            if grant.grantee in apart and grant.on_kind in (self._item.kind, "column"):
                self._out.error(
                    f"{grant.grantee} is to reach the rows of {'.'.join(self._path)} by a view alone",
                    f"grant it on {'.'.join(view)}",
                    self._out.origins[grant.key],
                )
        # Grants on all tables of the schema have reached it, too.
        revoke = clause("REVOKE ALL ON TABLE", qualified(*self._path), "FROM", roles(apart))
        self._out.revocation(revoke, self._origin)

    def _add_index(self) -> None:
        way = self._meant.via or self._meant.tenant or self._tenancy.tenant_column or ""
        column = way.partition(".")[0]
        schema, table = self._path
        if self._item.kind != "table" or (schema, table, column) in self._known.leading:
            return
        name = default_name(table, [column], "idx", self._out.names_in(schema))
        definition = Expr(clause("USING btree", in_parentheses([ident(column)])))
        self._out.add(Index(schema=schema, name=name, table=table, definition=definition), self._origin)


def scopes_of(role: str, table: Path, tenancy: Tenancy) -> Mapping[Command, Scope]:
    """Give what a role may reach in a table: what is declared, else by what the role is."""
    said = tenancy.access.get(role, {}).get(table)
    if said is not None:
        return {command: said.get(command, "none") for command in COMMANDS}
    if role in tenancy.app_roles:
        return dict.fromkeys(COMMANDS, "own")
    return {**dict.fromkeys(COMMANDS, "none"), "select": "all"}


def by_view_alone(role: str, table: Path, tenancy: Tenancy) -> bool:
    """Say whether a role reaches a table's rows by the isolating view and not by the table itself."""
    if role == "PUBLIC":
        return True
    if role not in roles_of(table, tenancy):
        return False
    return "all" not in scopes_of(role, table, tenancy).values()


def roles_of(table: Path, tenancy: Tenancy) -> tuple[str, ...]:
    """Give the roles that something is meant for; one that makes backups passes all policies by."""
    named = [role for role, of in tenancy.access.items() if table in of]
    found = dict.fromkeys([*tenancy.app_roles, *tenancy.privileged_roles, *named])
    return tuple(role for role in found if role not in tenancy.backup_roles)


def _aggregates_over(table: Path, out: Collector) -> Iterable[Path]:
    for fact in out.facts.values():
        if isinstance(fact, ContinuousAggregate):
            tokens = tuple(lex(fact.definition))
            read = {
                path_at(tokens, n + 1)[0] for n, token in enumerate(tokens) if token.word in ("from", "join")
            }
            if table in read or (table[1:] in read and fact.schema == table[0]):
                yield (fact.schema, fact.name)


def merged(tenancy: Tenancy, intended: Iterable[Intended]) -> Tenancy:
    """Give the tenancy with what the bodies say of their tables; what a body says, holds."""
    tables, access = dict(tenancy.tables), {role: dict(of) for role, of in tenancy.access.items()}
    for item in intended:
        before = tables.get(item.path)
        table = item.table
        if before is not None:
            said = {*item.said, *(_TOGETHER[key] for key in item.said & _TOGETHER.keys())}
            fields = said & {f.name for f in dataclasses.fields(table)}
            table = dataclasses.replace(before, **{key: getattr(table, key) for key in fields})
        if table.isolation == "view":
            table = dataclasses.replace(table, view=view_of(item.path, table.view))
        tables[item.path] = table
        for role, commands in item.access.items():
            access.setdefault(role, {})[item.path] = commands
    return dataclasses.replace(tenancy, tables=tables, access=access)
