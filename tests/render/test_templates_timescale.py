"""Templates of TimescaleDB's kinds, run on a server and read back."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from dbtool.kinds.access.grant import Grant
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.constraint import Constraint
from dbtool.kinds.relations.index import Index
from dbtool.kinds.relations.table import Table
from dbtool.kinds.timescale.columnstore import Columnstore
from dbtool.kinds.timescale.columnstore_policy import ColumnstorePolicy
from dbtool.kinds.timescale.continuous_aggregate import ContinuousAggregate
from dbtool.kinds.timescale.hypertable import Hypertable
from dbtool.kinds.timescale.job import Job
from dbtool.kinds.timescale.refresh import Refresh
from dbtool.kinds.timescale.retention import Retention
from dbtool.model.change import Alter, Drop
from dbtool.model.fact import Expr
from dbtool.model.plan import Action
from dbtool.model.quoting import ident
from dbtool.render.filters import CannotAlter
from tests.render.workbench import SCHEMA as S
from tests.render.workbench import Workbench, hazards_of, in_schema, sql_of

T = "Tick's"
HYPERTABLE = Hypertable(schema=S, table=T, by="Time", chunk_interval="1 day")
AGGREGATE = ContinuousAggregate(
    schema=S,
    name="Daily 'sum'",
    definition=in_schema(
        """ SELECT public.time_bucket('1 day'::interval, "Time") AS bucket,
    "Sym bol",
    sum(n) AS total
   FROM @S."Tick's"
  GROUP BY (public.time_bucket('1 day'::interval, "Time")), "Sym bol\""""
    ),
)


@pytest.fixture
def table(timescale: Workbench) -> Workbench:
    """A table in use with rows of two days."""
    timescale.create(
        Table(schema=S, name=T),
        Column(
            schema=S, table=T, name="Time", position=1, type=Expr("timestamp with time zone"), nullable=False
        ),
        Column(schema=S, table=T, name="Sym bol", position=2, type=Expr("text")),
        Column(schema=S, table=T, name="n", position=3, type=Expr("integer")),
    )
    timescale.sql("""INSERT INTO @S."Tick's" VALUES ('2024-01-01', 'a', 1), ('2024-01-02', 'b', 2)""")
    return timescale


@pytest.fixture
def hypertable(table: Workbench) -> Workbench:
    """A hypertable in use with two chunks."""
    table.create(HYPERTABLE)
    return table


def test_hypertable(table: Workbench) -> None:
    full = Hypertable(
        schema=S,
        table=T,
        by="Time",
        chunk_interval="12:00:00",
        hash={"Sym bol": 2},
        associated_schema="Chunk's",
        associated_prefix="_pre",
    )
    steps = table.create(full)
    assert hazards_of(steps) == {"rewrites-table"}
    assert table.sql(
        "SELECT count(*) > 0 FROM timescaledb_information.chunks WHERE chunk_schema = 'Chunk''s'"
    ) == [(True,)]
    table.vary(full, chunk_interval="7 days", hash={"Sym bol": 4})
    table.alter(dataclasses.replace(full, hash={"Sym bol": 2, "n": 3}))


def test_hypertable_of_integers(timescale: Workbench) -> None:
    columns = [
        Column(schema=S, table="Ints", name="at", position=1, type=Expr("bigint"), nullable=False),
        Column(schema=S, table="Ints", name="dev", position=2, type=Expr("integer")),
        Column(schema=S, table="Ints", name="b", position=3, type=Expr("integer")),
    ]
    timescale.create(Table(schema=S, name="Ints"), *columns)
    timescale.sql("CREATE FUNCTION @S.\"Nów\"() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 5::bigint'")
    timescale.sql("CREATE FUNCTION public.later() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 9::bigint'")
    timescale.online = False
    numbers = Hypertable(
        schema=S,
        table="Ints",
        by="at",
        chunk_interval="1000",
        hash={"dev": 2, "b": 3},
        integer_now=in_schema('@S."Nów"'),
    )
    assert not hazards_of(timescale.create(numbers)) - {"rewrites-table"}
    timescale.vary(numbers, chunk_interval="500", integer_now="public.later")


@pytest.mark.parametrize(
    "changed", [{"associated_schema": "x"}, {"associated_prefix": "y"}, {"hash": {}}, {"integer_now": None}]
)
def test_what_a_hypertable_cannot_do_is_refused(timescale: Workbench, changed: dict[str, Any]) -> None:
    old = dataclasses.replace(HYPERTABLE, hash={"Sym bol": 2}, integer_now="public.f")
    live = timescale.read()
    new = dataclasses.replace(old, **changed)
    with pytest.raises(CannotAlter):
        timescale.steps(Action("alter", Alter(old, new, tuple(changed))), live, live)
    with pytest.raises(CannotAlter):
        timescale.steps(Action("drop", Drop(old)), live, live)


