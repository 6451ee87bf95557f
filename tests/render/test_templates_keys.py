"""Templates of constraints and indexes, run on a server and read back."""

from __future__ import annotations

import dataclasses

import pytest

from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.constraint import Constraint
from dbtool.kinds.relations.index import Index
from dbtool.kinds.relations.table import Table
from dbtool.model.fact import Expr
from tests.render.workbench import SCHEMA as S
from tests.render.workbench import Workbench, hazards_of, in_schema, sql_of

T = "Or;der"


def constraint(name: str, type: str, definition: str, **fields: object) -> Constraint:
    values = {"schema": S, "table": T, "name": name, "type": type, "definition": Expr(definition), **fields}
    return Constraint.from_values(values)


def index(name: str, definition: str, **fields: object) -> Index:
    return Index.from_values(
        {"schema": S, "table": T, "name": name, "definition": Expr(definition), **fields}
    )


@pytest.fixture
def table(bench: Workbench) -> Workbench:
    """A table in use with rows."""
    bench.create(
        Table(schema=S, name=T),
        Column(schema=S, table=T, name="Id", position=1, type=Expr("integer"), nullable=False),
        Column(schema=S, table=T, name="select", position=2, type=Expr("text")),
        Column(schema=S, table=T, name="parent", position=3, type=Expr("integer")),
    )
    bench.sql("""INSERT INTO @S."Or;der" VALUES (1, 'a', 1), (2, 'b', 1)""")
    return bench


def test_key_on_a_table_in_use(table: Workbench) -> None:
    key = constraint("Or;der_pkey", "primary key", 'PRIMARY KEY ("Id")', comment="It's")
    steps = table.create(key)
    assert [step.transactional for step in steps] == [False, True, True]
    assert not hazards_of(steps)
    table.vary(key, comment=None)
    table.drop(key)
    for number, definition in enumerate(
        (
            'UNIQUE ("select") INCLUDE (parent)',
            'UNIQUE NULLS NOT DISTINCT ("Id", "select") INCLUDE (parent)',
            'UNIQUE NULLS NOT DISTINCT ("Id")',
        )
    ):
        table.create(constraint(f"u{number}", "unique", definition, deferrable=True, deferred=bool(number)))


def test_key_on_a_table_in_use_is_built_again_after_a_crash(table: Workbench) -> None:
    key = constraint("Or;der_pkey", "primary key", 'PRIMARY KEY ("Id")')
    table.sql('CREATE UNIQUE INDEX "Or;der_pkey" ON @S."Or;der" ("Id")')
    assert table.create(key)[0].recover


def test_check_on_a_table_in_use(table: Workbench) -> None:
    check = constraint("lòw", "check", 'CHECK (("Id" < 100)) NO INHERIT')
    steps = table.create(check)
    assert [step.alone for step in steps] == [False, True]
    assert not hazards_of(steps)
    later = constraint("later", "check", 'CHECK (("Id" > 0))', validated=False)
    table.create(later)
    table.alter(dataclasses.replace(later, validated=True, comment="checked"))
    table.drop(check)


def test_offline_takes_one_step(table: Workbench) -> None:
    table.online = False
    assert len(table.create(constraint("lòw", "check", 'CHECK (("Id" < 100))'))) == 1
    assert len(table.create(constraint("pk", "primary key", 'PRIMARY KEY ("Id")'))) == 1
    assert "CONCURRENTLY" not in sql_of(table.create(index("i", "USING btree (parent)")))
    assert "CONCURRENTLY" not in sql_of(table.drop(index("i", "USING btree (parent)")))


def test_foreign_key(table: Workbench) -> None:
    table.create(constraint("pk", "primary key", 'PRIMARY KEY ("Id")'))
    definition = 'FOREIGN KEY (parent) REFERENCES @S."Or;der"("Id") ON UPDATE CASCADE ON DELETE SET NULL'
    key = constraint("fk", "foreign key", in_schema(definition), references=(S, T), comment="Up")
    steps = table.create(key)
    assert [step.alone for step in steps] == [False, True, False]
    table.vary(key, deferrable=True, comment=None)
    table.alter(dataclasses.replace(key, deferrable=True, deferred=True))
    table.vary(dataclasses.replace(key, deferrable=True, deferred=True), deferred=False)
    table.drop(key)
    later = dataclasses.replace(key, validated=False, deferrable=True)
    table.create(later)
    table.alter(dataclasses.replace(later, validated=True))


