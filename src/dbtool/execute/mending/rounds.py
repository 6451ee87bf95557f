"""Rounds: all statements run in order and again, then what still fails is mended, until nothing moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dbtool.definitions.sql_tokens import path_at, path_of
from dbtool.documents.create_table import schema_and_name
from dbtool.documents.editing import find_words
from dbtool.execute.canonical import LEADING
from dbtool.execute.mending.attempt import attempt
from dbtool.execute.mending.made import made_by
from dbtool.execute.mending.mend import Failure, Mend
from dbtool.execute.mending.menders import MENDERS
from dbtool.execute.mending.recognition import recognise_all
from dbtool.execute.mending.scene import Scene, given_up
from dbtool.model.quoting import qualified

# Each round mends what the one before could not see; a statement with more faults than that is given up.
MOST_ROUNDS = 12
MOST_MENDS = 40
_MISSING_RELATION = "42P01"


def run_round(scene: Scene) -> None:
    """Run the statements and mend them until all that are not given up run, or `scene.again` is set."""
    for item in scene.items:
        item.done = False
    mends = 0
    while not scene.again:
        failed = _pass(scene)
        if not failed:
            _lead(scene)
            return
        for last_resort in (False, True):
            mended = [failure for failure in failed if _mend(scene, failure, last_resort)]
            if mended:
                break
        mends += 1
        if not mended or mends == MOST_MENDS:
            _give_up(scene, failed)
            _lead(scene)
            return
        recognise_all(scene.items, scene.findings)


def _pass(scene: Scene) -> list[Failure]:
    """Run what has not run yet, again and again as long as that brings anything; give what still fails."""
    while True:
        left = [item for item in scene.live if not item.done and item.statement.unless_led is None]
        failed: list[Failure] = []
        waiting: set[tuple[str, str]] = set()
        for item in left:
            made = made_by(item)
            # The first of two that make the same counts, also where it has to be mended first.
            if made in waiting:
                continue
            failure = attempt(scene.bench, item)
            if failure is not None:
                failed.append(failure)
                waiting |= {made} if made else set()
        if not failed or not any(item.done for item in left):
            return failed


def _lead(scene: Scene) -> None:
    """Make the indexes that are only wanted where nothing else leads with their column."""
    for item in scene.live:
        column = item.statement.unless_led
        on = find_words(item.code, "on")
        if column is None or on is None:
            continue
        path, _ = path_at(item.code, on + 1)
        table = qualified(*schema_and_name(path, item.schema))
        row = scene.bench.connection.execute(LEADING, (table, column)).fetchone()
        if (row and row[0]) or attempt(scene.bench, item) is not None:
            item.left_out = True


def _mend(scene: Scene, failure: Failure, last_resort: bool) -> bool:
    for mender in MENDERS:
        if failure.sqlstate in mender.states and mender.last_resort == last_resort:
            mend = mender.mend(failure, scene)
            if mend is not None:
                scene.apply(failure, mend)
                return True
    return False


def _give_up(scene: Scene, failed: Sequence[Failure]) -> None:
    """Leave out what nothing helps; what only follows from another one says so."""
    lost = {made_by(item) for item in scene.items if not item.done} - {None}
    for failure in failed:
        cause = _missing(failure) if failure.sqlstate == _MISSING_RELATION else None
        if cause in lost and made_by(failure.item) != cause:
            mend = given_up(failure, f"It needs {(cause or ('', ''))[1]}, which could not be made.")
            # What a mend put in goes with the statement that it was for.
            scene.apply(failure, replace(mend, silent=failure.item.added))
        else:
            scene.apply(failure, _refused(failure))


def _refused(failure: Failure) -> Mend:
    return given_up(failure, "The server refuses it, and no way to mend it is known; it is left out.")


def _missing(failure: Failure) -> tuple[str, str] | None:
    """Give the relation that the server misses: it stands in double quotes in the message."""
    name = failure.message.partition('"')[2].rpartition('"')[0]
    path = path_of(name)
    return schema_and_name(path, failure.item.schema) if path else None
