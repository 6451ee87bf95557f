"""A foreign key that cannot be: to a hypertable's lost key, to a table that is not there. It is taken out."""

from __future__ import annotations

from dbtool.definitions.sql_tokens import path_at, path_of
from dbtool.documents.create_table import CreateTable, ForeignKey, schema_and_name
from dbtool.documents.editing import Edit, cut, edited, find_words
from dbtool.execute.mending.item import Item
from dbtool.execute.mending.mend import Failure, Mend, Mender
from dbtool.execute.mending.scene import Scene

_NO_KEY, _MISSING, _TYPES, _UNSUPPORTED = "42830", "42P01", "42804", "0A000"


def _mend(failure: Failure, scene: Scene) -> Mend | None:
    item = failure.item
    table = item.create_table()
    if table is None:
        return _alteration(failure, scene)
    for key in table.foreign_keys():
        if _meant(failure, key, item, scene):
            return Mend(
                code="foreign-key",
                message=_reason(failure, key.table, item, scene),
                sql=without(item.sql, table, key),
                position=key.tokens[0].start,
                hint="the application, or a trigger, has to see to it; an index on "
                f"{', '.join(key.columns)} serves the joins",
            )
    return None


def _mend_hypertables(failure: Failure, scene: Scene) -> Mend | None:
    """A hypertable cannot refer to a hypertable: create_hypertable says so, the table's text is at fault."""
    if "hypertables cannot be used as foreign key references" not in failure.message:
        return None
    hypertables = scene.hypertables()
    facts = failure.item.recognised.facts if failure.item.recognised else ()
    for fact in facts:
        item = scene.table(fact.key.path)
        table = item.create_table() if item else None
        for key in table.foreign_keys() if table else ():
            if item and table and schema_and_name(key.table, item.schema) in hypertables:
                return Mend(
                    code="foreign-key",
                    message="A hypertable cannot refer to another hypertable.",
                    others=((item, without(item.sql, table, key)),),
                    hint=f"an index on {', '.join(key.columns)} serves the joins",
                )
    return None


def without(sql: str, table: CreateTable, key: ForeignKey) -> str:
    """Give the CREATE TABLE without one of its foreign keys."""
    if not key.whole:
        return edited(sql, [cut(sql, key.tokens)])
    elements = [element.tokens for element in table.elements]
    place = elements.index(key.tokens)
    # The comma goes along: the one before, or for the first element the one after.
    start = elements[place - 1][-1].end if place else key.tokens[0].start
    end = key.tokens[-1].end if place else elements[1][0].start if len(elements) > 1 else key.tokens[-1].end
    return edited(sql, [Edit(start, end, "")])


def _alteration(failure: Failure, scene: Scene) -> Mend | None:
    """Leave out ALTER TABLE … ADD … FOREIGN KEY."""
    item = failure.item
    place = find_words(item.code, "references")
    if item.words[:2] != ["alter", "table"] or place is None:
        return None
    path, _ = path_at(item.code, place + 1)
    message = _reason(failure, path, item, scene)
    return Mend(code="foreign-key", message=message, left_out=True, hint=failure.hint)


def _meant(failure: Failure, key: ForeignKey, item: Item, scene: Scene) -> bool:
    """Say whether the server's message is about this foreign key: it names the table that is referred to."""
    name = failure.message.partition('"')[2].rpartition('"')[0]
    if failure.sqlstate == _TYPES:
        return bool(set(key.columns) & set(_quoted(failure.detail or "")))
    path = path_of(name)
    if not path or path[-1] != key.table[-1]:
        return False
    return failure.sqlstate != _MISSING or scene.table(schema_and_name(key.table, item.schema)) is None


def _quoted(text: str) -> list[str]:
    return text.split('"')[1::2]


def _reason(failure: Failure, table: tuple[str, ...], item: Item, scene: Scene) -> str:
    name = ".".join(table)
    if failure.sqlstate == _MISSING:
        return f"The document has no table {name}; the foreign key is taken out."
    if failure.sqlstate == _TYPES:
        return f"The types of the columns on both sides differ; the foreign key to {name} is taken out."
    if schema_and_name(table, item.schema) in scene.hypertables():
        return (
            f"{name} is a hypertable whose keys all hold the time, so that nothing can refer to it by less; "
            "the foreign key is taken out."
        )
    return f"No key of {name} consists of just these columns; the foreign key is taken out."


MENDER = Mender(states=frozenset({_NO_KEY, _MISSING, _TYPES}), mend=_mend, last_resort=True)
BETWEEN_HYPERTABLES = Mender(states=frozenset({_UNSUPPORTED}), mend=_mend_hypertables)
