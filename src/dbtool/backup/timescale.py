"""What TimescaleDB asks of a restore: the very version, its two hooks, and jobs that do not start at once."""

from __future__ import annotations

from collections.abc import Callable

from psycopg import sql

from dbtool.backup.errors import PreflightRefused
from dbtool.backup.manifest import Manifest
from dbtool.execute.connect import Connection

NAME = "timescaledb"
VERSIONS = "SELECT version FROM pg_catalog.pg_available_extension_versions WHERE name = %s ORDER BY 1"
AVAILABLE = "SELECT name FROM pg_catalog.pg_available_extensions"
HOLD = (
    "SELECT {}.alter_job(job_id, scheduled => false) FROM timescaledb_information.jobs WHERE job_id = ANY(%s)"
)
RELEASE = (
    "SELECT {}.alter_job(job_id, scheduled => true) FROM timescaledb_information.jobs WHERE job_id = ANY(%s)"
)
SCHEDULED = "SELECT job_id FROM timescaledb_information.jobs WHERE job_id >= 1000 AND scheduled ORDER BY 1"

WORKERS = """
SELECT n.nspname FROM pg_catalog.pg_proc AS p
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE p.proname = 'start_background_workers'
  AND n.nspname IN ('_timescaledb_functions', '_timescaledb_internal')
ORDER BY 1
"""

# TimescaleDB tells other sessions by a change of this table that the extension has changed.
MARKER = ("_timescaledb_cache", "cache_inval_extension")


def require_extensions(admin: Connection, edition: Callable[[], str], manifest: Manifest) -> list[str]:
    """Refuse a server that lacks an extension of the backup, and give notes on other versions.

    Shape:  the edition is only asked for where the backup has TimescaleDB.
    Errors: PreflightRefused, before anything is made.
    """
    there = {name for (name,) in admin.execute(AVAILABLE)}
    absent = sorted(set(manifest.extensions) - there)
    if absent:
        raise PreflightRefused(
            f"the server has no extension {', '.join(absent)}, which the backup needs",
            hint="install it on the server, or name another one",
        )
    version = manifest.extensions.get(NAME)
    if version:
        have = [found for (found,) in admin.execute(VERSIONS, [NAME])]
        if version not in have:
            raise PreflightRefused(
                f"the backup was taken with TimescaleDB {version}, and the server has {', '.join(have)}",
                hint=f"install TimescaleDB {version} on the server, restore, and update then",
            )
        if manifest.source.edition == "community" and (found := edition()) != "community":
            raise PreflightRefused(
                f"the backup is of the Community edition, and the server has the {found} one",
                hint="name a server with the Community edition",
            )
    return [
        f"{name} was of version {wanted}, and the server installs {found}"
        for name, wanted in manifest.extensions.items()
        if name != NAME and (found := _installs(admin, name)) != wanted
    ]


def before(connection: Connection, version: str, schema: str) -> None:
    """Install the extension and make the database ready for its catalog."""
    connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
    connection.execute(
        sql.SQL("CREATE EXTENSION timescaledb WITH SCHEMA {} VERSION {}").format(
            sql.Identifier(schema), sql.Literal(version)
        )
    )
    connection.execute(sql.SQL("SELECT {}.timescaledb_pre_restore()").format(sql.Identifier(schema)))


def after(connection: Connection, schema: str) -> list[int]:
    """End the restore with all jobs held, in one transaction, and give the jobs that were scheduled.

    Else a retention policy whose time has come would drop rows within seconds.
    """
    with connection.transaction():
        connection.execute(sql.SQL("SELECT {}.timescaledb_post_restore()").format(sql.Identifier(schema)))
        jobs = [job for (job,) in connection.execute(SCHEDULED)]
        connection.execute(sql.SQL(HOLD).format(sql.Identifier(schema)), [jobs])
    return jobs


def analyze_marker(connection: Connection) -> None:
    """Take the first statistics of MARKER, if there is one: a later ANALYZE then leaves it as it is.

    They are a change like every other. A session that begins at that moment may fail: "tried calling
    catalog_get when extension isn't loaded", since what it has just found out is no longer valid then.
    """
    there = connection.execute("SELECT pg_catalog.to_regclass(%s)", [".".join(MARKER)]).fetchone()
    if there != (None,):
        connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(*MARKER)))


def release_jobs(connection: Connection, schema: str, jobs: list[int]) -> None:
    """Let the scheduler run these jobs again."""
    connection.execute(sql.SQL(RELEASE).format(sql.Identifier(schema)), [jobs])


def start_scheduler(connection: Connection) -> None:
    """Start the scheduler of a database that was renamed: the launcher does not start one twice by itself.

    Without it no job runs before the server is started anew. A database without TimescaleDB has none.
    """
    found = connection.execute(WORKERS).fetchone()
    if found:
        connection.execute(sql.SQL("SELECT {}.start_background_workers()").format(sql.Identifier(found[0])))


def _installs(admin: Connection, name: str) -> str:
    query = "SELECT default_version FROM pg_catalog.pg_available_extensions WHERE name = %s"
    return str((admin.execute(query, [name]).fetchone() or ("",))[0])
