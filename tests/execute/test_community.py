"""Community-only steps: run, emulated, skipped or refused."""

from __future__ import annotations

import pytest

from dbtool.errors import CommunityRequired
from dbtool.execute.apply import apply_revisions, rollback, run_plan
from dbtool.execute.workplace import Options
from dbtool.kinds.timescale.continuous_aggregate import ContinuousAggregate
from dbtool.kinds.timescale.retention import Retention
from dbtool.model.fact import Expr
from dbtool.model.plan import Plan, Step
from dbtool.server.contract import Server
from dbtool.settings import CommunityFeatures
from tests.execute.support import Project, as_role, journal, relations, rows, step, value

QUERY = "SELECT time_bucket('1 day', time) AS day, count(*) AS n FROM public.ticks GROUP BY 1"
RETENTION = Retention(schema="public", table="ticks", drop_after="30 days")
DAILY = ContinuousAggregate(
    schema="public", name="daily", definition=Expr(f" {QUERY};\n"), owner="postgres", comment="Per day"
)
TICKS = [
    step("CREATE TABLE public.ticks (time timestamptz NOT NULL);", "creates table ticks"),
    step("SELECT create_hypertable('public.ticks', 'time');", "makes ticks a hypertable"),
    step("INSERT INTO public.ticks VALUES ('2026-01-01'), ('2026-01-01'), ('2026-01-02');"),
]
ADD = step(
    "SELECT add_retention_policy('public.ticks', INTERVAL '30 days');",
    "drops chunks of ticks after 30 days",
    community=True,
    declares=(RETENTION,),
)
REMOVE = step(
    "SELECT remove_retention_policy('public.ticks');",
    "keeps all chunks of ticks",
    community=True,
    withdraws=(RETENTION.key,),
)
AGGREGATE = step(
    f"CREATE MATERIALIZED VIEW public.daily WITH (timescaledb.continuous) AS {QUERY} WITH NO DATA;",
    "creates continuous aggregate daily",
    community=True,
    declares=(DAILY,),
)
DROP_AGGREGATE = step(
    "DROP MATERIALIZED VIEW public.daily;",
    "drops continuous aggregate daily",
    community=True,
    withdraws=(DAILY.key,),
)
BACK = [DROP_AGGREGATE, REMOVE, step("DROP TABLE public.ticks;")]


@pytest.fixture
def apache(server: Server) -> None:
    if server.edition != "apache":
        pytest.skip(f"needs the Apache edition of TimescaleDB; this server has {server.edition}")


def options(mode: CommunityFeatures) -> Options:
    return Options(community_features=mode)


def declared(url: str) -> list[tuple[object, ...]]:
    return rows(url, "SELECT kind, path, mode FROM dbtool.declared ORDER BY kind")


@pytest.mark.community
def test_community_edition_runs_the_steps(database_url: str, project: Project) -> None:
    project.add([*TICKS, ADD, AGGREGATE], BACK)
    result = apply_revisions(database_url, project.folder)
    assert result.held == ()
    policies = "SELECT count(*) FROM timescaledb_information.jobs WHERE proc_name = 'policy_retention'"
    assert value(database_url, policies) == 1
    assert declared(database_url) == []
    rollback(database_url, project.folder)
    assert "ticks" not in relations(database_url)


@pytest.mark.usefixtures("apache")
def test_require_refuses_before_anything_changes(database_url: str, project: Project) -> None:
    project.add([*TICKS])
    project.add([ADD, AGGREGATE], [])
    with pytest.raises(CommunityRequired, match="2 steps need TimescaleDB's Community edition") as caught:
        apply_revisions(database_url, project.folder)
    assert (caught.value.hint or "").splitlines()[:2] == [
        "Drops chunks of ticks after 30 days",
        "Creates continuous aggregate daily",
    ]
    assert relations(database_url) == set()
    with pytest.raises(CommunityRequired):
        run_plan(database_url, Plan((*TICKS, ADD)))
    assert relations(database_url) == set()


