"""A right on a database by a name: the database that is connected to is meant."""

from __future__ import annotations

from dbtool.definitions.clauses import clause, dollar_quoted
from dbtool.definitions.sql_tokens import path_at
from dbtool.documents.editing import find_words
from dbtool.execute.mending.mend import Failure, Mend, Mender
from dbtool.execute.mending.scene import Scene
from dbtool.model.quoting import literal


def _mend(failure: Failure, _scene: Scene) -> Mend | None:
    item = failure.item
    place = find_words(item.code, "on", "database")
    if item.words[0] not in {"grant", "revoke"} or place is None:
        return None
    path, after = path_at(item.code, place + 2)
    if len(path) != 1 or after >= len(item.code) or item.code[after].text == ",":
        return None
    before = item.sql[: item.code[place + 2].start].replace("%", "%%")
    behind = item.sql[item.code[after - 1].end :].replace("%", "%%")
    text = literal(before + "%I" + behind)
    body = clause("BEGIN EXECUTE", f"format({text}, current_database());", "END")
    block = dollar_quoted(body.join("  "))
    return Mend(
        code="database-name",
        message="The name belongs to the target, not to the schema: on another server it is another one.",
        sql=clause("DO", block),
        severity="warning",
        hint="in YAML: on: database",
    )


MENDER = Mender(states=frozenset({"3D000"}), mend=_mend)
