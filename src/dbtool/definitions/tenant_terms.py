"""The SQL terms by which rows are told to be a tenant's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dbtool.definitions.clauses import clause, in_parentheses
from dbtool.definitions.tenant_keys import ForeignKey, Keys, NoWay
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.quoting import ident, literal, qualified
from dbtool.model.tenancy import Path, Tenancy, TenantTable


def value_of(setting: str, type_: str, on_unset: str) -> str:
    """Give the setting's value, evaluated once a statement; without one no row is anybody's, or an error.

    After a transaction that has set it the setting is empty, which no cast but that of text takes.
    """
    cast = "" if type_.lower() == "text" else "::" + type_
    if on_unset == "error":
        return in_parentheses([clause("SELECT", f"current_setting({literal(setting)}){cast}")])
    return in_parentheses([clause("SELECT", f"NULLIF(current_setting({literal(setting)}, true), ''){cast}")])


@dataclass(frozen=True, slots=True)
class Own:
    """The condition under which a row is the tenant's own, and the other tables that it reads.

    Shape: `links` are the conditions under which what a new row points at is the tenant's own, too.
    """

    condition: str
    reads: tuple[Path, ...]
    links: tuple[str, ...] = ()

    @property
    def new(self) -> str:
        """The condition under which a new row is the tenant's own, and is attached to nobody else's."""
        return " AND ".join((self.condition, *self.links))


class Terms:
    """Makes the terms for the tables of one load.

    `intended` says of each relation what is meant for it; `facts` has the foreign keys.
    """

    def __init__(
        self, tenancy: Tenancy, intended: Mapping[Path, TenantTable], facts: Mapping[Key, Fact]
    ) -> None:
        self._tenancy = tenancy
        self._intended = intended
        self._facts = facts
        self._passed: list[Path] = []
        self._keys = Keys(facts)

    def own(self, table: Path) -> Own:
        """Give the condition under which a row is the tenant's own. Errors: NoWay."""
        self._passed = []
        condition, reads = self._own(table, "", frozenset()), tuple(self._passed)
        return Own(condition, reads, tuple(dict.fromkeys(self._links(table))))

    def _links(self, table: Path) -> Iterator[str]:
        """Give what the check of a foreign key does not ask: whose the row is that it finds."""
        for target, constraint in self._keys.targets_of(table):
            if not self._holds_rows(target):
                continue
            key = self._keys.foreign_key(target, constraint)
            if not self._crosses(table, key):
                continue
            try:
                inner = self._own(target, "p", frozenset((table,)))
            except NoWay:
                continue  # The way leads over this table, which its own policy may not read.
            theirs = self._select(key.target_columns, target, "p", inner)
            # Whether a column is NOT NULL may stand in the text of its type, which is the server's to read.
            nowhere = [clause(ident(name), "IS NULL") for name in key.columns]
            yield in_parentheses([" OR ".join([*nowhere, clause(_together(key.columns), "IN", theirs)])])

    def _holds_rows(self, table: Path) -> bool:
        """Say whether a table holds rows of tenants that the application reads by its own name."""
        meant, usual = self._intended.get(table, TenantTable()), self._tenancy.tenant_column
        if meant.shared or meant.isolation == "view":
            return False
        return bool(meant.tenant or meant.via or (usual and self._has(table, usual)))

    def _crosses(self, table: Path, key: ForeignKey) -> bool:
        """Say whether a foreign key may lead from one tenant's row to another's."""
        membership = self._tenancy.membership
        if key.target == table or (membership is not None and key.target == membership.table):
            return False
        meant = self._intended.get(table, TenantTable())
        own, theirs = self._column_of(table), self._column_of(key.target)
        over = meant.via or (own.partition(".")[0] if own and "." in own else None)
        if over is not None and key == self._foreign_key(table, over):
            return False
        # What points at the table of the tenants themselves says the tenant, as does a key that holds it.
        pairs = set(zip(key.columns, key.target_columns, strict=True))
        return key.target_columns != (theirs,) and (over is not None or (own, theirs) not in pairs)

    def _column_of(self, table: Path) -> str | None:
        meant = self._intended.get(table, TenantTable())
        return None if meant.via else meant.tenant or self._tenancy.tenant_column

    def _own(self, table: Path, alias: str, seen: frozenset[Path]) -> str:
        if table in seen:
            raise NoWay(f"the way to the tenant of {'.'.join(table)} leads back to itself")
        meant = self._intended.get(table, TenantTable())
        if meant.via is not None:
            return self._over(table, meant.via, None, alias, seen)
        column = meant.tenant or self._tenancy.tenant_column
        if column is None or (meant == TenantTable() and not self._has(table, column)):
            raise NoWay(f"nothing says which column of {'.'.join(table)} holds the tenant")
        first, dot, rest = column.partition(".")
        if dot:
            return self._over(table, first, rest, alias, seen)
        return self._of_column(table, column, alias)

    def _has(self, table: Path, column: str) -> bool:
        return Key("column", (*table, column)) in self._facts

    def _of_column(self, table: Path, column: str, alias: str) -> str:
        tenancy = self._tenancy
        value = value_of(tenancy.setting, tenancy.type, tenancy.on_unset)
        membership, principal = tenancy.membership, tenancy.principal
        if membership is None or (principal and principal.setting != tenancy.setting):
            return clause(_column(column, alias), "=", value)
        if principal is not None:
            value = value_of(tenancy.setting, principal.type, tenancy.on_unset)
        if membership.table == table:
            # Whose rows those of the membership itself are must not be asked of it: that has no end.
            return clause(_column(membership.principal, alias), "=", value)
        of_principal = self._select(
            [membership.tenant],
            membership.table,
            "m",
            clause(_column(membership.principal, "m"), "=", value),
        )
        return clause(_column(column, alias), "IN", of_principal)

    def _over(self, table: Path, column: str, rest: str | None, alias: str, seen: frozenset[Path]) -> str:
        key = self._foreign_key(table, column)
        parent = f"p{len(seen) + 1}" if seen else "p"
        if rest is None:
            inner = self._own(key.target, parent, seen | {table})
        elif "." in rest:
            first, _, further = rest.partition(".")
            inner = self._over(key.target, first, further, parent, seen | {table})
        else:
            inner = self._of_column(key.target, rest, parent)
        theirs = self._select(key.target_columns, key.target, parent, inner)
        return clause(_together(key.columns, alias), "IN", theirs)

    def _select(self, columns: Sequence[str], table: Path, alias: str, condition: str) -> str:
        self._passed.append(table)
        chosen = ", ".join(_column(name, alias) for name in columns)
        return in_parentheses(
            [clause("SELECT", chosen, "FROM", qualified(*table), "AS", alias, "WHERE", condition)]
        )

    def _foreign_key(self, table: Path, column: str) -> ForeignKey:
        meant = self._intended.get(table, TenantTable())
        if meant.points_at is not None and meant.via == column:
            return ForeignKey((column,), meant.points_at.table, (meant.points_at.column,))
        found = [key for key in self._foreign_keys(table) if column in key.columns]
        if not found:
            raise NoWay(f'no foreign key of {".".join(table)} has the column "{column}"')
        # The key over the column alone says most clearly what the column points at.
        shortest = sorted(found, key=lambda key: len(key.columns))
        if len(shortest) > 1 and len(shortest[0].columns) == len(shortest[1].columns):
            raise NoWay(f'several foreign keys of {".".join(table)} have the column "{column}"')
        return shortest[0]

    def _foreign_keys(self, table: Path) -> Iterator[ForeignKey]:
        for target, constraint in self._keys.targets_of(table):
            yield self._keys.foreign_key(target, constraint)


def _together(columns: Sequence[str], alias: str = "") -> str:
    named = [_column(name, alias) for name in columns]
    return named[0] if len(named) == 1 else in_parentheses(named)


def _column(name: str, alias: str) -> str:
    return qualified(alias, name) if alias else ident(name)
