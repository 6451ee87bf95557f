"""Which edition a test of maintenance needs."""

from __future__ import annotations

import pytest

from dbtool.server.contract import Server


@pytest.fixture
def apache(server: Server) -> None:
    if server.edition != "apache":
        pytest.skip(f"needs the Apache edition of TimescaleDB; this server has {server.edition}")
