"""Privileges: which there are, and the SQL that grants and revokes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dbtool.definitions.at import At
from dbtool.definitions.clauses import clause, dollar_quoted, names, roles
from dbtool.definitions.collector import Collector
from dbtool.definitions.names import nearest
from dbtool.model.quoting import ident, literal

ALL = ("ALL",)
KNOWN = {
    "table": ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"),
    "column": ("SELECT", "INSERT", "UPDATE", "REFERENCES"),
    "sequence": ("USAGE", "SELECT", "UPDATE"),
    "schema": ("USAGE", "CREATE"),
    "function": ("EXECUTE",),
    "language": ("USAGE",),
    "type": ("USAGE",),
    "foreign_data_wrapper": ("USAGE",),
    "server": ("USAGE",),
    "database": ("CONNECT", "CREATE", "TEMPORARY"),
}
_SAME = {"TEMP": "TEMPORARY", "ALL PRIVILEGES": "ALL"}


def checked(words: Sequence[str], on: str, at: At, out: Collector) -> tuple[str, ...]:
    """Give the privileges in capitals, in order, ALL alone; what `on` does not have is an error."""
    found = set()
    for number, word in enumerate(words):
        privilege = _SAME.get(word.upper(), word.upper())
        if privilege in (*KNOWN[on], *ALL):
            found.add(privilege)
            continue
        known = [name.lower() for name in KNOWN[on]]
        close = nearest(word.lower(), known)
        hint = f'did you mean "{close}"?' if close else f"known here: {', '.join(known)}, all"
        out.error(f'a {on} has no privilege "{word}"', hint, at[number].value)
    return ALL if "ALL" in found else tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Change:
    """A grant or, with `revoke`, its opposite, of the same privileges for the same roles."""

    grantees: tuple[str, ...]
    privileges: tuple[str, ...]
    grantable: bool = False
    revoke: bool = False

    def sql(self, on: str, columns: Sequence[str] = ()) -> str:
        """Give the statement for what follows ON."""
        suffix = " " + names(columns) if columns else ""
        return clause(
            "REVOKE" if self.revoke else "GRANT",
            ", ".join(privilege + suffix for privilege in self.privileges),
            "ON",
            on,
            "FROM" if self.revoke else "TO",
            roles(self.grantees),
            self.grantable and "WITH GRANT OPTION",
        )

    def sql_of_this_database(self) -> str:
        """Give the statement for the database it runs in, whose name on scratch is another."""
        statement = self.sql("DATABASE \0").replace("%", "%%").replace("\0", "%I")
        return clause(
            "DO",
            dollar_quoted(clause("BEGIN EXECUTE format(", literal(statement), ", current_database()); END")),
        )

    def default_sql(self, creator: str, schema: str, on: str) -> str:
        """Give the statement for objects that `creator` makes from now on."""
        return clause(
            "ALTER DEFAULT PRIVILEGES FOR ROLE",
            ident(creator),
            schema and "IN SCHEMA " + ident(schema),
            self.sql(on.upper()),
        )
