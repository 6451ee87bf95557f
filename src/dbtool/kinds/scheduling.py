"""What all of TimescaleDB's policies and jobs have: when they run, and how often they are tried."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.kinds.base import ALTER, OPTIONAL, Kind, Rule

RUNS: Mapping[str, Rule] = {
    "initial_start": OPTIONAL,
    "timezone": OPTIONAL,
    "scheduled": ALTER,
    "max_runtime": OPTIONAL,
    "max_retries": OPTIONAL,
    "retry_period": OPTIONAL,
}
# A policy's own rules beside these are those of what it does; `options` are further entries of its config.
POLICY: Mapping[str, Rule] = {**RUNS, "options": ALTER}
CASTS: Mapping[str, str] = {
    "schedule_interval": "interval",
    "initial_start": "timestamptz",
    "max_runtime": "interval",
    "retry_period": "interval",
}


def is_run(kind: Kind) -> bool:
    """Say whether TimescaleDB's scheduler runs what is of that kind."""
    return RUNS.keys() <= kind.fields.keys()
