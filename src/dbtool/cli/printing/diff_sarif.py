"""Differences as SARIF 2.1.0, for code scanning: the cause of each is its rule."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from dbtool.cli.printing.sarif import document, location
from dbtool.diff.report import describe
from dbtool.model.key import Key
from dbtool.operations.results import Difference, DiffResult

# By cause what it means, and how much it matters where code is looked at.
_CAUSES: Mapping[str, tuple[str, str]] = {
    "drift": ("somebody changed the live database by hand", "error"),
    "pending": ("a revision is not yet applied", "note"),
    "unmanaged": ("declared, not managed by dbtool, and not there", "error"),
    "unrecorded": ("the definitions are newer than the last revision", "warning"),
}


def sarif_text(results: Iterable[DiffResult]) -> str:
    """Give one run with the differences of all databases."""
    results = list(results)
    rules = [
        {"id": cause, "shortDescription": {"text": text}, "defaultConfiguration": {"level": level}}
        for cause, (text, level) in _CAUSES.items()
    ]
    return document(rules, [found for result in results for found in _of(result)])


def _of(result: DiffResult) -> Iterator[dict[str, Any]]:
    for difference in result.differences:
        yield _result(result.database, difference.cause, describe(difference.change), difference)
    for name in result.unmade:
        yield _result(result.database, "unmanaged", f"{name} is not there")


def _result(database: str, cause: str, text: str, difference: Difference | None = None) -> dict[str, Any]:
    about: Sequence[Any] = difference.change.key if difference else text
    mark = sha256(json.dumps([database, cause, about]).encode()).hexdigest()[:32]
    key: Key | None = difference.change.key if difference else None
    return {
        "ruleId": cause,
        "ruleIndex": list(_CAUSES).index(cause),
        "level": _CAUSES[cause][1],
        "message": {"text": text},
        "locations": [location(difference.origin if difference else None, key)],
        "partialFingerprints": {"dbtoolDifference/v1": mark},
        "properties": {"database": database},
    }
