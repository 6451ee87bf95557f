"""What all cautions give: a finding about a statement that is valid as it stands."""

from __future__ import annotations

from typing import Literal

from dbtool.documents.finding import ImportFinding, Severity
from dbtool.documents.secrets import masked
from dbtool.errors import Origin
from dbtool.execute.mending.item import Item


def caution(
    item: Item,
    code: str,
    message: str,
    *,
    severity: Severity = "warning",
    origin: Origin | None = None,
    mended: str | None = None,
    language: Literal["sql", "yaml"] = "sql",
    hint: str | None = None,
    replaces: bool = False,
) -> ImportFinding:
    """Give the finding: the statement stays as it is, `mended` is what would be better."""
    return ImportFinding(
        code=code,
        severity=severity,
        state="kept" if item.sort == "definition" else "apart",
        message=message,
        origin=origin or item.origin,
        statement=masked(item.sql),
        mended=masked(mended) if mended and language == "sql" else mended,
        replaces=replaces,
        language=language,
        hint=hint,
    )
