"""JSON output is what docs/json says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from dbtool.cli.printing.apply import outcome_values
from dbtool.cli.printing.backup import listed_values, made_values, pruned_values, verified_values
from dbtool.cli.printing.backup import status_values as backup_status_values
from dbtool.cli.printing.check import check_values
from dbtool.cli.printing.common import json_text
from dbtool.cli.printing.doctor import doctor_values
from dbtool.cli.printing.import_ import import_values
from dbtool.cli.printing.maintain import run_values
from dbtool.cli.printing.maintain import status_values as status_of_tasks
from dbtool.cli.printing.plan import preview_values
from dbtool.cli.printing.restore import restored_values
from dbtool.cli.printing.revision import revision_values
from dbtool.cli.printing.roles import roles_values
from dbtool.cli.printing.status import history_values, status_values
from dbtool.cli.printing.verify import verify_values
from dbtool.diff.report_json import diff_values
from dbtool.model.access import AccessChange
from dbtool.operations.results import RevisionResult
from dbtool.operations.roles.listing import RolesResult, RoleState
from tests.backup import samples as backed_up
from tests.cli import samples
from tests.doctor.samples import EXAMINED, HEALTHY
from tests.maintain.samples import BUSY, FORESEEN, RAN, STANDS

SCHEMAS = Path(__file__).parents[2] / "docs" / "json"
WRITTEN = RevisionResult(database="octopus", path=Path("migrations/0003_x.py"), plan=samples.PLAN)
NOTHING = RevisionResult(database="fx", path=None, plan=samples.NO_DIFF.plan)
WIDER = {samples.DIFF.differences[0].change.key: AccessChange("wider", "gives SELECT", "a = 1")}
OPENING = replace(samples.DIFF, plan=replace(samples.DIFF.plan, access=WIDER))
ROLES = RolesResult(
    database="app",
    passwords_seen=True,
    roles=(
        RoleState(name="a", declared=True, exists=False, reference="A_PASSWORD"),
        RoleState(name="b", declared=False, exists=True, password="md5", warnings=("its password is md5",)),
    ),
)

PRINTED: dict[str, Callable[[], Iterable[Mapping[str, Any]]]] = {
    "diff": lambda: map(diff_values, [samples.DIFF, samples.NO_DIFF, OPENING]),
    "check": lambda: [check_values(samples.CHECK)],
    "revision": lambda: map(revision_values, [WRITTEN, NOTHING]),
    "plan": lambda: [preview_values(samples.PREVIEW)],
    "apply": lambda: map(outcome_values, [samples.APPLIED, samples.APPLIED_FX]),
    "status": lambda: [status_values(samples.STATUS_RESULT)],
    "history": lambda: [history_values("octopus", samples.HISTORY)],
    "verify": lambda: map(verify_values, [samples.VERIFIED, samples.NOT_VERIFIED]),
    "import": lambda: [import_values(samples.IMPORTED)],
    "doctor": lambda: map(doctor_values, [EXAMINED, HEALTHY]),
    "roles": lambda: [roles_values(ROLES)],
    "backup": lambda: [
        made_values(*backed_up.MADE),
        listed_values(backed_up.LISTED),
        verified_values(backed_up.MADE[2]),
        pruned_values(backed_up.PRUNED),
        backup_status_values(backed_up.STATUS),
        restored_values(backed_up.RESTORED),
    ],
    "maintain": lambda: [*map(run_values, [RAN, BUSY, FORESEEN]), status_of_tasks(STANDS)],
}


def _schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def _validator(name: str) -> Draft202012Validator:
    common = Resource.from_contents(_schema("common"))
    return Draft202012Validator(
        _schema(name), registry=Registry().with_resource("common.schema.json", common)
    )


@pytest.mark.parametrize("name", PRINTED)
def test_json_fits_its_schema(name: str) -> None:
    printed = json.loads(json_text(PRINTED[name]()))
    assert [error.message for error in _validator(name).iter_errors(printed)] == []
    assert printed["databases"]


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.schema.json")), ids=lambda path: path.name)
def test_schema_is_valid_and_used(path: Path) -> None:
    name = path.name.removesuffix(".schema.json")
    Draft202012Validator.check_schema(_schema(name))
    # What verify-rls prints over several databases is one list of findings; tests/rls holds it to its schema.
    assert name in ("common", "verify-rls") or name in PRINTED


def test_difference_in_json_says_all() -> None:
    (found,) = json.loads(json_text([diff_values(samples.DIFF)]))["databases"]
    altered = next(
        row for row in found["differences"] if row["change"] == "alter" and row["cause"] == "drift"
    )
    assert altered == {
        "change": "alter",
        "kind": "column",
        "path": ["public", "orders", "status"],
        "name": "column public.orders.status",
        "description": "alter column public.orders.status: "
        "type text → character varying(20), nullable yes → no",
        "fields": {
            "type": {"old": "text", "new": "character varying(20)"},
            "nullable": {"old": True, "new": False},
        },
        "cause": "drift",
        "origin": None,
    }


def test_no_password_is_in_the_json() -> None:
    assert "secret" not in json_text([status_values(samples.STATUS_RESULT)])
