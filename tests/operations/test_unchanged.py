"""A comparison that found nothing is remembered, and holds only as long as nothing has changed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from dbtool.catalog.inspector import inspect
from dbtool.catalog.reading import KINDS_FOLDER, Reading
from dbtool.catalog.server import server_info
from dbtool.execute.connect import Connection, connect
from dbtool.kinds import KINDS
from dbtool.kinds.edges import without_cluster
from dbtool.model.database import EMPTY
from dbtool.operations import remembered, unchanged
from dbtool.operations.sources import Live
from dbtool.operations.state import State, Stored, read_stored, state_text
from dbtool.operations.unchanged import Unchanged, compared
from tests.support.databases import Databases

SCHEMA = """
CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('calm', 'busy');
CREATE SEQUENCE app.numbers;
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TABLE app.parts (
  id bigint PRIMARY KEY, name text NOT NULL, mood app.mood, price int CHECK (price > 0)
);
CREATE INDEX parts_name ON app.parts (name);
CREATE TRIGGER touched BEFORE UPDATE ON app.parts FOR EACH ROW EXECUTE FUNCTION app.touch();
ALTER TABLE app.parts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON app.parts USING (name = current_user);
CREATE VIEW app.cheap AS SELECT id FROM app.parts WHERE price < 10;
CREATE PUBLICATION changes FOR TABLE app.parts;
"""
CHANGES = (
    "ALTER TABLE app.parts ADD COLUMN extra text",
    "ALTER TABLE app.parts DROP COLUMN price CASCADE",
    "ALTER TABLE app.parts ALTER COLUMN mood TYPE text",
    "ALTER TABLE app.parts ALTER COLUMN name SET DEFAULT 'x'",
    "ALTER TABLE app.parts ALTER COLUMN name DROP NOT NULL",
    "ALTER TABLE app.parts ALTER COLUMN name SET STORAGE external",
    "ALTER TABLE app.parts ALTER COLUMN name SET STATISTICS 7",
    "ALTER TABLE app.parts RENAME COLUMN name TO title",
    "ALTER TABLE app.parts RENAME TO pieces",
    "ALTER TABLE app.parts SET (fillfactor = 70)",
    "ALTER TABLE app.parts REPLICA IDENTITY FULL",
    "ALTER TABLE app.parts DROP CONSTRAINT parts_price_check",
    "ALTER TABLE app.parts DROP CONSTRAINT parts_price_check, ADD CONSTRAINT parts_price_check CHECK (id>1)",
    "ALTER TABLE app.parts DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE app.parts FORCE ROW LEVEL SECURITY",
    "ALTER TABLE app.parts DISABLE TRIGGER touched",
    "ALTER POLICY own ON app.parts USING (true)",
    "ALTER INDEX app.parts_name SET (fillfactor = 60)",
    "DROP INDEX app.parts_name",
    "CREATE OR REPLACE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN old; END $$",
    "ALTER FUNCTION app.touch() SECURITY DEFINER",
    "CREATE OR REPLACE VIEW app.cheap AS SELECT id FROM app.parts WHERE price < 11",
    "ALTER VIEW app.cheap SET (security_invoker = true)",
    "ALTER TYPE app.mood RENAME VALUE 'busy' TO 'hectic'",
    "ALTER SEQUENCE app.numbers INCREMENT 3",
    "COMMENT ON COLUMN app.parts.id IS 'Number'",
    "COMMENT ON SCHEMA app IS 'All of it'",
    "GRANT SELECT ON app.parts TO PUBLIC",
    "GRANT SELECT (id) ON app.parts TO PUBLIC",
    "REVOKE EXECUTE ON FUNCTION app.touch() FROM PUBLIC",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC",
    "ALTER PUBLICATION changes SET (publish = 'insert')",
    "ALTER PUBLICATION changes DROP TABLE app.parts",
    "CREATE SCHEMA other",
    "CREATE TABLE app.more (id int)",
    "DROP VIEW app.cheap",
)
UNMANAGED = {
    "GRANT EXECUTE ON FUNCTION pg_catalog.pg_ls_dir(text) TO PUBLIC": "privileges on function",
    "CREATE DEFAULT CONVERSION app.odd FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8": None,
}
# Tests beside this one make roles, which belong to all databases of the server.
ATTEMPTS = 20
PROGRAM = """
import sys
from pathlib import Path
from dbtool.execute.connect import connect
from dbtool.catalog.server import server_info
from dbtool.operations.sources import Live
from dbtool.operations.state import read_stored
from dbtool.operations.unchanged import Unchanged, compared
with connect(sys.argv[1], autocommit=True) as connection:
    live = Live(connection, server_info(connection))
    found = compared(live, Path(sys.argv[2]), lambda: read_stored(Path(sys.argv[2]) / "state.json"))