def test_require_refuses_where_timescale_is_not_even_installed(
    plain_database_url: str, project: Project, server: Server
) -> None:
    if server.edition == "community":
        pytest.skip("this server has the Community edition")
    project.add([step("CREATE TABLE before ();"), ADD])
    with pytest.raises(CommunityRequired, match="1 step needs"):
        apply_revisions(plain_database_url, project.folder)
    assert relations(plain_database_url) == set()


@pytest.mark.usefixtures("apache")
def test_emulate_keeps_what_is_declared(database_url: str, project: Project) -> None:
    project.add([*TICKS, ADD, AGGREGATE], BACK)
    result = apply_revisions(database_url, project.folder, options=options("emulate"))
    assert result.held == ("Drops chunks of ticks after 30 days.", "Creates continuous aggregate daily.")
    assert declared(database_url) == [
        ("continuous_aggregate", ["public", "daily"], "emulate"),
        ("retention", ["public", "ticks"], "emulate"),
    ]
    fact = value(database_url, "SELECT fact FROM dbtool.declared WHERE kind = 'retention'")
    assert Retention.from_values(fact) == RETENTION
    assert value(database_url, "SELECT sum(n) FROM public.daily") == 3
    assert value(database_url, "SELECT obj_description('public.daily'::regclass)") == "Per day"
    assert [state for *_, state, _ in journal(database_url)] == ["done"] * 3 + ["held"] * 2
    rollback(database_url, project.folder, options=options("emulate"))
    assert declared(database_url) == []
    assert relations(database_url) == set()


@pytest.mark.usefixtures("apache")
def test_emulated_aggregate_with_the_same_query_keeps_its_rows(database_url: str, project: Project) -> None:
    def again(fact: ContinuousAggregate) -> Step:
        return step("SELECT 1;", "sets the comment", community=True, declares=(fact,))

    run_plan(database_url, Plan((*TICKS, AGGREGATE)), options=options("emulate"))
    before = value(database_url, "SELECT 'public.daily'::regclass::oid")
    commented = ContinuousAggregate.from_values({**DAILY.values(), "comment": "It's new"})
    run_plan(database_url, Plan((again(commented),)), options=options("emulate"))
    assert value(database_url, "SELECT 'public.daily'::regclass::oid") == before
    assert value(database_url, "SELECT obj_description('public.daily'::regclass)") == "It's new"
    other = ContinuousAggregate.from_values({**DAILY.values(), "definition": Expr("SELECT 1 AS n;")})
    run_plan(database_url, Plan((again(other),)), options=options("emulate"))
    assert value(database_url, "SELECT sum(n) FROM public.daily") == 1


@pytest.mark.usefixtures("apache")
def test_skip_journals_and_remembers_what_it_left_out(database_url: str, project: Project) -> None:
    project.add([*TICKS, ADD])
    result = apply_revisions(database_url, project.folder, options=options("skip"))
    assert result.held == ("Drops chunks of ticks after 30 days.",)
    assert [row[-1] for row in declared(database_url)] == ["skip"]
    assert journal(database_url)[-1] == ("0001", "up", 3, "held", False)


@pytest.mark.usefixtures("apache")
def test_role_that_cannot_find_out_is_refused_at_the_step(plain_database_url: str, project: Project) -> None:
    role = "dbtool_test_owner"
    rows(plain_database_url, f"DROP ROLE IF EXISTS {role}")
    rows(plain_database_url, f"CREATE ROLE {role} LOGIN PASSWORD 'x'")
    database = plain_database_url.rpartition("/")[2]
    rows(plain_database_url, f"ALTER DATABASE {database} OWNER TO {role}")
    rows(plain_database_url, f"GRANT CREATE ON SCHEMA public TO {role}")
    url = as_role(plain_database_url, role, "x")
    project.add([step("CREATE EXTENSION timescaledb;"), *TICKS, ADD])
    try:
        with pytest.raises(CommunityRequired, match="1 step needs"):
            apply_revisions(url, project.folder)
        assert relations(plain_database_url) == set()
        assert apply_revisions(url, project.folder, options=options("emulate")).revisions == ("0001",)
    finally:
        rows(plain_database_url, f"REASSIGN OWNED BY {role} TO CURRENT_USER")
        rows(plain_database_url, f"DROP OWNED BY {role} CASCADE")
        rows(plain_database_url, f"DROP ROLE {role}")
