"""The contract of `kinds/base.py`, asked of every kind."""

from __future__ import annotations

import dataclasses
import importlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dbtool.catalog.query import text_of
from dbtool.catalog.scope import find_scope
from dbtool.catalog.server import server_info
from dbtool.diff.differ import diff
from dbtool.kinds import BY_NAME, KINDS
from dbtool.kinds.base import Kind, Rule
from dbtool.kinds.edges import with_known_edges
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.release import numbers
from dbtool.render.environment import DdlEnvironment
from dbtool.render.setting import Setting
from dbtool.server.contract import Server
from tests.contract import (
    samples_access,
    samples_classes,
    samples_database,
    samples_foreign,
    samples_languages,
    samples_more,
    samples_operators,
    samples_settings,
    samples_structured,
    samples_tables,
    samples_timescale,
    samples_types,
    samples_upkeep,
)
from tests.contract.naming import Names, odd, plain
from tests.contract.sample import Sample, Samples
from tests.support.extensions import NEEDS_ICU, has_icu, lacking, skip_without
from tests.support.pipeline import Pipeline, Workbench

ADDRESS = ("classid", "objid", "objsubid")
SAMPLES: dict[str, Samples] = {
    **samples_types.SAMPLES,
    **samples_structured.SAMPLES,
    **samples_more.SAMPLES,
    **samples_languages.SAMPLES,
    **samples_classes.SAMPLES,
    **samples_operators.SAMPLES,
    **samples_tables.SAMPLES,
    **samples_access.SAMPLES,
    **samples_timescale.SAMPLES,
    **samples_upkeep.SAMPLES,
    **samples_settings.SAMPLES,
    **samples_foreign.SAMPLES,
    **samples_database.SAMPLES,
}
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
spelled_both_ways = pytest.mark.parametrize("spelled", [plain, odd], ids=["plain", "odd"])


@every_kind
def test_field_is_identity_or_has_a_rule(kind: Kind) -> None:
    fields = {field.name for field in dataclasses.fields(kind.model)}

    assert set(kind.model.identity) <= fields
    assert set(kind.fields) == fields - set(kind.model.identity)


@every_kind
def test_catalog_query_gives_the_fields_and_the_address(
    kind: Kind, workbench: Workbench, server: Server
) -> None:
    if server.edition == "none" and "timescale" in kind.source:
        pytest.skip("this server has no TimescaleDB")
    with workbench.pipeline(timescaledb=True) as pipeline, pipeline.live.cursor() as cursor:
        scope = find_scope(pipeline.live, server_info(pipeline.live))
        cursor.execute(text_of(kind.catalog_file).encode(), scope)
        columns = [column.name for column in cursor.description or ()]

    fields = [field.name for field in dataclasses.fields(kind.model)]
    unread = {"position"} - set(columns)
    assert sorted(columns) == sorted([*(f for f in fields if f not in unread), *ADDRESS])


@every_kind
def test_template_has_the_three_macros(kind: Kind) -> None:
    template = DdlEnvironment().get_template(kind.template)
    module = template.make_module({"db": Setting()})

    assert {"create", "alter", "drop"} <= set(vars(module))


@every_kind
def test_module_docstring_says_what_the_kind_manages(kind: Kind) -> None:
    text = sys.modules[kind.model.__module__].__doc__ or ""

    assert len(text.split()) >= 5
    assert importlib.import_module(kind.model.__module__).KIND is kind


def test_names_of_kinds_are_those_of_their_files() -> None:
    assert [Path(kind.source).stem for kind in KINDS] == list(BY_NAME)


def test_samples_cover_every_kind() -> None:
    assert set(SAMPLES) == set(BY_NAME)


@every_kind
def test_samples_vary_every_field(kind: Kind) -> None:
    samples = SAMPLES[kind.name](Names(plain, "role_"))
    varied = {name for sample in samples for name in sample.varied}
    exempt = {name for sample in samples for name in sample.exempt}

    assert varied | exempt == set(kind.fields)
    assert not varied & exempt


@every_kind
def test_change_of_a_field_is_a_change(kind: Kind) -> None:
    for sample in SAMPLES[kind.name](Names(plain, "role_")):
        for name in sample.varied:
            variation = sample.variation(name)
            old = with_known_edges({sample.fact.key: sample.fact})
            new = with_known_edges({sample.fact.key: sample.with_(variation)})
            found = {field for change in diff(old, new) for field in getattr(change, "fields", ())}
            differing = {
                field: value
                for field, value in variation.values.items()
                if getattr(sample.fact, field) != value
            }
            assert name in differing
            assert found == {field for field, value in differing.items() if not _silent(kind, field, value)}


@every_kind
@spelled_both_ways
def test_change_of_a_field_is_carried_out(
    kind: Kind, spelled: Callable[[str], str], workbench: Workbench, server: Server
) -> None:
    if server.edition == "none" and "timescale" in kind.source:
        pytest.skip("this server has no TimescaleDB")
    names = Names(spelled, workbench.role_prefix)
    for sample in known_to(server, SAMPLES[kind.name](names)):
        with workbench.pipeline(
            timescaledb="timescale" in kind.source, labels=kind.name == "security_label"
        ) as pipeline:
            _carry_out(sample, pipeline)


def known_to(server: Server, samples: list[Sample]) -> list[Sample]:
    """Give the samples that the server's version has; skips where that is none, or ICU lacks."""
    if "'icu'" in repr(samples) and not has_icu(server.url):
        pytest.skip(NEEDS_ICU)
    installed = numbers(server.ts or "")
    there = [sample for sample in samples if not lacking(server.url, _extensions(sample))]
    if not there:
        skip_without(server.url, _extensions(samples[0]))
    found = [
        sample
        for sample in there
        if sample.since <= server.pg // 10000 and (not installed or sample.timescaledb <= installed)
    ]
    if not found:
        oldest = min(samples, key=lambda sample: (sample.since, sample.timescaledb))
        timescaledb = ".".join(map(str, oldest.timescaledb))
        pytest.skip(f"needs TimescaleDB {timescaledb}" if timescaledb else f"needs PostgreSQL {oldest.since}")
    return found


def _extensions(sample: Sample) -> set[str]:
    return {fact.key.path[0] for fact in (*sample.world, sample.fact) if fact.kind == "extension"}


def _carry_out(sample: Sample, pipeline: Pipeline) -> None:
    """Make the object, change each of its fields there and back, and drop it."""
    found = pipeline.inspect()
    empty = found.only(key for key in found if not BY_NAME[key.kind].cluster)
    start = _with(empty, (*sample.world, sample.fact))
    pipeline.bring_straight_to(start)
    for name in sorted(sample.varied, key=lambda name: sample.variation(name).one_way):
        variation = sample.variation(name)
        changed = sample.with_(variation)
        print("varying", name)
        pipeline.bring_straight_to(_with(start, (*variation.beside, changed)))
        if not variation.one_way:
            pipeline.bring_straight_to(start)
    if sample.removable:
        pipeline.bring_straight_to(_with(empty, sample.world))
    pipeline.bring_straight_to(empty)


def _with(database: Database, facts: tuple[Fact, ...]) -> Database:
    known: dict[Key, Fact] = {**database.facts, **{fact.key: fact for fact in facts}}
    return with_known_edges(known, unmodelled=database.unmodelled)


def _silent(kind: Kind, field: str, value: object) -> bool:
    rule = kind.fields[field]
    return rule is Rule.IGNORE or (rule is Rule.OPTIONAL and value is None)
