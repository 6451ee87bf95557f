"""Progress: what the executor tells whoever watches. The command line draws it; `Silent` drops it."""

from __future__ import annotations

from typing import Protocol

from dbtool.model.statement import Statement


class Progress(Protocol):
    """Receives the events of one run, in order; `note` and `warn` at any time, from another thread too.

    Shape: a step that is tried again is started again, but done once; one that an earlier run has done is
           only done. `total` counts the steps that can be foreseen: hand-written revisions may have others.
    Units: `seconds` is wall time of the step, lock waits included.
    """

    def begin(self, total: int, title: str) -> None: ...

    def step_started(self, step: Statement) -> None: ...

    def step_done(self, step: Statement, seconds: float) -> None: ...

    def note(self, text: str) -> None: ...

    def warn(self, text: str) -> None: ...

    def end(self) -> None: ...


class Silent:
    """A Progress that shows nothing."""

    def begin(self, total: int, title: str) -> None:
        pass

    def step_started(self, step: Statement) -> None:
        pass

    def step_done(self, step: Statement, seconds: float) -> None:
        pass

    def note(self, text: str) -> None:
        pass

    def warn(self, text: str) -> None:
        pass

    def end(self) -> None:
        pass
