"""The files that let the plain `alembic` command work in a project: `alembic.ini` and each `env.py`."""

from __future__ import annotations

from collections.abc import Mapping

ENV_PY = '''\
"""Alembic's entry: all of it is dbtool's."""

from dbtool.execute.alembic_env import run

run()
'''

ALEMBIC_INI = """\
# For the plain alembic command: alembic --name DATABASE upgrade head.
# The URL comes from DBTOOL_URL or -x url=URL.
"""


def alembic_ini(script_locations: Mapping[str, str]) -> str:
    """Give the text of alembic.ini: one section per database, with its folder relative to the file."""
    sections = [
        f"[{database}]\nscript_location = %(here)s/{location}\npath_separator = os\n"
        for database, location in script_locations.items()
    ]
    return "\n".join([ALEMBIC_INI, *sections])
