"""SARIF 2.1.0: the frame of a document, and places in it.

Source: Static Analysis Results Interchange Format (SARIF) Version 2.1.0, OASIS Standard.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dbtool import __version__
from dbtool.diff.report_names import title
from dbtool.errors import Origin
from dbtool.model.key import Key

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def document(rules: Sequence[dict[str, Any]], results: Sequence[dict[str, Any]]) -> str:
    """Give the text of a document with one run."""
    driver = {"name": "dbtool", "version": __version__, "semanticVersion": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The folder that dbtool ran in."}}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def location(origin: Origin | None, key: Key | None) -> dict[str, Any]:
    """Give where something is declared, and what it is about, as far as either is known."""
    found: dict[str, Any] = {}
    if origin:
        found["physicalLocation"] = _physical(origin)
    if key:
        name = ".".join(key.path)
        found["logicalLocations"] = [{"fullyQualifiedName": name, "decoratedName": title(key)}]
    return found


def _physical(origin: Origin) -> dict[str, Any]:
    path = Path(origin.file)
    if path.is_absolute():
        artifact = {"uri": path.as_uri()}
    else:
        artifact = {"uri": quote(path.as_posix()), "uriBaseId": "SRCROOT"}
    region = {"startLine": origin.line, **({"startColumn": origin.column} if origin.column else {})}
    return {"artifactLocation": artifact, **({"region": region} if origin.line else {})}
