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