def test_foreign_key_of_a_partitioned_table(table: Workbench) -> None:
    table.create(constraint("pk", "primary key", 'PRIMARY KEY ("Id")'))
    table.create(
        Table(schema=S, name="parts", partition_by=Expr("RANGE (n)")),
        Column(schema=S, table="parts", name="n", type=Expr("integer")),
    )
    definition = in_schema('FOREIGN KEY (n) REFERENCES @S."Or;der"("Id")')
    key = Constraint(
        schema=S, table="parts", name="fk", type="foreign key", definition=definition, references=(S, T)
    )
    steps = table.create(key)
    before_18 = table.connection.info.server_version < 180000
    assert hazards_of(steps) == ({"blocks-writes"} if before_18 else set())
    unique = Constraint(schema=S, table="parts", name="u", type="unique", definition=Expr("UNIQUE (n)"))
    assert hazards_of(table.create(unique)) == {"blocks-writes"}


def test_exclusion(table: Workbench) -> None:
    exclusion = constraint("apart", "exclusion", 'EXCLUDE USING btree ("Id" WITH =) WHERE (("Id" > 5))')
    assert hazards_of(table.create(exclusion)) == {"blocks-writes"}
    table.drop(exclusion)


def test_replica_identity_comes_with_its_index(table: Workbench) -> None:
    identified = Table(schema=S, name=T, replica_identity="index Key")
    table.create(index("Key", 'USING btree ("Id")', unique=True), beside=[identified])
    table.expect(identified)
    table.alter(Table(schema=S, name=T))
    identified = Table(schema=S, name=T, replica_identity="index pk")
    table.create(constraint("pk", "primary key", 'PRIMARY KEY ("Id")'), beside=[identified])
    table.expect(identified)


def test_index_on_a_table_in_use(table: Workbench, tablespace: str) -> None:
    plain = index(
        "Índex", 'USING btree ("select" DESC NULLS LAST, parent) INCLUDE ("Id") WITH (fillfactor=\'70\')'
    )
    steps = table.create(plain)
    assert not hazards_of(steps)
    assert "CONCURRENTLY" in steps[0].sql
    assert steps[0].recover
    assert not steps[0].transactional
    table.vary(plain, clustered=True, comment="It's", tablespace=tablespace)
    dropped = table.drop(plain)
    assert "CONCURRENTLY" in sql_of(dropped)
    assert not dropped[0].transactional


def test_index_with_everything(table: Workbench, tablespace: str) -> None:
    everything = index(
        "every thing",
        'USING btree (lower("select") text_pattern_ops, (("Id" + 1))) NULLS NOT DISTINCT WHERE (parent > 0)',
        unique=True,
        tablespace=tablespace,
        statistics={"1": 200, "2": 0},
        clustered=False,
        comment="Everything",
    )
    table.create(everything)
    table.vary(everything, statistics={"1": 100}, comment=None)
    simple = index("simple", "USING btree (parent)", tablespace=tablespace, clustered=True)
    assert len(table.create(simple)) == 2


def test_cluster_moves_to_another_index(table: Workbench) -> None:
    first, second = index("first", "USING btree (parent)"), index("second", 'USING btree ("Id")')
    table.create(dataclasses.replace(first, clustered=True))
    table.create(second)
    table.alter(dataclasses.replace(second, clustered=True), beside=[first])
    table.expect(first, dataclasses.replace(second, clustered=True))


def test_index_on_a_partitioned_table(table: Workbench) -> None:
    table.create(
        Table(schema=S, name="parts", partition_by=Expr("RANGE (n)")),
        Column(schema=S, table="parts", name="n", type=Expr("integer")),
    )
    table.sql("CREATE TABLE public.p1 PARTITION OF @S.parts DEFAULT")
    on_parts = Index(schema=S, table="parts", name="i", definition=Expr("USING btree (n)"))
    assert hazards_of(table.create(on_parts)) == {"blocks-writes"}
    table.vary(on_parts, comment="x")
    table.drop(on_parts)
