"""The database that is written: its facts by what they belong to, and how its names are spelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from dbtool.definitions.names import default_name
from dbtool.definitions.printed import key_parts
from dbtool.definitions.writing.grant_entries import Entry, Shared, entries
from dbtool.definitions.writing.spelling import spelled
from dbtool.kinds import BY_NAME
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.column_default import ColumnDefault
from dbtool.kinds.relations.constraint import Constraint
from dbtool.kinds.relations.not_null import NotNull
from dbtool.kinds.relations.sequence import Sequence as SequenceFact
from dbtool.kinds.relations.sequence_ownership import SequenceOwnership
from dbtool.kinds.relations.table import Table
from dbtool.model.database import EMPTY, Database
from dbtool.model.key import Key
from dbtool.model.quoting import literal, qualified

Path = tuple[str, ...]
SERIALS = {"smallint": "smallserial", "integer": "serial", "bigint": "bigserial"}


class Source:
    """A database to be written.

    Shape: `base` is what an empty database holds, which no definition repeats; `schema` is the one that
           names without a schema are in; `shared` says where extensions have objects of their own.
    """

    def __init__(
        self,
        database: Database,
        base: Database = EMPTY,
        schema: str = "public",
        shared: Collection[Shared] = (),
    ) -> None:
        self.database, self.base, self.schema, self._shared = database, base, schema, shared

    def spell(self, path: Path) -> str:
        """Give the name of an object as definitions have it."""
        return spelled(path, self.schema)

    @cached_property
    def relations(self) -> Mapping[Path, Key]:
        """The key of each table, view, sequence and index by its path."""
        return {key.path: key for key in self.database if BY_NAME[key.kind].namespace == "relation"}

    def is_nested(self, table: Table) -> bool:
        """Say whether a table stands in the body of another, whose partition it is."""
        parent = table.partition_of
        if parent is None or self.database.get("table", *parent) is None:
            return False
        # There a rule takes the place of partitions by name.
        return self.database.get("partition_rule", *parent) is None

    @cached_property
    def primary_keys(self) -> Mapping[Path, tuple[str, ...]]:
        """The columns of each table's primary key, in its order."""
        return {
            (fact.schema, fact.table): key_parts(fact.definition).columns
            for fact in self.database.facts.values()
            if isinstance(fact, Constraint) and fact.type == "primary key" and fact.valid
        }

    def adds_not_null(self, column: Column) -> bool:
        """Say whether the column's NOT NULL is one that its definition cannot say."""
        own = self.database.get("not_null", *column.key.path)
        return isinstance(own, NotNull) and (own.no_inherit or not own.validated)

    @cached_property
    def serials(self) -> Mapping[Path, SequenceFact]:
        """The sequences that `serial` alone would give to a column, by the column's path."""
        owned = {
            (fact.schema, fact.table, fact.column): fact.sequence
            for fact in self.database.facts.values()
            if isinstance(fact, SequenceOwnership)
        }
        found: dict[Path, SequenceFact] = {}
        for path, name in owned.items():
            sequence = self.database.get("sequence", path[0], name)
            if isinstance(sequence, SequenceFact) and self._is_serial(path, sequence):
                found[path] = sequence
        return found

    def _is_serial(self, path: Path, sequence: SequenceFact) -> bool:
        table = self.database.get("table", *path[:2])
        column = self.database.get("column", *path)
        default = self.database.get("column_default", *path)
        if not isinstance(column, Column) or not isinstance(default, ColumnDefault):
            return False
        if (
            not isinstance(table, Table)
            or column.nullable
            or self.database.get("not_null", *path)
            or column.type not in SERIALS
        ):
            return False
        usual = SequenceFact(
            schema=path[0],
            name=default_name(path[1], [path[2]], "seq", ()),
            type=column.type,
            owner=table.owner,
            unlogged=table.unlogged,
        )
        call = f"nextval({literal(qualified(sequence.schema, sequence.name))}::regclass)"
        return sequence == usual and default.expression == call and sequence.key not in self.named_in_grants

    @cached_property
    def named_in_grants(self) -> frozenset[Key]:
        """The sequences that grants name; those of a grant on all are not named."""
        return frozenset(key for entry in self.grants for key in entry.objects if key.kind == "sequence")

    @cached_property
    def grants(self) -> tuple[Entry, ...]:
        """The entries of `grants` and `revokes`."""
        return entries(self.database, self.base, self._shared)

    @cached_property
    def _names(self) -> Counter[tuple[str, str]]:
        return Counter(
            (key.path[0], key.path[-1])
            for key in self.database
            if key.kind == "constraint" or BY_NAME[key.kind].namespace == "relation"
        )

    def is_default_name(self, fact: Constraint, columns: Sequence[str], label: str) -> bool:
        """Say whether PostgreSQL gives a constraint its name by itself, whatever else is there."""
        usual = default_name(fact.table, tuple(columns), label, ())
        return fact.name == usual and self._names[fact.schema, fact.name] == 1
