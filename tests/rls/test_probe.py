"""The probe: defects that only show when somebody acts are found, and sound databases found sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from ruamel.yaml import YAML

from dbtool.definitions.forms.intent import tenancy_of
from dbtool.definitions.forms.tenancy import TenancyForm
from dbtool.rls.probe.run import probe
from dbtool.rls.reading import read_access
from dbtool.rls.results import Evaluation
from dbtool.rls.review import Review
from tests.rls.rls_cases import ROLE, drop_roles, statements
from tests.support.databases import Databases

FOLDER = Path(__file__).parent / "probe"
Case = Mapping[str, Any]
Built = Callable[[Case], "Probed"]


class Probed:
    """A database as a case describes it, with its tenancy."""

    def __init__(self, url: str, prefix: str, case: Case) -> None:
        self.url, self.prefix, self.case = url, prefix, case
        with self.connect() as connection:
            for statement in self.statements(case["schema"]):
                connection.execute(statement)
            if "commits" in case:
                connection.execute(case["commits"])

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url, autocommit=True)

    def statements(self, texts: str | Sequence[str]) -> list[bytes]:
        text = texts if isinstance(texts, str) else "\n".join(each.rstrip("; \n") + ";" for each in texts)
        return [each.encode() for each in statements(text, self.prefix)]

    def review(self) -> Review:
        tenancy = tenancy_of(TenancyForm.model_validate(_renamed(self.case["tenancy"], self.prefix)))
        with self.connect() as connection:
            return Review(read_access(connection, tenancy), tenancy)

    def probe(self) -> Evaluation:
        return probe(self.connect, self.review())


def _renamed(value: Any, prefix: str) -> Any:
    if isinstance(value, str):
        return value.replace(ROLE, prefix)
    if isinstance(value, list):
        return [_renamed(each, prefix) for each in value]
    if isinstance(value, dict):
        return {_renamed(key, prefix): _renamed(each, prefix) for key, each in value.items()}
    return value


@pytest.fixture
def built(databases: Databases) -> Iterator[Built]:
    """Give what builds a case in a fresh database; its roles are gone after the test."""
    prefix = f"dbtool_p_{databases.worker}_"
    urls: list[str] = []

    def build(case: Case) -> Probed:
        needs = case.get("needs")
        if needs and databases.template is None:
            pytest.skip("this server has no TimescaleDB")
        urls.append(databases.create(template=databases.template) if needs else databases.create())
        return Probed(urls[-1], prefix, case)

    yield build
    for url in urls:
        with psycopg.connect(url, autocommit=True) as connection:
            drop_roles(connection, prefix)


def cases(*, correct: bool) -> list[Any]:
    """Give the cases with findings, or those without."""
    found = []
    for path in sorted(FOLDER.glob("*.yml")):
        for name, body in YAML(typ="safe").load(path.read_text(encoding="utf-8")).items():
            if not name.startswith(".") and correct != ("findings" in body):
                marks = [pytest.mark.community] if body.get("needs") == "community" else []
                found.append(pytest.param(body, id=name, marks=marks))
    return found


@pytest.mark.parametrize("case", cases(correct=True))
def test_a_sound_database_has_no_finding_and_every_table_was_tried(case: Case, built: Built) -> None:
    database = built(case)
    review, seen = database.review(), database.probe()
    assert [each for each in seen.findings if each.severity != "info"] == []
    assert {each.relation for each in seen.isolation} == {each.title for each in review.tenant_relations}
    assert sorted({each.object for each in seen.inconclusive}) == case.get("inconclusive", [])
    assert list(seen.cleared) == case.get("cleared", [])


@pytest.mark.parametrize("case", cases(correct=False))
def test_a_defect_is_real_and_found_where_it_is(case: Case, built: Built) -> None:
    database = built(case)
    shows(database)
    found = {f"{each.id} {each.object}" for each in database.probe().findings if each.severity != "info"}
    assert found == set(case["findings"])


def shows(database: Probed) -> None:
    """Run what the case says can be done though it should not, and take it back."""
    case = database.case
    with psycopg.connect(database.url) as connection:
        *ahead, last = database.statements(case["shows"])
        for statement in ahead:
            connection.execute(statement)
        if "fails" in case:
            with pytest.raises(psycopg.Error) as caught:
                connection.execute(last)
            assert caught.value.sqlstate == case["fails"]
        else:
            cursor = connection.execute(last)
            assert cursor.rowcount == case["touches"] if "touches" in case else cursor.rowcount
        connection.rollback()
