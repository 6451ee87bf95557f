"""The tenancy of a database that has no project: one mapping in a file of its own, and options."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dbtool.definitions import files
from dbtool.definitions.at import At
from dbtool.definitions.forms.intent import tenancy_of
from dbtool.definitions.forms.tenancy import TenancyForm
from dbtool.definitions.forms.values import shown
from dbtool.definitions.render import Renderer
from dbtool.definitions.validation import validated
from dbtool.definitions.yaml_doc import Document, documents
from dbtool.errors import InvalidDefinition, InvalidDefinitions, Origin
from dbtool.model.tenancy import Tenancy


def read_tenancy(path: Path | None, options: Mapping[str, Any] | None = None) -> Tenancy:
    """Give the tenancy that a file says, below the key `tenancy` or as the whole of it.

    Shape:  `options` are keys that the command line gives; they replace the file's, and without a file they
            are all there is. Beside `tenancy` the file may hold `tables`.
    Errors: InvalidDefinitions with everything that is wrong, each with its line.
    """
    at, value = _read(path) if path else (_nowhere(), {})
    given = {key: option for key, option in (options or {}).items() if option is not None}
    form, errors = validated(TenancyForm, value | given, at)
    if form is None:
        raise InvalidDefinitions(errors)
    return tenancy_of(form)


def _read(path: Path) -> tuple[At, dict[str, Any]]:
    try:
        rendered = Renderer(files.folders([path]), {}).render(path)
    except InvalidDefinition as error:
        raise InvalidDefinitions([error]) from error
    found, errors, _ = documents(rendered)
    if len(found) != 1 and not errors:
        errors.append(
            InvalidDefinition(
                f"expected one document with the tenancy, found {len(found)}",
                hint="write tenancy: {setting: app.tenant_id, app_roles: [app]}",
                origin=Origin(str(path)),
            )
        )
    if errors:
        raise InvalidDefinitions(errors)
    return _mapping(found[0])


def _mapping(document: Document) -> tuple[At, dict[str, Any]]:
    """Give the mapping of the tenancy, with its place."""
    at, value = At(document, "public"), document.value
    if not isinstance(value, dict):
        raise InvalidDefinitions([_expected(value, at.value)])
    if "tenancy" not in value:
        return at, value
    if unknown := value.keys() - {"tenancy", "tables"}:
        origin = at[sorted(unknown)[0]].key
        error = InvalidDefinition(
            f'the key "{sorted(unknown)[0]}" stands beside tenancy instead of in it',
            hint="indent it under it",
            origin=origin,
        )
        raise InvalidDefinitions([error])
    inner = value["tenancy"]
    if not isinstance(inner, dict):
        raise InvalidDefinitions([_expected(inner, at["tenancy"].value)])
    beside = {"tables": value["tables"]} if "tables" in value and "tables" not in inner else {}
    return at["tenancy"], inner | beside


def _expected(value: Any, origin: Origin) -> InvalidDefinition:
    return InvalidDefinition(
        f"expected a mapping, found {shown(value)}",
        hint="write setting: app.tenant_id and app_roles: [app]",
        origin=origin,
    )


def _nowhere() -> At:
    return At(Document("the options", {}, {}, {(): Origin("the options")}), "public")
