"""Differences of print only: one and the same text may show differently, depending on how it came there."""

from __future__ import annotations

from dataclasses import replace

from dbtool.diff.additive import without_surplus
from dbtool.diff.differ import diff
from dbtool.errors import DbtoolError
from dbtool.execute.progress import Progress
from dbtool.model.change import Alter, Change, Replace
from dbtool.model.database import Database
from dbtool.model.fact import Fact, sql_fields
from dbtool.model.key import Key
from dbtool.settings import Subject


def settled(
    subject: Subject, live: Database, wanted: Database, progress: Progress
) -> tuple[Database, list[Change]]:
    """Give `live` with those texts in the spelling of `wanted` that scratch shows to be the same, and what
    then differs.

    Only asked where an SQL text differs: scratch builds what is live, and what it prints of that is compared.
    Where scratch cannot build it, the difference stays. Where nothing is to be taken from anybody, rights
    that `wanted` does not name are left out.
    """
    if subject.access == "additive":
        live = without_surplus(live, wanted)
    changes = diff(live, wanted)
    doubtful = [
        change.key
        for change in changes
        if isinstance(change, Alter | Replace) and set(change.fields) & set(sql_fields(type(change.old)))
    ]
    if not doubtful:
        return live, changes
    from dbtool.execute.reprint import reprint
    from dbtool.execute.scratch_server import scratch_database

    progress.note(f"{len(doubtful)} texts differ: comparing them as scratch prints them")
    try:
        with scratch_database(subject.scratch_at, provider=subject.provider, say=progress.note) as url:
            printed = reprint(url, live, doubtful)
    except DbtoolError as error:
        progress.warn(f"texts are compared as they stand, since scratch cannot build what is live: {error}")
        return live, changes
    found = replace(live, facts={**live.facts, **_same(doubtful, live, printed, wanted)})
    return found, diff(found, wanted)


def _same(doubtful: list[Key], live: Database, printed: Database, wanted: Database) -> dict[Key, Fact]:
    found = {}
    for key in doubtful:
        again, target = printed.facts[key], wanted.facts[key]
        texts = {
            name: getattr(target, name)
            for name in sql_fields(type(target))
            if getattr(again, name) == getattr(target, name)
        }
        found[key] = replace(live.facts[key], **texts)
    return found
