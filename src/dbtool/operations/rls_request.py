"""What `dbtool verify-rls` is asked for, and the intent that it measures against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dbtool.errors import WrongUsage
from dbtool.model.tenancy import Tenancy
from dbtool.settings import Subject

if TYPE_CHECKING:
    from dbtool.definitions.contract import Definitions


@dataclass(frozen=True, slots=True, kw_only=True)
class RlsRequest:
    """What is asked for.

    Shape: `config` is a file with the tenancy, `options` are keys of it from the command line; without either
           the intent is that of the definitions. `waivers` is a file of findings that are accepted.
    """

    config: Path | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    static_only: bool = False
    probe: bool = False
    mutate: bool = False
    waivers: Path | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """The declared tenancy, and the definitions that it is of, where there are some."""

    tenancy: Tenancy
    definitions: Definitions | None = None
    config: Path | None = None


def intent_of(subject: Subject, request: RlsRequest) -> Intent:
    """Give the tenancy that a file, the options or the definitions say.

    Errors: InvalidDefinitions; WrongUsage where nobody says whose rows are whose.
    """
    definitions = None
    if subject.sources:
        from dbtool.operations.sources import definitions_of

        definitions = definitions_of(subject)
    options = {key: value for key, value in request.options.items() if value is not None}
    if request.config is not None or "setting" in options:
        from dbtool.definitions.tenancy import read_tenancy

        return Intent(read_tenancy(request.config, options), definitions, request.config)
    if definitions is not None and definitions.tenancy is not None:
        if options:
            raise WrongUsage(
                "the definitions already say the tenancy", hint="say --setting too, or leave the options out"
            )
        return Intent(definitions.tenancy, definitions)
    raise WrongUsage(
        f"nobody says which setting holds the tenant of {subject.name}",
        hint="say --config FILE or --setting NAME, or add a section tenancy to the definitions",
    )
