"""Random documents: what dbtool itself keeps or TimescaleDB carries out, which only definitions can say."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.cases.files import write
from tests.property.grammar import Schema, statements
from tests.support.pipeline import Workbench


def bring_documents(workbench: Workbench, schemas: list[Schema], *, timescaledb: bool) -> None:
    """Take a live database from document to document and back, each plan proved; then empty it."""
    with tempfile.TemporaryDirectory() as folder, workbench.pipeline(timescaledb=timescaledb) as pipeline:
        written = (
            write(document(schema), Path(folder) / str(number), workbench.role_prefix)
            for number, schema in enumerate(schemas)
        )
        built = [pipeline.build(path) for path in written]
        way = [*built, *reversed(built[:-1])]
        pipeline.bring_straight_to(way[0].wanted)
        for _, after in pairwise(way):
            pipeline.bring_to(after.wanted)
        pipeline.bring_straight_to(way[0].base)


def document(schema: Schema) -> dict[str, Any]:
    """Give the parts of a schema as one definition document."""
    found: dict[str, Any] = {}
    for text in statements(schema).values():
        _merge(found, YAML(typ="safe").load(text))
    return found


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, Mapping):
            _merge(into.setdefault(key, {}), value)
        else:
            into[key] = value