def test_what_stands_on_a_hypertable_in_use(hypertable: Workbench) -> None:
    plain = Index(schema=S, table=T, name="Índex", definition=Expr('USING btree ("Sym bol", "Time" DESC)'))
    steps = hypertable.create(plain)
    assert "timescaledb.transaction_per_chunk" in steps[0].sql
    assert not hazards_of(steps)
    assert steps[0].recover
    hypertable.vary(plain, comment="x", clustered=True)
    assert "CONCURRENTLY" not in sql_of(hypertable.drop(plain))
    for number, definition in enumerate(
        ("USING btree (n) WITH (fillfactor='70')", "USING btree (n) WHERE (n > 0)", "USING brin (n)")
    ):
        shaped = Index(schema=S, table=T, name=f"i{number}", definition=Expr(definition))
        assert hazards_of(hypertable.create(shaped)) == ({"blocks-writes"} if number < 2 else set())
    unique = Index(schema=S, table=T, name="u", unique=True, definition=Expr('USING btree (n, "Time")'))
    assert hazards_of(hypertable.create(unique)) == {"blocks-writes"}
    key = Constraint(
        schema=S, table=T, name="pk", type="primary key", definition=Expr('PRIMARY KEY ("Time", "Sym bol")')
    )
    hypertable.alter(Column(schema=S, table=T, name="Sym bol", type=Expr("text"), nullable=False))
    assert hazards_of(hypertable.create(key)) == {"blocks-writes"}
    check = Constraint(schema=S, table=T, name="c", type="check", definition=Expr("CHECK ((n > 0))"))
    assert len(hypertable.create(check)) == 2
    hypertable.create(Column(schema=S, table=T, name="later", type=Expr("text"), comment="Later"))
    hypertable.drop(check)


@pytest.mark.community
def test_columnstore(hypertable: Workbench) -> None:
    store = Columnstore(schema=S, table=T, segment_by=("Sym bol",), order_by=("n DESC", '"Time" DESC'))
    hypertable.create(store)
    compress = "SELECT compress_chunk(c) FROM show_chunks('@S.\"Tick''s\"') AS c"
    assert len(hypertable.sql(compress)) == 2
    hypertable.alter(dataclasses.replace(store, order_by=('"Time"', "n NULLS FIRST")))
    hypertable.alter(dataclasses.replace(store, segment_by=("Sym bol", "n"), order_by=('"Time" DESC',)))
    # What is done otherwise on a columnstore.
    hypertable.alter(Column(schema=S, table=T, name="n", type=Expr("integer"), nullable=False))
    check = Constraint(
        schema=S, table=T, name="c", type="check", definition=Expr("CHECK ((n > 0))"), validated=False
    )
    hypertable.create(check)
    hypertable.alter(dataclasses.replace(check, validated=True))
    hypertable.create(dataclasses.replace(check, name="d", validated=True))
    hypertable.create(Index(schema=S, table=T, name="i", definition=Expr("USING btree (n)")))
    steps = hypertable.drop(store)
    assert hazards_of(steps) == {"rewrites-table"}
    assert not steps[0].transactional
    assert hypertable.sql('SELECT sum(n) FROM @S."Tick\'s"') == [(3,)]


@pytest.mark.community
def test_columnstore_with_its_own_chunk_interval(hypertable: Workbench) -> None:
    store = Columnstore(schema=S, table=T, segment_by=(), order_by=('"Time" DESC',), chunk_interval="7 days")
    hypertable.create(store)
    hypertable.alter(dataclasses.replace(store, chunk_interval="14 days"))


@pytest.mark.community
def test_columnstore_policy(hypertable: Workbench) -> None:
    hypertable.create(Columnstore(schema=S, table=T))
    policy = ColumnstorePolicy(
        schema=S, table=T, after="7 days", schedule_interval="12:00:00",
        initial_start="2099-01-01 00:00:00+00", timezone="Europe/Berlin",
    )  # fmt: skip
    hypertable.create(policy)
    hypertable.vary(
        policy,
        after="1 mon 2 days",
        schedule_interval="01:00:00",
        initial_start="2099-02-01 00:00:00+00",
        timezone="UTC",
        scheduled=False,
    )
    hypertable.alter(dataclasses.replace(policy, after=None, created_before="30 days"))
    hypertable.vary(
        dataclasses.replace(policy, after=None, created_before="30 days"), created_before="60 days"
    )
    hypertable.drop(policy)
    hypertable.create(ColumnstorePolicy(schema=S, table=T, after="5 days", scheduled=False))


@pytest.mark.community
def test_retention(hypertable: Workbench) -> None:
    retention = Retention(
        schema=S, table=T, drop_after="100 years", schedule_interval="1 day",
        initial_start="2099-01-01 00:00:00+00", timezone="Europe/Berlin",
    )  # fmt: skip
    assert hazards_of(hypertable.create(retention)) == {"deletes-data"}
    longer = dataclasses.replace(retention, drop_after="101 years", schedule_interval="2 days")
    assert not hazards_of(hypertable.alter(longer))
    assert hazards_of(hypertable.alter(retention)) == {"deletes-data"}
    hypertable.vary(
        retention,
        initial_start="2099-02-01 00:00:00+00",
        timezone="UTC",
        scheduled=False,
    )
    created = dataclasses.replace(retention, drop_after=None, drop_created_before="50 years")
    assert hazards_of(hypertable.alter(created)) == {"deletes-data"}
    assert not hazards_of(hypertable.alter(dataclasses.replace(created, drop_created_before="60 years")))
    hypertable.drop(created)
    assert not hazards_of(hypertable.create(dataclasses.replace(retention, scheduled=False)))


