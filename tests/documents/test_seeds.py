"""The five platforms' documents, imported whole: what is found in them, and that the rest can be built."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from dbtool.catalog.inspector import inspect
from dbtool.cli.printing.common import json_text
from dbtool.cli.printing.import_findings import document_values, findings_text
from dbtool.execute.bench import bench_at, roles_of, steps_between
from dbtool.execute.progress import Silent
from dbtool.execute.stand_in import as_scratch_holds
from dbtool.operations.import_document import DocumentImport, import_document
from dbtool.server.contract import Server

HERE = Path(__file__).parent
SEEDS = sorted(path.stem for path in (HERE / "seeds").glob("*.md"))
SCHEMAS = HERE.parents[1] / "docs" / "json"
UPDATE = "DBTOOL_UPDATE_GOLDEN"
_FOUND: dict[str, DocumentImport] = {}


@pytest.fixture
def imported(
    request: pytest.FixtureRequest, server: Server, monkeypatch: pytest.MonkeyPatch
) -> DocumentImport:
    """One of the documents, imported once in a run."""
    name: str = request.param
    if name not in _FOUND:
        monkeypatch.chdir(HERE / "seeds")
        path = Path.cwd() / f"{name}.md"
        _FOUND[name] = import_document(path, scratch_url=server.url, progress=Silent())
    return _FOUND[name]


seeds = pytest.mark.parametrize("imported", SEEDS, indirect=True)


@seeds
def test_findings_are_golden(imported: DocumentImport) -> None:
    path, printed = HERE / "golden" / f"{imported.file}.txt", findings_text(imported) + "\n"
    if os.environ.get(UPDATE):
        path.write_text(printed, encoding="utf-8")
    assert printed == path.read_text(encoding="utf-8"), f"{UPDATE}=1 rewrites {path.name}; read its diff"


@seeds
def test_findings_fit_their_schema(imported: DocumentImport) -> None:
    common, found = (
        json.loads((SCHEMAS / f"{name}.schema.json").read_text()) for name in ("common", "import")
    )
    registry = Registry().with_resources(
        (name, Resource.from_contents({**schema, "$id": name}))
        for name, schema in (("common.schema.json", common), ("import.schema.json", found))
    )
    finding = {"$ref": "import.schema.json#/$defs/finding"}
    validator = Draft202012Validator(finding, registry=registry)
    printed = json.loads(json_text([document_values(imported)]))["databases"][0]
    assert [error.message for one in printed["findings"] for error in validator.iter_errors(one)] == []
    assert printed["findings"]


@seeds
def test_no_password_is_told(imported: DocumentImport) -> None:
    said = findings_text(imported) + json_text([document_values(imported)])
    assert "secure_password" not in said
    assert "app_password" not in said


@seeds
def test_every_finding_has_a_place_and_a_reason(imported: DocumentImport) -> None:
    for finding in imported.findings:
        assert finding.origin.file == imported.file
        assert finding.origin.line > 0, finding
        assert finding.message.strip()
        # What the server refused was mended, or the statement was left out.
        assert not finding.server_message or finding.state != "kept"


@seeds
def test_what_is_left_is_built_again_from_its_facts(
    imported: DocumentImport, plain_database_url: str
) -> None:
    wanted = as_scratch_holds(imported.database)
    with bench_at(plain_database_url, roles_of(imported.database.facts.values())) as bench:
        assert bench.run(steps_between(bench.base, wanted, online=False)) == []
        built = bench.read()
        assert inspect(bench.connection, builder=bench.builder).unmodelled == ()
    assert {key for key in built if key.kind == "table"} == {key for key in wanted if key.kind == "table"}


# What each document does wrong, by the line at which it shows.
TRAPS = {
    "octopus": {
        (24, "missing-extension"),
        (32, "untyped-array"),
        (49, "untyped-array"),
        (134, "missing-extension"),
        (172, "hypertable-key"),
        (194, "hypertable-key"),
        (212, "hypertable-key"),
        (252, "K101"),
        (260, "K101"),
        (274, "default-index-twin"),
        (308, "literal-password"),
        (309, "database-name"),
        (314, "literal-password"),
        (320, "literal-password"),
        (335, "setting-raises"),
        (341, "setting-raises"),
        (360, "server-settings"),
        (361, "archive-overwrites"),
        (392, "renamed-column"),
        (393, "missing-extension"),
        (403, "renamed-column"),
        (430, "server-settings"),
    },
    "fx": {
        (51, "K101"),
        (107, "untouched-column"),
        (289, "partitioned-key"),
        (289, "shared-sequence"),
        (294, "bound-without-zone"),
        (348, "K103"),
        (351, "K103"),
        (379, "setting-empty"),
        (404, "archive-overwrites"),
        (419, "renamed-column"),
        (420, "missing-extension"),
        (425, "renamed-column"),
        (443, "reindex-blocks"),
        (454, "literal-password"),
        (455, "granted-too-early"),
        (458, "literal-password"),
        (459, "granted-too-early"),
        (465, "announced-only"),
        (472, "query-fails"),
        (486, "seed-rows"),
    },
    "quant": {
        (38, "missing-extension"),
        (99, "hypertable-key"),
        (194, "foreign-key"),
        (209, "hypertable-key"),
        (223, "foreign-key"),
        (233, "hypertable-key"),
        (283, "several-databases"),
        (324, "seed-rows"),
        (453, "empty-dump"),
        (456, "restore-without-hooks"),
    },
    "algotrading": {
        (339, "hypertable-key"),
        (339, "missing-extension"),
        (343, "default-index-twin"),
        (355, "foreign-key"),
        (589, "retention-drops-all"),
        (591, "announced-only"),
        (591, "announced-too-late"),
        (599, "retention-by-hand"),
        (602, "retention-by-hand"),
        (610, "announced-only"),
        (630, "fan-out"),
        (637, "commented-out"),
        (643, "asked-in-prose"),
        (646, "asked-in-prose"),
    },
    "trading_ai": {
        (195, "told-as-table"),
        (197, "auto-increment"),
        (208, "on-update"),
        (215, "made-differently"),
        (216, "made-differently"),
        (256, "on-update"),
        (303, "on-update"),
        (356, "on-update"),
        (474, "hypertable-key"),
        (474, "missing-extension"),
        (481, "compression-not-enabled"),
        (574, "on-update"),
        (1095, "empty-dump"),
        (1121, "vacuum-full"),
    },
}  # fmt: skip


@seeds
def test_every_trap_is_found(imported: DocumentImport) -> None:
    found = {(finding.origin.line, finding.code) for finding in imported.findings}
    assert TRAPS[imported.file.removesuffix(".md")] - found == set()
