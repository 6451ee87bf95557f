"""Sessions that write and read without a pause, and a watch over how long each of them waits for a lock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg

# Who waits for whom changes within milliseconds; a wait is seen at least this often.
LOOK_S = 0.02
WAITING = """
SELECT a.pid, l.waitstart, pg_catalog.clock_timestamp() - l.waitstart AS waited, a.query
FROM pg_catalog.pg_locks AS l
JOIN pg_catalog.pg_stat_activity AS a USING (pid)
WHERE NOT l.granted AND l.waitstart IS NOT NULL AND a.datname = current_database()
  AND a.application_name = 'traffic'
"""
Work = Callable[[psycopg.Connection[Any], int], None]


@dataclass
class Traffic:
    """What went on.

    Units: `longest_s` is the longest wait for a lock that was seen, `waiting` the statement.
    """

    failures: list[str] = field(default_factory=list)
    rounds: dict[str, int] = field(default_factory=dict)
    longest_s: float = 0.0
    waiting: str = ""


@contextmanager
def traffic(url: str, work: Mapping[str, Work]) -> Iterator[Traffic]:
    """Run each of the works again and again in a session of its own while the block runs."""
    found, stop = Traffic(), threading.Event()
    threads = [
        threading.Thread(target=_run, args=(url, name, each, found, stop)) for name, each in work.items()
    ]
    threads.append(threading.Thread(target=_look, args=(url, found, stop)))
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _run(url: str, name: str, work: Work, found: Traffic, stop: threading.Event) -> None:
    number = 0
    with psycopg.connect(url, autocommit=True, application_name="traffic") as connection:
        while not stop.is_set():
            try:
                work(connection, number)
            except psycopg.Error as error:
                found.failures.append(f"{name}: {error}")
            number += 1
            found.rounds[name] = number


def _look(url: str, found: Traffic, stop: threading.Event) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        while not stop.is_set():
            for _, _, waited, query in connection.execute(WAITING):
                if waited.total_seconds() > found.longest_s:
                    found.longest_s, found.waiting = waited.total_seconds(), query
            time.sleep(LOOK_S)
