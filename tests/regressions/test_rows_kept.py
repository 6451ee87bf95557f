"""A table that is made anew keeps its rows, the position of its sequence and what points at it."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from dbtool.errors import DbtoolError
from tests.cases.files import write
from tests.support.pipeline import Workbench

ORDINARY = """
CREATE TABLE orders (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  part int NOT NULL,
  note text,
  twice int GENERATED ALWAYS AS (part * 2) STORED
);
CREATE TABLE lines (id int, orders int REFERENCES orders);
CREATE FUNCTION loud() RETURNS trigger LANGUAGE plpgsql
AS 'BEGIN NEW.note := upper(NEW.note); RETURN NEW; END';
CREATE TRIGGER loud BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION loud();
CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM orders;
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
"""
PARTITIONED = (
    ORDINARY.replace("part * 2) STORED\n)", "part * 2) STORED\n) PARTITION BY RANGE (id)")
    + "CREATE TABLE orders_low PARTITION OF orders FOR VALUES FROM (0) TO (50);"
)
REST = "CREATE TABLE orders_rest PARTITION OF orders DEFAULT;"
ROWS = """
INSERT INTO orders (part, note) SELECT n, 'x' || n FROM generate_series(1, 99) AS n;
INSERT INTO lines SELECT n, n FROM generate_series(1, 99) AS n;
REFRESH MATERIALIZED VIEW counted;
"""
HELD = "SELECT count(*), sum(id), sum(twice), min(note) FROM orders"


def test_rows_go_into_partitions_and_back(workbench: Workbench, tmp_path: Path) -> None:
    with workbench.pipeline() as pipeline:
        before = pipeline.build(write({"sql": ORDINARY}, tmp_path / "before", "role_"))
        after = pipeline.build(write({"sql": PARTITIONED + REST}, tmp_path / "after", "role_"))
        pipeline.bring_straight_to(before.wanted)
        pipeline.live.execute(ROWS)
        pipeline.live.execute("DELETE FROM lines WHERE id = 99; DELETE FROM orders WHERE id = 99")
        held = pipeline.live.execute(HELD).fetchone()

        up = pipeline.bring_to(after.wanted)
        assert "deletes-data" not in up.hazards
        assert pipeline.live.execute(HELD).fetchone() == held
        assert pipeline.live.execute("SELECT count(*) FROM orders_low").fetchone() == (49,)
        assert pipeline.live.execute("SELECT n FROM counted").fetchone() == (98,)
        new = "INSERT INTO orders (part, note) VALUES (1, 'new') RETURNING id, note"
        assert pipeline.live.execute(new).fetchone() == (100, "NEW")

        pipeline.bring_to(before.wanted, back=up)
        assert pipeline.live.execute("SELECT count(*) FROM orders").fetchone() == (99,)
        assert pipeline.live.execute(new).fetchone() == (101, "NEW")
        pipeline.bring_straight_to(before.base)


def test_rows_that_fit_no_partition_stop_the_plan(workbench: Workbench, tmp_path: Path) -> None:
    with workbench.pipeline() as pipeline:
        before = pipeline.build(write({"sql": ORDINARY}, tmp_path / "before", "role_"))
        after = pipeline.build(write({"sql": PARTITIONED}, tmp_path / "after", "role_"))
        pipeline.bring_straight_to(before.wanted)
        pipeline.live.execute(ROWS)
        held = pipeline.live.execute(HELD).fetchone()

        with pytest.raises(DbtoolError, match="no partition of relation") as refused:
            pipeline.bring_to(after.wanted)
        assert "default partition" in str(refused.value.hint)
        assert pipeline.live.execute(HELD).fetchone() == held
        pipeline.bring_straight_to(before.base)


def test_values_go_by_their_names_where_attributes_move_too(workbench: Workbench, tmp_path: Path) -> None:
    made = "CREATE TYPE pair AS ({}); CREATE TABLE t (k int, p pair, ps pair[]) {};"
    old = made.format("a int, b text", "")
    new = made.format("b text, a int", "PARTITION BY LIST (k)") + "CREATE TABLE t1 PARTITION OF t DEFAULT;"
    with workbench.pipeline() as pipeline:
        before = pipeline.build(write({"sql": old}, tmp_path / "before", "role_"))
        after = pipeline.build(write({"sql": new}, tmp_path / "after", "role_"))
        pipeline.bring_straight_to(before.wanted)
        pipeline.live.execute("INSERT INTO t VALUES (1, '(2,x)', '{\"(3,y)\"}')")
        held = "SELECT (p).a, (p).b, ps[1].a, ps[1].b FROM t"

        up = pipeline.bring_to(after.wanted)
        assert pipeline.live.execute(held).fetchone() == (2, "x", 3, "y")
        pipeline.bring_to(before.wanted, back=up)
        assert pipeline.live.execute(held).fetchone() == (2, "x", 3, "y")
        pipeline.bring_straight_to(before.base)


def test_runner_under_row_security_keeps_all_rows(workbench: Workbench, tmp_path: Path) -> None:
    with workbench.pipeline() as pipeline:
        role = workbench.role_prefix + "runner"
        before = pipeline.build(write({"sql": ORDINARY}, tmp_path / "before", "role_"))
        after = pipeline.build(write({"sql": PARTITIONED + REST}, tmp_path / "after", "role_"))
        pipeline.bring_straight_to(before.wanted)
        pipeline.live.execute(ROWS)
        plan = pipeline.plan(after.wanted)
        pipeline.live.execute(
            f"""
            CREATE ROLE {role};
            GRANT ALL ON SCHEMA public TO {role};
            ALTER TABLE orders OWNER TO {role};
            ALTER TABLE lines OWNER TO {role};
            ALTER FUNCTION loud() OWNER TO {role};
            ALTER MATERIALIZED VIEW counted OWNER TO {role};
            DO $$BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO {role}', current_database()); END$$;
            """
        )
        with psycopg.connect(pipeline.url) as runner:
            runner.execute(f"SET ROLE {role}")
            for step in plan.steps:
                runner.execute(step.sql)
            runner.rollback()
            runner.execute(f"SET ROLE {role}")
            for step in plan.steps:
                runner.execute(step.sql)
            runner.execute("RESET ROLE")
            assert runner.execute("SELECT count(*) FROM orders").fetchone() == (99,)
            runner.rollback()
        pipeline.live.execute(f"REASSIGN OWNED BY {role} TO CURRENT_USER; DROP OWNED BY {role}")
        pipeline.bring_straight_to(before.base)
