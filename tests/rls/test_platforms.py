"""The platforms' documents, built as they are written: what is wrong with whose rows are whose is found."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from ruamel.yaml import YAML

from dbtool.execute.connect import database_name
from dbtool.execute.progress import Silent
from dbtool.operations.rls_request import RlsRequest
from dbtool.operations.verify_rls import verify_rls
from dbtool.server.contract import Server
from dbtool.settings import Subject
from tests.cli.programs import run_dbtool
from tests.rls.rls_cases import drop_roles
from tests.support.databases import Databases

HERE = Path(__file__).parent
SEEDS = HERE.parent / "documents" / "seeds"
# From here on are the ids of what the probe alone finds.
SHOWN = "RLS5"
ANYTHING = ("--allow", "all", "--community-features", "emulate")
DOCUMENTS: dict[str, dict[str, Any]] = YAML(typ="safe").load((HERE / "documents.yml").read_text())


@dataclass(frozen=True, slots=True)
class Built:
    """A document in a database of its own; its roles, the cluster's, have other names there."""

    url: str
    folder: Path
    said: Mapping[str, Any]
    prefix: str
    found: Sequence[Mapping[str, Any]] = ()

    def named(self, text: str) -> str:
        """Give a text of the document or about it with the names that the roles have here."""
        return re.sub(rf"\b({'|'.join(self.said['roles'])})\b", rf"{self.prefix}\1", text)

    def run(self, *arguments: str, status: Collection[int] = (0,)) -> str:
        """Run dbtool to its end, and give what it printed."""
        done = run_dbtool(*arguments, "--quiet", "--format", "json", folder=self.folder)
        assert done.returncode in status, done.stderr + done.stdout
        return done.stdout


@pytest.fixture(scope="module", params=DOCUMENTS)
def document(
    request: pytest.FixtureRequest,
    server: Server,
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Built]:
    """One of the documents, imported and applied."""
    if databases.template is None:
        pytest.skip("this server has no TimescaleDB")
    name, prefix = str(request.param), f"dbtool_rls_{secrets.token_hex(3)}_"
    place = Built(databases.create(), tmp_path_factory.mktemp(name), DOCUMENTS[name], prefix)
    text = (SEEDS / f"{place.said.get('document', name)}.md").read_text(encoding="utf-8")
    (place.folder / "seed.md").write_text(place.named(text), encoding="utf-8")
    with psycopg.connect(place.url, autocommit=True) as connection:
        try:
            connection.execute(place.named(place.said.get("before", "")).encode())
            scratch = ("--scratch-url", server.url)
            # Status 1 says that there are errors that are not mended, such as a backup role that cannot read.
            printed = place.run("import", "--from", "seed.md", "--to", "defs", *scratch, status=(0, 1))
            there = ("--definitions", "defs", "--url", place.url, *scratch)
            place.run("apply", "--direct", "--yes", *there, *ANYTHING)
            connection.execute(place.named(place.said.get("more", "")).encode())
            (found,) = json.loads(printed)["databases"]
            yield replace(place, found=found["findings"])
        finally:
            drop_roles(connection, prefix)


def test_import_tells_at_which_line(document: Built) -> None:
    found = {f"{finding['origin']['line']} {finding['code']}" for finding in document.found}

    assert set(document.said["check"]) - found == set(), sorted(found)


def test_verify_rls_names_the_object(document: Built) -> None:
    config = document.folder / "tenancy.yml"
    with config.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump({"tenancy": document.said["tenancy"]}, file)
    config.write_text(document.named(config.read_text(encoding="utf-8")), encoding="utf-8")
    subject = Subject(name=database_name(document.url), sources=(), url=document.url)
    result = verify_rls(subject, RlsRequest(config=config, probe=True), progress=Silent())
    found: dict[str, list[str]] = {}
    for finding in result.at_least("warning"):
        if finding.id != "RLS000":
            found.setdefault(finding.id, []).append(finding.object.removeprefix(document.prefix))

    assert {id: sorted(set(objects)) for id, objects in found.items() if id < SHOWN} == document.said[
        "verify"
    ]
    # What is open is shown by rows that a tenant reads and should not.
    assert set(found.get("RLS501", [])) == set(found.get("RLS001", []))
    assert not [f"{one.object}: {one.reason}" for one in result.inconclusive]
