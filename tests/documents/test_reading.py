"""Documents as statements with their places, without a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from dbtool.definitions.sql_tokens import lex
from dbtool.documents.create_table import read_create_table
from dbtool.documents.document import Document
from dbtool.documents.enums import type_name
from dbtool.documents.reader import read_document
from dbtool.documents.secrets import MASK, masked, without_secrets
from dbtool.documents.upkeep import declared_upkeep
from dbtool.documents.verbs import sort_of
from dbtool.errors import InvalidDefinition, WrongUsage

SEEDS = Path(__file__).parent / "seeds"

MARKDOWN = """\
# Shop

```sql
-- Who buys
CREATE TABLE a (id int);  -- the end

-- Refresh it with a scheduled job
```

1. In a list:

   ```postgresql
   CREATE TABLE b (
     id int
   );
   ```

```
SELECT 1;
```

```
User (1) ──< (N) Orders
```

```bash
pg_dump -t b shop > b.sql
```

```sql
work_mem = '4MB'
wal_level = replica
```
"""

TABLE = """\
## 1. Orders

**Purpose**: What was bought.

**Table**: `sales.orders`

| Column | Type | Constraints | Description |
|--------|------|-------------|-------------|
| id | INTEGER | PRIMARY KEY, AUTO_INCREMENT | Number |
| user id | INTEGER | FOREIGN KEY(users.id) ON DELETE CASCADE, NOT NULL | |
| side | ENUM(OrderSide) | DEFAULT 'buy' | It's `buy` or sell |
| price | DECIMAL(10, 2) | CHECK (price > 0), INDEX | |

**Indexes**:
- `idx_side` on `(side, price)`

```python
from enum import Enum

class OrderSide(str, Enum):
    BUY = "buy"    # We pay
    SELL = "sell"
```

