"""What NOT NULL constraints have beside themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.definitions.writing.beyond import UNKNOWN
from dbtool.definitions.writing.said import Part, Said, Unwritten
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.yaml_text import Short
from dbtool.kinds.relations.not_null import NotNull


def write_not_nulls(facts: Sequence[NotNull], source: Source) -> Iterator[Said]:
    """Give each in the body of its table."""
    for fact in facts:
        home = source.relations.get((fact.schema, fact.table))
        if home is None:
            yield Unwritten(fact.key, UNKNOWN)
            continue
        values = fact.values()
        said: dict[str, Any] = {
            name: values[name] for name in ("name", "validated", "no_inherit", "comment") if name in values
        }
        yield Part(home, ("not_null", fact.column), said["name"] if list(said) == ["name"] else Short(said))