@pytest.mark.community
def test_continuous_aggregate(hypertable: Workbench, roles: tuple[str, str]) -> None:
    owned = dataclasses.replace(AGGREGATE, owner=roles[0], comment="It's", materialized_only=False)
    quoted = ident(roles[0])
    hypertable.sql(f"ALTER ROLE {quoted} LOGIN")
    hypertable.sql(f'GRANT USAGE ON SCHEMA @S TO {quoted}; GRANT SELECT ON @S."Tick\'s" TO {quoted}')
    steps = hypertable.create(owned)
    assert [step.transactional for step in steps] == [True, False, True, True]
    assert hypertable.sql("SELECT sum(total) FROM @S.\"Daily 'sum'\"") == [(3,)]
    hypertable.vary(owned, materialized_only=True, comment=None, owner=roles[1])
    index = Index(schema=S, table=owned.name, name="on agg", definition=Expr("USING btree (total)"))
    steps = hypertable.create(index)
    assert steps[0].community
    hypertable.vary(index, comment="Agg")
    hypertable.drop(index)
    grant = Grant(
        on_kind="continuous_aggregate", on=(S, owned.name), grantee=roles[1], privileges=("SELECT",)
    )
    assert hypertable.create(grant)[0].community
    hypertable.drop(grant)
    store = Columnstore(schema=S, table=owned.name)
    hypertable.create(store)
    policy = ColumnstorePolicy(schema=S, table=owned.name, after="60 days")
    hypertable.create(policy)
    hypertable.vary(policy, after="70 days", scheduled=False)
    hypertable.drop(policy)
    hypertable.drop(store)
    kept = Retention(schema=S, table=owned.name, drop_after="99 years")
    hypertable.create(kept)
    hypertable.vary(kept, drop_after="100 years", schedule_interval="3 days")
    hypertable.drop(kept)
    assert hazards_of(hypertable.drop(owned)) == {"deletes-data"}


@pytest.mark.community
def test_continuous_aggregate_of_what_is_new_is_not_filled(hypertable: Workbench) -> None:
    hypertable.online = False
    assert len(hypertable.create(dataclasses.replace(AGGREGATE, create_group_indexes=False))) == 1


@pytest.mark.community
def test_refresh(hypertable: Workbench) -> None:
    hypertable.create(AGGREGATE)
    refresh = Refresh(
        schema=S,
        name=AGGREGATE.name,
        start_offset="30 days",
        end_offset="01:00:00",
        schedule_interval="01:00:00",
        initial_start="2099-01-01 00:00:00+00",
        timezone="Europe/Berlin",
    )
    hypertable.create(refresh)
    hypertable.vary(
        refresh,
        start_offset=None,
        end_offset=None,
        schedule_interval="02:00:00",
        initial_start="2099-02-01 00:00:00+00",
        timezone="UTC",
        scheduled=False,
    )
    hypertable.drop(refresh)
    hypertable.create(Refresh(schema=S, name=AGGREGATE.name, schedule_interval="1 day", scheduled=False))


@pytest.mark.community
def test_job(timescale: Workbench, roles: tuple[str, str]) -> None:
    timescale.sql("CREATE PROCEDURE @S.\"Jöb\"(job_id int, config jsonb) LANGUAGE sql AS 'SELECT 1'")
    for role in roles:
        timescale.sql(f"ALTER ROLE {ident(role)} LOGIN")
    job = Job(
        procedure_schema=S,
        procedure="Jöb",
        name='It\'s "it"',
        schedule_interval="01:00:00",
        config='{"a": "it\'s"}',
        initial_start="2099-01-01 00:00:00+00",
        timezone="Europe/Berlin",
        fixed_schedule=True,
        max_runtime="00:10:00",
        max_retries=3,
        retry_period="00:05:00",
        owner=roles[0],
    )
    timescale.create(job)
    another = dataclasses.replace(job, name="another", scheduled=False, config=None)
    timescale.create(another)
    timescale.vary(
        job,
        schedule_interval="02:00:00",
        config=None,
        initial_start="2099-02-01 00:00:00+00",
        timezone="UTC",
        scheduled=False,
        max_runtime="00:20:00",
        max_retries=4,
        retry_period="00:06:00",
        owner=roles[1],
    )
    timescale.vary(job, config='{"b": 1}')
    timescale.drop(job)
    timescale.drop(another)
    timescale.create(Job(procedure_schema=S, procedure="Jöb", name="plain", schedule_interval="1 day"))
