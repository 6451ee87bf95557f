"""Loading takes time in proportion to what there is to load."""

from __future__ import annotations

import time
from pathlib import Path

from dbtool.definitions.loader import load

BODY = """\
table: t{n}
columns:
  id: uuid not null default gen_random_uuid()
  symbol: {{type: text, nullable: false, comment: Exchange ticker}}
  price: numeric(20, 2)
primary_key: [id]
indexes: {{t{n}_symbol: [symbol, price desc]}}
foreign_keys: [id -> t{before}(id)]
"""


def test_loading_is_linear(tmp_path: Path) -> None:
    few, many = _seconds(tmp_path / "few", 50), _seconds(tmp_path / "many", 400)
    assert many < 8 * few * 2


def _seconds(folder: Path, count: int) -> float:
    folder.mkdir()
    for number in range(count):
        (folder / f"t{number:04}.yml").write_text(BODY.format(n=number, before=max(number - 1, 0)))
    started = time.process_time()
    loaded = load([folder], variables={}, target=None, database="d")
    assert len(loaded.facts) == 7 * count
    return time.process_time() - started
