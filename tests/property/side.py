"""What a random schema is as a database: built by the server from its text, and from dbtool's own print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dbtool.catalog.inspector import inspect
from dbtool.definitions.contract import Definitions, RenamedFrom, Statement
from dbtool.definitions.sql_renames import renames_in
from dbtool.definitions.sql_split import split
from dbtool.errors import InvalidDefinition, InvalidDefinitions, Origin
from dbtool.execute import bench
from dbtool.execute.scratch import build_wanted
from dbtool.execute.worklist import Work, run_all
from dbtool.kinds import BY_NAME, KINDS
from dbtool.model.database import Database
from tests.cases.files import ROLE
from tests.property.grammar import Schema, statements
from tests.property.prepared import PreparingConnection

# Not read where neither side has one, which saves most of the queries: the census names what no kind claims.
PASSED_OVER = frozenset(
    "text_search_parser text_search_template text_search_dictionary text_search_configuration language "
    "conversion operator operator_family operator_class access_method cast transform aggregate "
    "foreign_data_wrapper server user_mapping event_trigger publication subscription collation "
    "enum domain base_type range_type composite_type statistics_object materialized_view rule policy "
    "function trigger view sequence".split()
)
# What the census does not know, or finds claimed by its columns, is not read where there is none of what it
# is a part of or stands on.
PARTS = {
    "publication_table": "publication",
    "publication_schema": "publication",
    "sequence_ownership": "sequence",
    "foreign_table": "server",
    "membership": "role",
    "role_setting": "role",
    **dict.fromkeys(("rows", "partition_rule", "row_retention", "maintenance", "view_refresh"), "rows"),
}

APART = PASSED_OVER | PARTS.keys()

# The part that makes a role; it is a definition's, since scratch takes none from SQL.
MANAGED, MANAGED_ROLE = "managed", "app"


class NotBuilt(Exception):
    """The server refuses the schema: the objects that were drawn do not go together."""


@dataclass(slots=True)
class Side:
    """One schema of a pair: the database that it describes, and its statements by the part they are of.

    Shape: `settled` says that the server prints it in one way, whoever wrote the texts.
    """

    schema: Schema
    wanted: Database
    parts: Mapping[str, str]
    prefix: str
    settled: bool = True

    @property
    def renames(self) -> list[RenamedFrom]:
        """Give what the comments of the statements say of old names."""
        return [
            word
            for name, text in self.parts.items()
            if "renamed_from" in text
            for statement in split(text, name)
            for word in renames_in(statement, "public")
        ]


@dataclass(frozen=True, slots=True)
class Scratch:
    """The scratch database, in whose connection everything is rolled back."""

    connection: PreparingConnection
    url: str

    def built(self, schema: Schema, near: Database, prefix: str) -> Side:
        """Give the side that the server itself makes of the schema; it may be like `near`.

        Errors: NotBuilt.
        """
        parts = {name: text.replace(ROLE, prefix) for name, text in statements(schema).items()}
        self.connection.execute(bench.BODIES_UNCHECKED)
        self.connection.execute(bench.NOTHING_FOREIGN)
        try:
            failures = run_all(self.connection, [Work(text, Origin(name)) for name, text in parts.items()])
            if failures:
                raise _not_built(failures)
            found = read(self.connection, near, builder=self.connection.info.user)
        finally:
            self.connection.rollback()
        return Side(schema, _with_own_roles(found, prefix), parts, prefix)

    def printed(self, side: Side) -> Database:
        """Give what dbtool makes of the side's statements, whose texts are their own print.

        Errors: NotBuilt; PlanNotProved where scratch refuses what the server printed.
        """
        if not side.parts:
            return side.wanted
        roles = tuple(fact for key, fact in side.wanted.facts.items() if BY_NAME[key.kind].cluster)
        found = tuple(Statement(text, Origin(name)) for name, text in side.parts.items() if name != MANAGED)
        try:
            return build_wanted(self.url, Definitions(facts=roles, statements=found)).wanted
        except InvalidDefinitions as error:
            raise _not_built(error.errors) from None


def read(connection: PreparingConnection, *sides: Database, builder: str | None = None) -> Database:
    """Give what is there, first of the kinds that a side has; where there are others, of all."""
    there = {key.kind for side in sides for key in side}
    kinds = [kind for kind in KINDS if PARTS.get(kind.name, kind.name) in there or kind.name not in APART]
    found = inspect(connection, kinds, builder=builder)
    return inspect(connection, builder=builder) if found.unmodelled else found


def _with_own_roles(found: Database, prefix: str) -> Database:
    """Give the database with the role that the schema makes, and without the cluster's others."""
    own = prefix + MANAGED_ROLE
    return found.only(key for key in found if not BY_NAME[key.kind].cluster or own in key.path)


def _not_built(errors: Sequence[InvalidDefinition]) -> NotBuilt:
    return NotBuilt("; ".join(f"{error.origin and error.origin.file}: {error.message}" for error in errors))