| Metric | Value |
|---|---|
| Tables | 1 |
"""


def _read(text: str, folder: Path, name: str = "shop.md") -> Document:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_document(path)


def test_blocks_become_statements_with_places(tmp_path: Path) -> None:
    document = _read(MARKDOWN, tmp_path)
    found = [(one.sql, one.origin.line, one.origin.column) for one in document.statements]
    assert found == [
        ("CREATE TABLE a (id int)", 5, 1),
        ("CREATE TABLE b (\n  id int\n)", 13, 4),
        ("SELECT 1", 19, 1),
    ]
    assert [one.comment for one in document.statements] == ["Who buys", "", ""]
    assert document.skipped == {"bash": 1, "text": 1}
    assert [command.words[:3] for command in document.commands] == [("pg_dump", "-t", "b")]


def test_remarks_name_what_is_no_statement(tmp_path: Path) -> None:
    announced, settings = _read(MARKDOWN, tmp_path).remarks
    assert (announced.code, announced.origin.line) == ("announced-only", 7)
    assert (settings.code, settings.origin.line) == ("server-settings", 31)
    assert settings.mended == "ALTER SYSTEM SET work_mem = '4MB';\nALTER SYSTEM SET wal_level = replica;"


def test_place_of_a_character(tmp_path: Path) -> None:
    statement = _read(MARKDOWN, tmp_path).statements[1]
    place = statement.place(statement.sql.index("id int"))
    assert (place.line, place.column) == (14, 3)


def test_table_of_columns_is_a_create_table(tmp_path: Path) -> None:
    document = _read(TABLE, tmp_path)
    create, about, *rest = document.statements
    assert create.sql == (
        "CREATE TABLE sales.orders\n(\n"
        "    id INTEGER PRIMARY KEY AUTO_INCREMENT,\n"
        '    "user id" INTEGER REFERENCES users (id) ON DELETE CASCADE NOT NULL,\n'
        "    side order_side DEFAULT 'buy',\n"
        "    price DECIMAL(10, 2) CHECK (price > 0)\n)"
    )
    assert about.sql == "COMMENT ON TABLE sales.orders IS 'What was bought.'"
    assert [one.sql for one in rest] == [
        "COMMENT ON COLUMN sales.orders.id IS 'Number'",
        "COMMENT ON COLUMN sales.orders.side IS 'It''s buy or sell'",
        "CREATE INDEX ON sales.orders (price)",
        "CREATE TYPE order_side AS ENUM ('buy', 'sell')",
        "COMMENT ON TYPE order_side IS 'buy: We pay'",
        "CREATE INDEX idx_side ON sales.orders (side, price)",
    ]
    assert [one.unless_led for one in rest] == [None, None, "price", None, None, None]
    row = create.place(create.sql.index('"user id"'))
    assert TABLE.split("\n")[row.line - 1].startswith("| user id")


def test_sql_file_is_read_whole(tmp_path: Path) -> None:
    document = _read("\ufeffSELECT 1;\r\n\\c shop\r\nCREATE TABLE a ();\r\n", tmp_path, "dump.sql")
    assert [(one.sql, one.origin.line) for one in document.statements] == [
        ("SELECT 1", 1),
        ("CREATE TABLE a ()", 3),
    ]
    assert [one.code for one in document.remarks] == ["client-command"]


def test_quote_that_is_not_closed_is_an_error(tmp_path: Path) -> None:
    document = _read("CREATE TABLE a ();\nSELECT 'x;\nCREATE TABLE b ();", tmp_path, "dump.sql")
    assert [one.sql for one in document.statements] == ["CREATE TABLE a ()"]
    assert [(one.code, one.severity, one.origin.line) for one in document.remarks] == [
        ("not-closed", "error", 2)
    ]


def test_statement_in_a_comment_is_a_remark(tmp_path: Path) -> None:
    text = "-- Every night\n-- REFRESH MATERIALIZED VIEW CONCURRENTLY v;\n\nSELECT 1;"
    [remark] = _read(text, tmp_path, "dump.sql").remarks
    assert remark.code == "commented-out"
    assert remark.mended == "refresh: {view: v, schedule: 1 day, concurrently: true}"


@pytest.mark.parametrize(
    ("name", "content", "error", "says"),
    [
        ("shop.txt", b"SELECT 1", WrongUsage, "neither Markdown nor SQL"),
        ("gone.sql", None, InvalidDefinition, "no such file"),
        ("latin.sql", "-- für\n".encode("latin-1"), InvalidDefinition, "not UTF-8: byte 4"),
        ("zero.sql", b"SELECT \x00", InvalidDefinition, "zero bytes"),
    ],
)
def test_file_that_cannot_be_read(
    name: str, content: bytes | None, error: type[Exception], says: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(error, match=says):
        read_document(tmp_path / name)


def test_folder_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "folder.sql").mkdir()
    with pytest.raises(InvalidDefinition, match="no such file"):
        read_document(tmp_path / "folder.sql")


@pytest.mark.parametrize(
    ("sql", "sort"),
    [
        ("CREATE TABLE t ()", "definition"),
        ("CREATE DATABASE d", "frame"),
        ("SELECT create_hypertable('t', 'at')", "definition"),
        ("SELECT 1", "query"),
        ("DELETE FROM t", "data"),
        ("VACUUM", "maintenance"),
        ("COMMIT", "frame"),
        ("shared_buffers = '4GB'", None),
    ],
)
def test_sort_of_a_statement(sql: str, sort: str | None) -> None:
    assert sort_of(tuple(lex(sql))) == sort


@pytest.mark.parametrize(
    ("sql", "yaml"),
    [
        ("VACUUM (ANALYZE) t", "maintenance: {table: t, vacuum: 1 day, analyze: 1 day}"),
        ("VACUUM", None),
        ("REINDEX TABLE CONCURRENTLY s.t", "maintenance: {table: s.t, reindex: 30 days}"),
        (
            "DELETE FROM t WHERE at < CURRENT_TIMESTAMP - INTERVAL '1 year'",
            "retention: {table: t, delete_after: 1 year, by: at, schedule: 1 day}",
        ),
        ("DELETE FROM t WHERE at < now() - INTERVAL '1 year' AND x", None),
        ("DELETE FROM t WHERE at > now() - INTERVAL '1 year'", None),
        ("DELETE FROM t", None),
    ],
)
def test_upkeep_as_a_declaration(sql: str, yaml: str | None) -> None:
    assert declared_upkeep(sql) == yaml


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE ROLE a LOGIN PASSWORD 'hunter2'",
        "ALTER USER a ENCRYPTED PASSWORD $$hunter2$$",
        "CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'x', password 'hunter2')",
        "CREATE SUBSCRIPTION s CONNECTION 'host=x password=hunter2' PUBLICATION p",
        "SELECT dblink_connect('host=x PASSWORD=hunter2')",
        "SELECT dblink_connect('postgresql://me:hunter2@x/y')",
    ],
)
def test_passwords_are_masked(sql: str) -> None:
    assert "hunter2" not in masked(sql)
    assert MASK in masked(sql)
    assert "hunter2" not in without_secrets("syntax error at or near \"'hunter2'\", hunter2", sql)


def test_keys_and_foreign_keys_of_a_table() -> None:
    sql = """CREATE TABLE IF NOT EXISTS s.t (
        id int CONSTRAINT pk PRIMARY KEY,
        a int REFERENCES "U" (x) ON DELETE SET NULL DEFAULT 3 NOT NULL,
        b timestamp with time zone UNIQUE DEFAULT now() ON UPDATE now(),
        CONSTRAINT u UNIQUE (a, b),
        FOREIGN KEY (a, b) REFERENCES v MATCH FULL
    )"""
    table = read_create_table(tuple(lex(sql)))
    assert table is not None
    assert table.within("public") == ("s", "t")
    assert [(key.sort, key.columns) for key in table.key_constraints()] == [
        ("primary key", ("id",)),
        ("unique", ("b",)),
        ("unique", ("a", "b")),
    ]
    texts = [sql[key.tokens[0].start : key.tokens[-1].end] for key in table.foreign_keys()]
    assert texts == ['REFERENCES "U" (x) ON DELETE SET NULL', "FOREIGN KEY (a, b) REFERENCES v MATCH FULL"]
    assert [key.table for key in table.foreign_keys()] == [("U",), ("v",)]
    types = [[token.text for token in element.type_tokens] for element in table.elements if element.column]
    assert types == [["int"], ["int"], ["timestamp", "with", "time", "zone"]]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("OrderSide", "order_side"), ("APIKey", "api_key"), ("Side", "side"), ("order_side", "order_side")],
)
def test_type_name_of_a_class(name: str, expected: str) -> None:
    assert type_name(name) == expected


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.md")), ids=lambda path: path.stem)
def test_every_statement_stands_where_it_says(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    for statement in read_document(path).statements:
        first = statement.sql.split("\n")[0]
        line = lines[statement.origin.line - 1]
        assert statement.form != "sql" or line[statement.origin.column - 1 :].startswith(first)
