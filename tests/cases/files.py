"""Case files to cases."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
from ruamel.yaml import YAML

FOLDER = Path(__file__).parent
SCHEMA: Mapping[str, Any] = json.loads((FOLDER / "case.schema.json").read_text(encoding="utf-8"))
# Stands in a case file for the prefix of this run's roles.
ROLE = "role_"


@dataclass(frozen=True, slots=True)
class Case:
    """One case: definitions before and after, and what is expected of the plan between them."""

    name: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    up: str | None = None
    down: str | None = None
    hazards: tuple[str, ...] | None = None
    replaces: tuple[str, ...] | None = None
    changes: int | None = None
    irreversible: str | None = None
    needs: str | None = None
    version: int = 0
    timescaledb: str = "0"

    def __str__(self) -> str:
        return self.name


def paths() -> list[Path]:
    """Give the case files, in order."""
    return sorted(FOLDER.glob("*/*.yml"))


def read(path: Path) -> Iterator[Case]:
    """Give the cases of one file. Errors: jsonschema.ValidationError."""
    found = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    jsonschema.validate(found, SCHEMA)
    for title, body in found.items():
        values: dict[str, Any] = {"before": {}, "after": {}}
        values |= {key: tuple(value) if isinstance(value, list) else value for key, value in body.items()}
        yield Case(f"{path.stem}: {title}", **values)


def write(definitions: Mapping[str, Any], folder: Path, prefix: str) -> Path:
    """Write a case's definitions as files, its roles under this run's prefix, and give their folder."""
    folder.mkdir()
    document = {key: value for key, value in definitions.items() if key != "sql"}
    # JSON is YAML; two braces in a row, which Jinja would take for its own, do not begin an object in it.
    text = json.dumps(document, ensure_ascii=False, indent=1)
    (folder / "case.yml").write_text(text.replace(ROLE, prefix), encoding="utf-8")
    if "sql" in definitions:
        (folder / "case.sql").write_text(definitions["sql"].replace(ROLE, prefix), encoding="utf-8")
    return folder
