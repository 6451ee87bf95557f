"""Templates of schemas, extensions, types and sequences, run on a server and read back."""

from __future__ import annotations

import dataclasses
from typing import Any

from dbtool.kinds.relations.domain import Domain
from dbtool.kinds.relations.enum import Enum
from dbtool.kinds.relations.extension import Extension
from dbtool.kinds.relations.schema import Schema
from dbtool.kinds.relations.sequence import Sequence
from dbtool.kinds.relations.sequence_ownership import SequenceOwnership
from dbtool.kinds.relations.table import Table
from dbtool.model.change import Alter
from dbtool.model.fact import Expr
from dbtool.model.plan import Action
from dbtool.model.quoting import ident
from tests.render.workbench import SCHEMA as S
from tests.render.workbench import Workbench, hazards_of, sql_of


def test_schema(bench: Workbench, roles: tuple[str, str]) -> None:
    schema = Schema(name="Other Schema", owner=roles[0], comment='It\'s \\ "ours"')
    bench.create(schema)
    bench.vary(schema, owner=roles[1], comment=None)
    bench.vary(schema, comment="Another\ncomment")
    assert hazards_of(bench.drop(schema)) == {"breaks-clients"}


def test_extension(bench: Workbench) -> None:
    extension = Extension(name="pg_trgm", schema=S, version="1.5")
    bench.create(extension)
    bench.vary(extension, schema="public")
    bench.alter(Extension(name="pg_trgm", version="1.6"))
    bench.drop(extension)
    bench.create(Extension(name="pgcrypto"))


def test_enum(bench: Workbench, roles: tuple[str, str]) -> None:
    enum = Enum(schema=S, name="Mood", labels=("a", "it's"), owner=roles[0], comment="Moods")
    bench.create(enum)
    more = Enum(
        schema=S, name="Mood", labels=("0", "a", "b", "c", "it's", "ü \\"), owner=roles[0], comment="Moods"
    )
    steps = bench.alter(more)
    assert [step.alone for step in steps] == [True] * 4
    bench.vary(more, owner=roles[1], comment=None)
    bench.drop(more)
    empty = Enum(schema=S, name="Nothing")
    bench.create(empty)
    bench.alter(Enum(schema=S, name="Nothing", labels=("x", "y")))


def test_domain(bench: Workbench, roles: tuple[str, str]) -> None:
    domain = Domain(
        schema=S,
        name="E-Mail",
        type=Expr("text"),
        collation='pg_catalog."C"',
        nullable=False,
        default=Expr("'a@b'::text"),
        checks={"Has @": Expr("(VALUE ~~ '%@%'::text)"), "short": Expr("(length(VALUE) < 99)")},
        owner=roles[0],
        comment="An address",
    )
    bench.create(domain)
    bench.vary(
        domain,
        nullable=True,
        default=None,
        checks={"short": "(length(VALUE) < 50)", "longer": "(length(VALUE) > 2)"},
        owner=roles[1],
        comment=None,
    )
    bench.vary(domain, default=Expr("'c@d'::text"))
    bench.drop(domain)
    bench.create(Domain(schema=S, name="plain", type=Expr("numeric(10,2)")))


def test_sequence(bench: Workbench, roles: tuple[str, str]) -> None:
    sequence = Sequence(schema=S, name="Counter 1", owner=roles[0], comment="Counts")
    bench.create(sequence)
    bench.vary(
        sequence,
        type=Expr("integer"),
        start=5,
        increment=2,
        minimum=-7,
        maximum=1000,
        cache=20,
        cycle=True,
        unlogged=True,
        owner=roles[1],
        comment=None,
    )
    assert hazards_of(bench.drop(sequence)) == {"deletes-data"}


def test_sequence_turned_round(bench: Workbench) -> None:
    up = Sequence(schema=S, name="s", maximum=9)
    bench.create(up)
    bench.alter(Sequence(schema=S, name="s", increment=-2, maximum=5, start=5))
    bench.alter(Sequence(schema=S, name="s", increment=2, minimum=0, start=2))


def test_sequence_starts_where_the_fact_says(bench: Workbench) -> None:
    shapes: tuple[dict[str, Any], ...] = (
        {"minimum": 5, "start": 5},
        {"minimum": -5, "start": 1},
        {"increment": -1, "start": -1},
        {"increment": -1, "maximum": 10, "start": 10},
        {"increment": -1, "maximum": 10, "start": 1},
        {"start": 100, "type": Expr("smallint"), "cycle": True, "cache": 5, "unlogged": True, "maximum": 200},
    )
    for number, shape in enumerate(shapes):
        bench.create(Sequence(schema=S, name=f"s{number}", **shape))


def test_sequence_ownership(bench: Workbench, roles: tuple[str, str]) -> None:
    role = ident(roles[0])
    bench.sql(f"""
        CREATE TABLE "Tab le" ("Id" bigint, b bigint); ALTER TABLE "Tab le" OWNER TO {role};
        CREATE TABLE other (b bigint); ALTER TABLE other OWNER TO {role}; CREATE SEQUENCE "Seq"
    """)
    owned = SequenceOwnership(schema="public", sequence="Seq", table="Tab le", column="Id")
    assert "OWNER TO" in sql_of(bench.create(owned, beside=[Sequence(schema="public", name="Seq")]))
    bench.vary(owned, column="b")
    bench.alter(SequenceOwnership(schema="public", sequence="Seq", table="other", column="b"))
    bench.drop(owned)


def test_owned_sequence_follows_its_table(bench: Workbench, roles: tuple[str, str]) -> None:
    bench.sql("CREATE TABLE t (id bigserial)")
    live = bench.read()
    sequence = live.facts[next(key for key in live if key.kind == "sequence")]
    table = live.facts[next(key for key in live if key.kind == "table")]
    assert isinstance(sequence, Sequence)
    assert isinstance(table, Table)
    moved = dataclasses.replace(sequence, owner=roles[0])
    assert bench.steps(Action("alter", Alter(sequence, moved, ("owner",))), live, live) == ()
    bench.alter(dataclasses.replace(table, owner=roles[0]))
    bench.expect(moved)
