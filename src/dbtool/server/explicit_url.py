"""The provider `url`: a server that somebody named in the environment; it is used, never reconfigured."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from dbtool.server.contract import Refused, Say, Server
from dbtool.server.facts import read_server

VARIABLES = ("DBTOOL_TEST_URL", "DBTOOL_SERVER_URL")


@dataclass(frozen=True, slots=True)
class ExplicitUrl:
    """Gives the server of the first of `VARIABLES` that is set."""

    options: Mapping[str, str] = field(default_factory=dict)
    name: str = "url"

    def acquire(self, report: Say) -> Server:
        variable = next((v for v in VARIABLES if os.environ.get(v)), None)
        if variable is None:
            raise Refused(f"neither {' nor '.join(VARIABLES)} is set")
        if self.options:
            wanted = ", ".join(self.options)
            raise Refused(f"{variable} names a server that is not ours to reconfigure ({wanted})")
        try:
            return read_server(os.environ[variable], provider=self.name, bin_dir=None)
        except Refused as refused:
            raise Refused(f"{variable}: {refused.reason}") from refused
