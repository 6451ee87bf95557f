"""Results as the commands print them, the same every time."""

from __future__ import annotations

from dbtool.operations.doctor.results import Column, DoctorResult, Finding, Table, Unseen
from dbtool.operations.pool.results import PooledDatabase, PoolResult, ServerRoom

EXAMINED = DoctorResult(
    database="octopus",
    url="host=db.example.org port=5432 dbname=octopus",
    server="PostgreSQL 17.6, TimescaleDB 2.27.0",
    edition="community",
    findings=(
        Finding(
            "invalid-indexes",
            "error",
            "1 index not valid: public.orders_symbol_idx; each write keeps them up to date",
            "REINDEX INDEX CONCURRENTLY, or drop what an interrupted build has left",
            ("public.orders_symbol_idx",),
        ),
        Finding("idle-in-transaction", "warning", "2 sessions idle in a transaction", "commit"),
        Finding("archive-off", "info", "WAL is not archived", "set archive_mode = on and restart"),
        Finding("settings", "ok", "no setting endangers data"),
        Finding("sequences", "ok", "sequences have room"),
    ),
    tables=(
        Table(
            "tables",
            "largest tables; hypertables are listed apart",
            (
                Column("table"),
                Column("total", "bytes"),
                Column("rows", "count"),
                Column("vacuumed", "seconds"),
            ),
            (
                ("public.orders", 1_572_864, 12_345.0, 7_200.0),
                (f"public.{'long_' * 20}name", 8_192, 0, None),
            ),
            left_out=3,
        ),
        Table(
            "statements",
            "statements that took the most time",
            (Column("calls", "count"), Column("mean", "ms"), Column("hit", "percent"), Column("statement")),
            ((12, 1234.5, 99.25, "SELECT * FROM orders WHERE id = $1 " + "AND symbol = $2 " * 8),),
        ),
        Table("jobs", "TimescaleDB's jobs", (Column("job"),), ()),
    ),
    unseen=(
        Unseen("hba", "permission denied for view pg_hba_file_rules", "GRANT SELECT ON … TO octopus_app"),
        Unseen("bloat", "it took too long"),
    ),
    seconds=0.25,
)
HEALTHY = DoctorResult(
    database="fx",
    url="host=db.example.org dbname=fx",
    server="PostgreSQL 18.6",
    edition="none",
    findings=(Finding("server", "ok", "the server has every known fix"),),
    tables=(),
    unseen=(),
    seconds=0.1,
)
POOLED = PoolResult(
    target="prod",
    servers=(
        ServerRoom(host="db.example.org", port=5432, max_connections=200, reserved=3, headroom=20),
        ServerRoom(
            host="::1", port=5433, max_connections=100, reserved=3, headroom=10, assumed="connection refused"
        ),
    ),
    databases=(
        PooledDatabase(
            name="octopus",
            host="db.example.org",
            port=5432,
            dbname="octopus",
            roles=("octopus_app", "octopus_readonly"),
            connections=177,
            pool_size=88,
        ),
        PooledDatabase(
            name="odd name",
            host="::1",
            port=5433,
            dbname="it's",
            roles=(),
            connections=87,
            pool_size=87,
        ),
    ),
    limits={"octopus_app": 50},
    bypass={"octopus_backup": "backups and replication hold one session from beginning to end"},
    row_settings=("app.current_user_id",),
    assumptions=("no role of odd name logs in by its definitions: one pool is assumed",),
)
