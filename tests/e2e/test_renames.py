"""Renames keep rows, on the way there and on the way back; what may be one and is not said is asked about."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from dbtool.cli.exit_status import ExitStatus
from tests.support.projects import Project

BEFORE = """\
enums: {state: [new, closed]}
tables:
  customers:
    columns: {id: bigserial, mail: text not null, state: {type: state, default: "'new'"}}
    primary_key: [id]
    unique: [[mail]]
  orders:
    columns: {id: {type: bigint, identity: always}, customer: bigint}
    foreign_keys: [customer -> customers(id)]
views: {mails: "select id, mail from customers"}
"""
AFTER = """\
enums: {standing: {renamed_from: state, labels: [{name: open, renamed_from: new}, closed]}}
tables:
  clients:
    renamed_from: customers
    columns:
      id: bigserial
      email: {type: text not null, renamed_from: mail}
      state: {type: standing, default: "'open'"}
    primary_key: [id]
    unique: [[email]]
  orders:
    columns: {id: {type: bigint, identity: always}, client: {type: bigint, renamed_from: customer}}
    foreign_keys: [client -> clients(id)]
views: {mails: "select id, email from clients"}
"""
ROWS = """
INSERT INTO customers (mail) VALUES ('a'), ('b');
INSERT INTO orders (customer) SELECT id FROM customers;
"""


def fetch(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


@pytest.fixture
def renaming(small: Project, tmp_path: Path, plain_database_url: str) -> Project:
    """A project whose first revision is applied, with rows, and whose definitions have new names since."""
    project = Project(tmp_path / "renaming", small.environment).on(plain_database_url)
    project.write("dbtool.toml", small.read("dbtool.toml"))
    project.write("schema/app/all.yml", BEFORE)
    project.run("revision", "-m", "first")
    project.run("apply", "--yes", "--allow", "all")
    with psycopg.connect(project.url) as connection:
        connection.execute(ROWS)
    return project


def test_renames_keep_rows_there_and_back(renaming: Project) -> None:
    renaming.write("schema/app/all.yml", AFTER)
    said = renaming.run("diff", "--format", "json", status=ExitStatus.DIFFERENCES).stdout
    (database,) = json.loads(said)["databases"]
    made = {change["change"] for change in database["differences"]}
    assert made == {"rename", "alter"}
    assert "deletes-data" not in database["plan"]["hazards"]
    renaming.run("revision", "-m", "new names")
    renaming.run("apply", "--yes", "--allow", "breaks-clients")
    found = fetch(renaming.url, "SELECT id, email, state::text FROM clients ORDER BY id")
    assert found == [(1, "a", "open"), (2, "b", "open")]
    assert fetch(renaming.url, "INSERT INTO clients (email) VALUES ('c') RETURNING id") == [(3,)]
    renaming.run("rollback", "--yes", "--allow", "breaks-clients")
    assert fetch(renaming.url, "SELECT id, mail, state::text FROM customers ORDER BY id") == [
        (1, "a", "new"),
        (2, "b", "new"),
        (3, "c", "new"),
    ]
    assert fetch(renaming.url, "SELECT count(*) FROM orders JOIN customers ON customer = customers.id") == [
        (2,)
    ]
    renaming.run("check", "--replay", status=ExitStatus.DONE)


def test_pending_rename_is_told_as_one(renaming: Project) -> None:
    renaming.write("schema/app/all.yml", AFTER)
    renaming.run("revision", "-m", "new names")
    said = renaming.run("diff", "--format", "json", status=ExitStatus.DIFFERENCES).stdout
    (database,) = json.loads(said)["databases"]
    assert {(d["change"], d["cause"]) for d in database["differences"]} == {
        ("rename", "pending"),
        ("alter", "pending"),
    }


def test_unsaid_rename_is_offered_and_taken(renaming: Project) -> None:
    renaming.write("schema/app/all.yml", BEFORE.replace("mail", "email").replace("emails", "mails"))
    offered = renaming.run("apply", "--direct", "--yes", status=ExitStatus.HAZARD_REFUSED)
    told = " ".join(offered.stderr.split())
    assert "column public.customers.mail goes and public.customers.email comes" in told
    assert "--rename 'column public.customers.mail=public.customers.email'" in told
    taken = ("--rename", "customers.mail=email")
    renaming.run("apply", "--direct", "--yes", "--allow", "breaks-clients", *taken)
    assert fetch(renaming.url, "SELECT email FROM customers ORDER BY id") == [("a",), ("b",)]


def test_both_names_there_is_an_error(renaming: Project) -> None:
    renaming.write("schema/app/all.yml", AFTER)
    with psycopg.connect(renaming.url) as connection:
        connection.execute("CREATE TABLE clients (id bigint)")
    done = renaming.run("apply", "--direct", "--yes", "--allow", "all", status=ExitStatus.FAILURE)
    assert "table public.clients is said to be renamed from public.customers, and both are there" in " ".join(
        done.stderr.split()
    )
