"""A live database as definitions: the command, its files, and what it says of what it cannot carry over."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from jsonschema import Draft202012Validator
from psycopg import sql
from referencing import Registry, Resource

from dbtool.cli.exit_status import ExitStatus
from dbtool.definitions.json_schema import json_schema
from dbtool.definitions.render import Renderer
from dbtool.server.contract import Server
from tests.definitions.cases import documents_of
from tests.support.extensions import skip_without
from tests.support.live import everything, rows, value
from tests.support.projects import Done, Project, command_environment

SAMPLE = Path(__file__).with_name("import_sample.sql")
SCHEMAS = Path(__file__).parents[2] / "docs" / "json"
FILES = {
    "policies/app/row_security.yml",
    "roles/app/default_privileges.yml",
    "roles/app/grants.yml",
    "roles/app/roles.yml",
    "schema/app/functions/touch.sql",
    "schema/app/schemas.yml",
    "schema/app/tables/events.yml",
    "schema/app/tables/sales/orders.yml",
    "schema/app/tables/users.yml",
    "schema/app/types.yml",
    "schema/app/views/sales/open_orders.yml",
}
ORDERS = """\
table: sales.orders
comment: One row per order
owner: PREFIX_owner
columns:
  id: uuid default gen_random_uuid()
  user_id: bigint not null
  state: public.order_state not null default 'new'
  placed: timestamptz not null default now()
  price: numeric(20,2)
  note: {type: text, default: "'{{ not Jinja }}'", comment: What the client said}
primary_key: [id]
checks:
  orders_price_check: price > (0)::numeric
foreign_keys:
  - user_id -> users(id) on delete cascade
indexes:
  orders_by_user: [user_id, placed desc]
  orders_open:
    on: [placed]
    where: state <> 'done'::public.order_state
triggers:
  touch:
    when: before
    events: [update]
    each: row
    function: touch()
