"""Alembic's entry: all of it is dbtool's."""

from dbtool.execute.alembic_env import run

run()