assert isinstance(found, Unchanged), found
print(*sorted(name for name in sys.modules if name.startswith(("dbtool.kinds", "dbtool.diff"))))
"""


@dataclass(frozen=True)
class Place:
    """A database, and a folder with a state.json that says what it holds."""

    connection: Connection
    folder: Path

    def compared(self) -> object:
        live = Live(self.connection, server_info(self.connection))
        return compared(live, self.folder, lambda: read_stored(self.folder / "state.json"))

    def record(self) -> None:
        # Roles are the cluster's, where other tests make and drop theirs.
        state = State("f" * 64, 17, without_cluster(inspect(self.connection)), EMPTY)
        (self.folder / "state.json").write_text(state_text(state), encoding="utf-8")

    @property
    def remembered(self) -> list[Path]:
        return list((self.folder / "cache").rglob("compared/*.json"))


@pytest.fixture
def place(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with connect(databases.create(), autocommit=True) as connection:
        connection.execute(SCHEMA)
        place = Place(connection, tmp_path)
        place.record()
        yield place


def test_second_comparison_gives_what_the_first_gave(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    whole = unchanged._same

    def counted(found: Reading, stored: Stored) -> bool:
        made.append(found)
        return whole(found, stored)

    monkeypatch.setattr(unchanged, "_same", counted)
    first = place.compared()
    assert isinstance(first, Unchanged)
    # Where another test makes a role in between, the server says something else, and it is compared again.
    before, again = 0, 1
    for _ in range(ATTEMPTS):
        before = len(made)
        assert place.compared() == first
        again = len(made) - before
        if not again:
            break
    assert not again


def test_second_comparison_loads_neither_kinds_nor_differ(place: Place) -> None:
    url = place.connection.info.dsn + f" password={place.connection.info.password}"
    loaded = "not run"
    for _ in range(ATTEMPTS):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, url, str(place.folder)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""
        loaded = done.stdout.strip()
        if not loaded:
            break
    assert loaded == ""


def test_every_change_is_seen(place: Place) -> None:
    for statement in CHANGES:
        assert isinstance(place.compared(), Unchanged)
        with place.connection.transaction(force_rollback=True):
            place.connection.execute(statement)
            assert isinstance(place.compared(), tuple), statement
    assert isinstance(place.compared(), Unchanged)


def test_what_nobody_manages_is_told_all_the_same(place: Place) -> None:
    for statement, name in UNMANAGED.items():
        before = place.compared()
        assert isinstance(before, Unchanged)
        with place.connection.transaction(force_rollback=True):
            place.connection.execute(statement)
            after = place.compared()
            assert after != before, statement
            if name is not None:
                assert isinstance(after, Unchanged)
                assert [one for one in after.unmodelled if one.startswith(name)]
        assert place.compared() == before


def test_other_recorded_state_is_compared_anew(place: Place) -> None:
    place.compared()
    with place.connection.transaction(force_rollback=True):
        place.connection.execute("CREATE TABLE app.more (id int)")
        place.record()
        # The server says what it said; the record does not.
    assert isinstance(place.compared(), tuple)


def test_other_code_remembers_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.compared()
    (file,) = place.remembered
    assert remembered.recall(file) is not None
    monkeypatch.setattr(remembered, "code_mark", lambda: "another")
    assert remembered.recall(file) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"code": 1}'])
def test_damaged_memory_is_no_memory(place: Place, text: str) -> None:
    first = place.compared()
    (file,) = place.remembered
    file.write_text(text, encoding="utf-8")
    assert remembered.recall(file) is None
    assert place.compared() == first
    assert remembered.recall(file) is not None


def test_memory_with_a_field_too_few_is_no_memory(place: Place) -> None:
    place.compared()
    (file,) = place.remembered
    data = json.loads(file.read_bytes())
    del data["objects"]
    file.write_text(json.dumps(data), encoding="utf-8")
    assert remembered.recall(file) is None


def test_cache_that_cannot_be_written_is_no_error(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    (place.folder / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(place.folder / "file"))
    assert isinstance(place.compared(), Unchanged)


def test_reading_role_needs_no_rights_to_write(place: Place) -> None:
    place.connection.execute("SET default_transaction_read_only = on")
    assert place.compared() == place.compared()


def test_every_query_is_a_kind_of_its_own() -> None:
    files = set(KINDS_FOLDER.rglob("*.catalog.sql"))
    assert {kind.catalog_file for kind in KINDS} == files


def test_server_that_refuses_is_an_error(place: Place) -> None:
    place.compared()
    place.connection.close()
    with pytest.raises(psycopg.OperationalError):
        place.compared()