"""


@pytest.fixture(scope="module")
def role() -> str:
    return f"dbtool_test_{secrets.token_hex(3)}"


@pytest.fixture
def live(plain_database_url: str, role: str, databases: Any) -> Iterator[str]:
    """The URL of a database with the sample in it."""
    with psycopg.connect(plain_database_url, autocommit=True) as connection:
        connection.execute(SAMPLE.read_text(encoding="utf-8").replace("PREFIX", role).encode())
    yield plain_database_url
    databases.drop_leftovers()
    with psycopg.connect(databases.server_url, autocommit=True) as connection:
        for name in ("app", "stranger", "readers", "owner"):
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(f"{role}_{name}")))


@pytest.fixture
def project(tmp_path: Path, server: Server, live: str) -> Project:
    """An empty project whose target is the sample."""
    found = Project(tmp_path / "project", command_environment(server, tmp_path)).on(live)
    found.write("dbtool.toml", '[databases.app]\n\n[targets.live]\nurl = "env:DBTOOL_TEST_LIVE"\n')
    return found


def _import(project: Project, *more: str, status: ExitStatus = ExitStatus.DONE) -> Done:
    return project.run("import", "app", "--from", "live", *more, status=status)


def _found(project: Project, *more: str) -> Any:
    (found,) = json.loads(_import(project, "--format", "json", *more).stdout)["databases"]
    return found


def test_files_are_one_for_each_table_and_read_as_written_by_hand(project: Project, role: str) -> None:
    printed = _import(project)

    assert set(printed.stdout.splitlines()) == FILES
    orders = project.read("schema/app/tables/sales/orders.yml")
    assert orders == "{% raw -%}\n" + ORDERS.replace("PREFIX", role) + "{% endraw %}\n"
    assert project.read("schema/app/tables/users.yml") == (
        "table: users\ncolumns:\n  id: bigserial\n  email: varchar(255) not null\n"
        "  settings: jsonb default '{}'\nprimary_key: [id]\nunique: [[email]]\n"
    )
    assert project.read("schema/app/tables/events.yml") == (
        "table: events\ncolumns:\n  at: timestamptz not null\n  region: text\npartition_by: range (at)\n"
        "partitions:\n  events_2024: from ('2024-01-01 00:00:00+00') to ('2025-01-01 00:00:00+00')\n"
    )
    assert project.read("roles/app/grants.yml") == (
        "grants:\n"
        f"  - {{to: {role}_readers, on: {{schema: sales}}, privileges: usage}}\n"
        f"  - {{to: {role}_app, on: {{table: sales.orders}}, privileges: insert}}\n"
        f"  - {{to: {role}_readers, on: {{tables: all, in: sales}}, privileges: select}}\n"
    )


def test_files_are_valid_for_editors(project: Project) -> None:
    _import(project)
    validator, renderer = Draft202012Validator(json_schema()), Renderer([project.folder], {})

    for path in project.folder.rglob("*.yml"):
        for document in documents_of(renderer.render(path).text):
            assert [error.message for error in validator.iter_errors(document)] == [], path.name


def test_definitions_are_the_live_database_and_make_the_same_again(
    project: Project, databases: Any, live: str
) -> None:
    before = everything(live)
    assert "proved" in _import(project).stderr
    assert "no differences" in project.run("diff", "app", "--target", "live").stdout
    assert everything(live) == before

    with psycopg.connect(databases.server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(f"{_name(live)}_again")))
    again = live.replace(_name(live), f"{_name(live)}_again")
    try:
        project.run("apply", "app", "--direct", "--url", again, "--yes", "--allow", "all")
        assert "no differences" in project.run("diff", "app", "--url", again).stdout
        made, unknown = everything(again)[:2]
        assert made == {key: fact for key, fact in before[0].items() if key in made}
        assert before[0].keys() == made.keys()
        assert unknown == ()
    finally:
        with psycopg.connect(databases.server_url, autocommit=True) as connection:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(f"{_name(live)}_again")))


def _name(url: str) -> str:
    return url.rpartition("/")[2].partition("?")[0]


def test_what_no_definition_says_is_listed(project: Project, role: str) -> None:
    found = _found(project)

    assert [item["object"] for item in found["unexpressed"]] == [
        "privileges on function pg_catalog.pg_sleep(double precision)"
    ]
    assert found["differences"] == found["refused"] == []
    assert f"{role}_stranger" in found["roles_left"]
    assert found["objects"]["table"] == 4


def test_roles_are_those_mentioned_and_no_password_is_written(project: Project, role: str) -> None:
    _import(project)
    roles = project.read("roles/app/roles.yml")

    assert f"{role}_stranger" not in roles
    assert "password: env" in roles
    for path in FILES:
        assert "never told" not in project.read(path)
        assert "SCRAM" not in project.read(path)
    _import(project, "--force", "--role", f"{role}_stranger")
    assert f"{role}_stranger" in project.read("roles/app/roles.yml")


def test_owners_can_be_left_out(project: Project) -> None:
    _import(project, "--no-owner")

    assert "owner:" not in project.read("schema/app/tables/sales/orders.yml")


def test_same_database_gives_the_same_bytes(project: Project, tmp_path: Path) -> None:
    _import(project, "--to", str(tmp_path / "one"))
    _import(project, "--to", str(tmp_path / "two"))

    one, two = (
        {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*.*")}
        for folder in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two
    assert len(one) == len(FILES)


def test_files_that_are_there_are_not_written_over(project: Project) -> None:
    project.write("schema/app/tables/users.yml", "table: users\ncolumns: {mine: text}\n")
    complaint = _import(project, status=ExitStatus.WRONG_USAGE).stderr

    assert "1 file is there already: schema/app/tables/users.yml" in complaint
    assert "mine" in project.read("schema/app/tables/users.yml")
    assert list(project.folder.rglob("*.yml")) == [project.folder / "schema/app/tables/users.yml"]
    _import(project, "--force")
    assert "mine" not in project.read("schema/app/tables/users.yml")


def test_nothing_stays_where_a_file_cannot_be_written(project: Project) -> None:
    # A file where a folder has to be.
    project.write("schema/app/views", "")
    complaint = _import(project, status=ExitStatus.FAILURE).stderr

    assert "schema/app/views/sales cannot be written: not a directory" in complaint
    assert sorted(path.name for path in project.folder.rglob("*") if path.is_file()) == [
        "dbtool.toml",
        "views",
    ]
    assert not (project.folder / "policies").exists()


def test_schema_alone_is_imported_if_it_needs_no_other(project: Project) -> None:
    complaint = _import(project, "--schema", "sales", status=ExitStatus.WRONG_USAGE).stderr
    assert "need some of other schemas" in complaint
    assert "say --schema public too" in complaint
    _import(project, "--schema", "public")
    assert not (project.folder / "schema/app/tables/sales").exists()


def test_schema_and_role_must_be_there(project: Project) -> None:
    assert (
        "there is no schema nope"
        in _import(project, "--schema", "nope", status=ExitStatus.WRONG_USAGE).stderr
    )
    assert "there is no role nope" in _import(project, "--role", "nope", status=ExitStatus.WRONG_USAGE).stderr


def test_source_must_be_a_url_a_target_or_a_file(project: Project) -> None:
    assert "no target liev" in project.run("import", "--from", "liev", status=ExitStatus.WRONG_USAGE).stderr


def test_project_that_does_not_know_the_database_is_told_what_to_add(project: Project, live: str) -> None:
    said = project.run("import", "other", "--from", live).stderr

    assert "add to dbtool.toml:\n    [databases.other]" in said
    assert (project.folder / "schema/other/tables/users.yml").is_file()


def test_what_scratch_cannot_build_is_a_failure_with_its_place(project: Project, live: str) -> None:
    # What stands in dbtool's own schema is no part of the database.
    rows(live, "CREATE SCHEMA dbtool")
    rows(live, "CREATE FUNCTION dbtool.number() RETURNS int LANGUAGE sql RETURN 1")
    rows(live, "CREATE TABLE odd (a int DEFAULT dbtool.number())")
    failed = _import(project, status=ExitStatus.FAILURE)

    assert "schema/app/tables/odd.yml" in failed.stdout
    assert "scratch refuses 1 definition" in failed.stderr
    assert (
        "schema/tables/odd.yml:1:8: table public.odd: function dbtool.number() does not exist"
        in failed.stderr
    )


def test_json_fits_its_schema(project: Project) -> None:
    printed = json.loads(_import(project, "--format", "json").stdout)
    common = Resource.from_contents(json.loads((SCHEMAS / "common.schema.json").read_text(encoding="utf-8")))
    schema = json.loads((SCHEMAS / "import.schema.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema, registry=Registry().with_resource("common.schema.json", common))

    assert [error.message for error in validator.iter_errors(printed)] == []


def test_init_makes_a_project_of_a_database(tmp_path: Path, server: Server, live: str) -> None:
    (tmp_path / "here").mkdir()
    place = Project(tmp_path / "here", command_environment(server, tmp_path)).on(live)
    printed = place.run("init", "new", "--from", live, "--name", "shop")

    assert "new/dbtool.toml" in printed.stdout.splitlines()
    new = Project(place.folder / "new", place.environment)
    assert "[databases.shop]" in new.read("dbtool.toml")
    assert "no differences" in new.run("diff", "shop", "--url", live).stdout
    place.run("init", "new", "--from", live, "--name", "shop", status=ExitStatus.WRONG_USAGE)


def test_baseline_takes_the_database_over_as_it_is(project: Project, live: str) -> None:
    _import(project)
    project.run("revision", "app", "-m", "baseline")
    # Its revision makes what is there already.
    project.run("apply", "app", "--target", "live", "--yes", "--allow", "all", status=ExitStatus.FAILURE)
    rows(live, "DROP SCHEMA dbtool CASCADE")
    before = everything(live)[0]

    assert "recorded as applied: 0001" in project.run("apply", "app", "--target", "live", "--baseline").stdout
    assert everything(live)[0] == before
    assert value(live, "SELECT version_num FROM dbtool.alembic_version") == "0001"
    assert "nothing to do" in project.run("apply", "app", "--target", "live", "--yes").stdout
    again = project.run("apply", "app", "--target", "live", "--baseline", status=ExitStatus.FAILURE)
    assert "is at revision 0001 already" in again.stderr


def test_baseline_of_another_database_is_refused(project: Project, live: str) -> None:
    _import(project)
    project.run("revision", "app", "-m", "baseline")
    rows(live, "ALTER TABLE users ADD more text")
    refused = project.run(
        "apply", "app", "--target", "live", "--baseline", status=ExitStatus.VERIFICATION_FAILED
    )

    assert "drop column public.users.more" in refused.stderr
    assert value(live, "SELECT count(*) FROM dbtool.alembic_version") == 0


def test_grants_beside_an_extensions_objects_name_each_object(
    project: Project, server: Server, role: str
) -> None:
    skip_without(server.url, {"dblink"})
    with psycopg.connect(project.url, autocommit=True) as connection:
        connection.execute(
            f"""
            CREATE EXTENSION dblink;
            CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';
            CREATE FUNCTION two() RETURNS integer LANGUAGE sql AS 'SELECT 2';
            GRANT EXECUTE ON FUNCTION one(), two(), touch(), dblink_connect_u(text) TO {role}_app;
            REVOKE EXECUTE ON FUNCTION dblink_connect(text) FROM PUBLIC;
            """.encode()
        )

    found = _found(project)

    assert found["differences"] == []
    assert f"- {{to: {role}_app, on: {{functions: [" in project.read("roles/app/grants.yml")
    assert project.read("roles/app/grants.sql") == (
        "REVOKE EXECUTE ON ROUTINE public.dblink_connect(text) FROM PUBLIC;\n\n"
        f"GRANT EXECUTE ON ROUTINE public.dblink_connect_u(text) TO {role}_app;\n"
    )
