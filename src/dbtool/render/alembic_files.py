"""The files that let the plain `alembic` command work in a project: `alembic.ini` and each `env.py`."""

from __future__ import annotations

ENV_PY = '''\
"""Alembic's entry: all of it is dbtool's."""

from dbtool.execute.alembic_env import run

run()
'''

ALEMBIC_INI = """\
# For the plain alembic command: alembic --name DATABASE upgrade head.
# The URL comes from DBTOOL_URL or -x url=URL.
"""


def with_section(ini: str, database: str, script_location: str) -> str:
    """Give alembic.ini with a section for the database, whose folder is relative to the file.

    Shape: `ini` is the present text, empty where there is no file; a section that is there stays as it is.
    """
    if f"[{database}]" in ini.splitlines():
        return ini
    section = f"[{database}]\nscript_location = %(here)s/{script_location}\npath_separator = os\n"
    return f"{ini or ALEMBIC_INI}\n{section}"
