"""What is written of any fact says the same when it is loaded again: every kind, every field, odd names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dbtool.definitions.writing import WRITERS, write
from dbtool.diff.differ import diff
from dbtool.execute.bench import bench_at
from dbtool.kinds import BY_NAME, KINDS
from dbtool.kinds.base import Kind
from dbtool.kinds.edges import with_known_edges
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.server.contract import Server
from tests.contract.naming import Names, odd, plain
from tests.contract.sample import Sample
from tests.contract.test_every_kind import SAMPLES, known_to
from tests.support.pipeline import Pipeline, Workbench

# What the form or the server makes of other fields, so that it cannot differ alone.
_FOLLOWING = ("columns", "signature", "key_columns", "stored", "named")
# What no form can say: maintenance that does nothing, a rule that makes what it would not keep.
_NEVER_SAID = {("maintenance", "vacuum"), ("partition_rule", "since")}
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def test_every_kind_has_a_writer() -> None:
    assert set(WRITERS) == set(BY_NAME)


@every_kind
@pytest.mark.parametrize("spelled", [plain, odd], ids=["plain", "odd"])
def test_what_is_written_loads_as_what_it_was(
    kind: Kind, spelled: Callable[[str], str], workbench: Workbench, server: Server, tmp_path: Path
) -> None:
    if server.edition == "none" and "timescale" in kind.source:
        pytest.skip("this server has no TimescaleDB")
    names = Names(spelled, workbench.role_prefix)
    with workbench.pipeline(timescaledb="timescale" in kind.source) as pipeline:
        with bench_at(pipeline.scratch, ()) as bench:
            base = bench.base
        for number, (sample, facts) in enumerate(_databases(kind, names, server, varied=spelled is odd)):
            known = {**base.facts, **{fact.key: fact for fact in (*sample.world, *facts)}}
            given = with_known_edges(known, unmodelled=base.unmodelled)
            _round_trip(given, base, pipeline, tmp_path / str(number))


def _databases(
    kind: Kind, names: Names, server: Server, *, varied: bool
) -> Iterator[tuple[Sample, tuple[Fact, ...]]]:
    """Give each sample as it is, and with `varied` also with each of its fields varied."""
    for sample in known_to(server, SAMPLES[kind.name](names)):
        yield sample, (sample.fact,)
        for name in sample.varied if varied else ():
            variation = sample.variation(name)
            if name not in _FOLLOWING and (kind.name, name) not in _NEVER_SAID:
                yield sample, (*variation.beside, sample.with_(variation))


def _round_trip(given: Database, base: Database, pipeline: Pipeline, folder: Path) -> None:
    written = write(given, base=base)
    assert not written.unwritten
    for path, text in written.files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        print(f"--- {path}\n{text}")

    found = pipeline.build(folder).wanted

    assert diff(given, found) == []
    assert set(found.facts) == set(given.facts)
