"""`dbtool verify-rls`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus, worst
from dbtool.cli.options import TALKING, Live, Source, Talk, Which
from dbtool.cli.output import Output
from dbtool.cli.subjects import live_subjects

if TYPE_CHECKING:
    from dbtool.rls.results import RlsResult

INTENT, ENGINES, JUDGING = "Intent", "Engines", "Judging"


class RlsFormat(StrEnum):
    """How the verdict is printed."""

    text = "text"
    json = "json"
    sarif = "sarif"
    junit = "junit"
    github = "github"
    html = "html"
    markdown = "markdown"


class FailOn(StrEnum):
    """From which severity on a finding fails the verification."""

    error = "error"
    warning = "warning"
    info = "info"


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What is meant, where no definitions say it."""

    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="A YAML file with the tenancy.",
            rich_help_panel=INTENT,
        ),
    ] = None
    setting: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The session setting that holds the tenant: app.tenant_id.",
            rich_help_panel=INTENT,
        ),
    ] = None
    type: Annotated[
        str | None,
        typer.Option(metavar="TYPE", help="The SQL type of the tenant: uuid.", rich_help_panel=INTENT),
    ] = None
    tenants: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="Two tenants for tests.", rich_help_panel=INTENT),
    ] = None
    tenant_column: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The usual name of the tenant's column.", rich_help_panel=INTENT),
    ] = None
    app_role: Annotated[
        list[str] | None,
        typer.Option(
            "--app-role",
            "--app-roles",
            metavar="A,B",
            help="Roles that act for one tenant at a time; may be repeated.",
            rich_help_panel=INTENT,
        ),
    ] = None

    def options(self) -> dict[str, Any]:
        """Give the keys of a tenancy that were said."""
        tenants, app_roles = _listed([self.tenants or ""]), _listed(self.app_role or [])
        said = {
            "setting": self.setting,
            "type": self.type,
            "tenants": tenants or None,
            "tenant_column": self.tenant_column,
            "app_roles": app_roles or None,
        }
        return {key: value for key, value in said.items() if value is not None}


def _listed(texts: Sequence[str]) -> list[str]:
    return [value.strip() for text in texts if text for value in text.split(",")]


StaticOnly = Annotated[
    bool,
    typer.Option("--static-only", help="Look at the catalogs only; act as nobody.", rich_help_panel=ENGINES),
]
Probe = Annotated[
    bool,
    typer.Option(
        "--probe",
        help="Act as each role on invented rows too, in a transaction that is rolled back.",
        rich_help_panel=ENGINES,
    ),
]
Mutate = Annotated[
    bool,
    typer.Option(
        "--mutate",
        help="Weaken every policy in a shadow database too, and say which weakening nobody would notice.",
        rich_help_panel=ENGINES,
    ),
]
Bar = Annotated[
    FailOn,
    typer.Option("--fail-on", help="End with status 5 from this severity on.", rich_help_panel=JUDGING),
]
Strict = Annotated[
    bool,
    typer.Option(
        "--strict", help="End with status 5 where something could not be tested.", rich_help_panel=JUDGING
    ),
]
Baseline = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="Findings that are accepted: a list of waivers, or an earlier report in JSON.",
        rich_help_panel=JUDGING,
    ),
]
EmitMatrix = Annotated[
    bool, typer.Option("--emit-matrix", help="Print the measured access as YAML, to be declared.")
]
Form = Annotated[
    RlsFormat, typer.Option("--format", help="How to print the verdict.", rich_help_panel=TALKING)
]


def command(
    which: Which,
    source: Source,
    meaning: Meaning,
    live: Live,
    talk: Talk,
    static_only: StaticOnly = False,
    probe: Probe = False,
    mutate: Mutate = False,
    fail_on: Bar = FailOn.warning,
    strict: Strict = False,
    baseline: Baseline = None,
    emit_matrix: EmitMatrix = False,
    form: Form = RlsFormat.text,
) -> ExitStatus:
    """Show that no tenant sees or touches another's rows, or who does, and by which path.

    Reads only, and holds no lock on a table. With --url and --config, or --setting, no project is needed.
    """
    from dbtool import api
    from dbtool.cli.printing.rls import rls_status

    request = api.RlsRequest(
        config=meaning.config,
        options=meaning.options(),
        static_only=static_only,
        probe=probe,
        mutate=mutate,
        waivers=baseline,
    )
    output = Output.of(talk)
    results, status = over_each(
        live_subjects(which, source, live, alone=meaning.config is not None or meaning.setting is not None),
        output,
        lambda subject, progress: api.verify_rls(subject, request, progress=progress),
    )
    _print(output, results, form, emit_matrix=emit_matrix)
    return worst([status, *(rls_status(result, fail_on.value, strict=strict) for result in results)])


def _print(output: Output, results: Sequence[RlsResult], form: RlsFormat, *, emit_matrix: bool) -> None:
    if emit_matrix:
        from dbtool.cli.printing.rls_matrix import matrix_yaml

        output.data("\n".join(map(matrix_yaml, results)))
        return
    match form:
        case RlsFormat.text:
            from dbtool.cli.printing.rls import rls_text

            output.data("\n\n".join(rls_text(result, output.width) for result in results))
        case RlsFormat.json:
            from dbtool.cli.printing.rls_json import rls_json

            output.data(rls_json(results))
        case RlsFormat.sarif:
            from dbtool.cli.printing.rls_sarif import rls_sarif

            output.data(rls_sarif(results))
        case RlsFormat.junit:
            from dbtool.cli.printing.rls_junit import rls_junit

            output.data(rls_junit(results))
        case RlsFormat.github:
            from dbtool.cli.printing.rls_github import rls_github

            output.data(rls_github(results))
        case RlsFormat.html:
            from dbtool.cli.printing.rls_html import rls_html

            output.data(rls_html(results))
        case RlsFormat.markdown:
            from dbtool.cli.printing.rls_markdown import rls_markdown

            output.data(rls_markdown(results))
