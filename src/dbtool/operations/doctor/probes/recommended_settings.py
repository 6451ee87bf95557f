"""The settings that a project recommends, in dbtool.toml, against what the server has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.operations.doctor.probe import Patient, Probe, Said
from dbtool.operations.doctor.quantity import meets, shown, wanted
from dbtool.operations.doctor.results import Column, Finding, Table, Unseen

CODE = "recommended-settings"
# How a change of a setting comes into force, by its context in pg_settings.
FORCE = {
    "internal": "cannot be changed in a running cluster",
    "postmaster": "needs a restart",
}
RELOAD = "needs a reload"
COLUMNS = (Column("setting"), Column("recommended"), Column("set"), Column("from"), Column("change"))
# pg_settings leaves out shared_preload_libraries, for one, where a role has no pg_read_all_settings.
HIDDEN = "the server does not show it to this role, or has no such setting"


def _read(rows: Sequence[Row], patient: Patient) -> Iterator[Said]:
    known = {row["name"].lower(): row for row in rows}
    differing, missing, table = [], [], []
    for name, text in patient.recommended.items():
        row = known.get(name.lower())
        if row is None:
            missing.append(name)
            continue
        force = FORCE.get(row["context"], RELOAD)
        now = shown(row["setting"], row["unit"])
        try:
            met = meets(text, row["setting"], row["unit"], row["vartype"])
        except ValueError as error:
            message = f"the recommended {name} = {text} is no value of it: {error}"
            yield Finding("recommended-setting-wrong", "warning", message, "mend it in dbtool.toml")
            continue
        table.append((name, text, now, row["source"], "" if met else force))
        if not met:
            differing.append((name, text, now, force))
    for name, text, now, force in differing:
        value = wanted(text).value.replace("'", "''")
        advice = f"ALTER SYSTEM SET {name} = '{value}' ({force})"
        yield Finding(CODE, "warning", f"{name} is {now}, recommended is {text}", advice, (name,))
    if missing and patient.reads_settings:
        message = f"the server has no setting {', '.join(missing)}"
        advice = "mend the name in dbtool.toml, or install the extension that has it"
        yield Finding("recommended-setting-unknown", "warning", message, advice, tuple(missing))
    elif missing:
        yield Unseen(CODE, f"{', '.join(missing)}: {HIDDEN}", patient.grant())
    yield Table(CODE, "recommended settings", COLUMNS, tuple(table))


PROBE = Probe(
    name=CODE,
    healthy="every recommended setting is set",
    read=_read,
    query=lambda _patient: "settings.sql",
    wanted=lambda patient: bool(patient.recommended),
)
