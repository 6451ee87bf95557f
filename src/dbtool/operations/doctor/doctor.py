"""`dbtool doctor`: every probe on its own, so that what one may not see keeps no other from looking."""

from __future__ import annotations

import time
from pathlib import Path

import psycopg

from dbtool.catalog.query import rows, text_of
from dbtool.errors import DbtoolError
from dbtool.execute.connect import Connection, place
from dbtool.execute.progress import Progress
from dbtool.model.quoting import ident
from dbtool.operations.doctor.backups import backup_findings
from dbtool.operations.doctor.declared import declared_by
from dbtool.operations.doctor.probe import Declared, Patient, Probe, Said
from dbtool.operations.doctor.probes import PROBES
from dbtool.operations.doctor.results import DoctorResult, Finding, Table, Unseen
from dbtool.operations.doctor.session import examination, patient_of, reason
from dbtool.operations.sources import live_url
from dbtool.settings import Subject

GRAVITY = ("error", "warning", "info", "ok")
CANCELED, NO_LOCK = psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable
_FOLDER = Path(__file__).with_name("probes")


def doctor(subject: Subject, *, progress: Progress) -> DoctorResult:
    """Examine a live database without changing it.

    Shape:  findings with the gravest first, in the order of the probes.
    Errors: ServerUnavailable, DatabaseMissing, InsufficientRights where the role may not even connect.
    """
    started = time.monotonic()
    said: list[Said] = []
    declared = _declared(subject, said)
    with examination(subject) as connection:
        patient = patient_of(connection, subject, declared)
        wanted = [probe for probe in PROBES if probe.wanted(patient)]
        for probe in wanted:
            progress.note(f"looking at {probe.name}")
            said += examined(connection, probe, patient)
        said += backup_findings(subject, connection)
    findings = [one for one in said if isinstance(one, Finding)]
    server = patient.server
    return DoctorResult(
        database=subject.name,
        url=place(live_url(subject)),
        server=_named(patient),
        edition=server.edition,
        findings=tuple(sorted(findings, key=lambda finding: GRAVITY.index(finding.severity))),
        tables=tuple(one for one in said if isinstance(one, Table)),
        unseen=tuple(one for one in said if isinstance(one, Unseen)),
        seconds=time.monotonic() - started,
    )


def examined(connection: Connection, probe: Probe, patient: Patient) -> list[Said]:
    """Give what one probe says; a refusal of the server is what could not be seen.

    Errors: psycopg.Error where the connection itself is lost.
    """
    try:
        found = rows(connection, _query(probe, patient), patient.parameters)
    except psycopg.Error as error:
        if connection.closed:
            raise
        return [_unseen(probe, patient, error)]
    said: list[Said] = list(probe.read(found, patient))
    if probe.healthy and not any(isinstance(one, Finding | Unseen) for one in said):
        said.append(Finding(probe.name, "ok", probe.healthy))
    return said


def _query(probe: Probe, patient: Patient) -> str:
    text = text_of(_FOLDER / probe.file(patient))
    schemas = {
        "statements_schema": patient.statements_schema,
        "timescaledb_schema": patient.server.timescaledb_schema,
    }
    for name, schema in schemas.items():
        text = text.replace(f"{name}.", f"{ident(schema or '')}.")
    return text


def _unseen(probe: Probe, patient: Patient, error: psycopg.Error) -> Unseen:
    if isinstance(error, CANCELED):
        return Unseen(probe.name, "it took too long", "raise --statement-timeout")
    if isinstance(error, NO_LOCK):
        return Unseen(probe.name, f"another session holds a lock: {reason(error)}", "try again later")
    refused = isinstance(error, psycopg.errors.InsufficientPrivilege)
    return Unseen(probe.name, reason(error), probe.remedy(patient) if refused else "")


def _declared(subject: Subject, said: list[Said]) -> Declared:
    try:
        return declared_by(subject)
    except DbtoolError as error:
        remedy = "`dbtool check` says more"
        said.append(Unseen("definitions", f"the definitions cannot be read: {error.message}", remedy))
        return Declared()


def _named(patient: Patient) -> str:
    text = f"PostgreSQL {patient.major}.{patient.minor}"
    installed = patient.server.timescaledb
    return f"{text}, TimescaleDB {installed}" if installed else text
