"""The servers of a test run: the main process acquires one, each further worker of pytest-xdist its own.

Roles, tablespaces and what a backup makes of them belong to a whole cluster: workers that share one meet each
other's. Only a server that is not ours, such as DBTOOL_TEST_URL's, is shared among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbtool.errors import DbtoolError
from dbtool.server.contract import Server
from dbtool.server.provider import acquire_server
from tests.support.databases import create_template, drop_database, run_name


@dataclass(frozen=True, slots=True)
class TestSession:
    """The run's server and template, or why there is no server."""

    __test__ = False

    server: Server | None
    template: str | None
    run: str
    failure: str = ""
    shared: bool = False

    @classmethod
    def open(cls) -> TestSession:
        """Acquire the server; a failure is kept for the tests that need one, others run without."""
        run, talk = run_name(), list[str]()
        try:
            server = acquire_server(say=talk.append)
        except DbtoolError as error:
            return cls(None, None, run, f"{error} ({error.hint})")
        try:
            return cls(server, create_template(server, run), run)
        except BaseException:
            server.close()
            raise

    @classmethod
    def received(cls, passed: dict[str, Any]) -> TestSession:
        """Give what the main process passed on, whose own the server stays; our own if it says so."""
        if passed["apart"]:
            return cls.open()
        facts = passed["server"]
        if facts is None:
            return cls(None, None, passed["run"], passed["failure"], shared=True)
        bin_dir = Path(facts["bin_dir"]) if facts["bin_dir"] else None
        server = Server(**{**facts, "bin_dir": bin_dir, "owned": False})
        return cls(server, passed["template"], passed["run"], shared=True)

    def passed_on(self, *, first: bool) -> dict[str, Any]:
        """Give plain values for `received`; the `first` worker has this session's server, owned or not."""
        facts = None
        if self.server:
            plain = ("url", "edition", "pg", "ts", "provider")
            facts = {name: getattr(self.server, name) for name in plain}
            facts["bin_dir"] = str(self.server.bin_dir) if self.server.bin_dir else None
        apart = self.server is not None and self.server.owned and not first
        given = {"template": self.template, "run": self.run, "failure": self.failure}
        return {**given, "server": facts, "apart": apart}

    def header(self) -> str:
        return f"server: {self.server.describe()}" if self.server else f"server: none, {self.failure}"

    def close(self) -> None:
        if self.server is None or self.shared:
            return
        if self.template and not self.server.owned:
            drop_database(self.server.url, self.template)
        self.server.close()
