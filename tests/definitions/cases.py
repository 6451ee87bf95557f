"""Reads the tables of cases, and loads definitions from text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from dbtool.definitions.contract import Definitions
from dbtool.definitions.loader import load

HERE = Path(__file__).parent


def table(file: str) -> dict[str, Any]:
    """Give the cases of a file beside this one, by their names."""
    cases: dict[str, Any] = YAML(typ="safe", pure=True).load(HERE / file)
    return cases


def load_text(text: str, folder: Path, variables: Mapping[str, Any] | None = None) -> Definitions:
    """Load one YAML file with this text, made in the folder."""
    (folder / "x.yml").write_text(text)
    return load([folder / "x.yml"], variables=variables or {}, target=None, database="d")


def documents_of(text: str) -> list[Any]:
    """Give the documents of a YAML text as an editor sees them: keys and dates are text."""
    return [_for_editors(value) for value in YAML(typ="safe", pure=True).load_all(text)]


def _for_editors(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _for_editors(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_for_editors(item) for item in value]
    return value if isinstance(value, str | int | float | None) else str(value)
