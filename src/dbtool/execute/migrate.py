"""Revisions through Alembic: its graph, version table and calls; dbtool's checks, journal and retries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg
from alembic import op
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, MigrationInfo, RevisionStep
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError

from dbtool.errors import DbtoolError, LedgerConflict, Origin, StepFailed
from dbtool.execute.chunk_locks import check_locks
from dbtool.execute.executor import Executor
from dbtool.execute.failures import failure
from dbtool.execute.history import SCHEMA, applied_revisions, open_entries
from dbtool.execute.reading import RevisionText
from dbtool.execute.repository import Repository, check_unchanged, check_unfinished, texts_of
from dbtool.execute.tally import Tally
from dbtool.execute.workplace import Workplace
from dbtool.model.statement import Statement
from dbtool.revision import Irreversible, executing

Migrations = Callable[[tuple[str, ...]], Iterable[Any]]


class Migration:
    """One run of Alembic on a workplace.

    Shape: `options` are what a MigrationContext of it must be configured with, besides its `fn`;
           `finished` names the revisions that this run completed, in order.
    """

    def __init__(
        self,
        place: Workplace,
        repository: Repository,
        tally: Tally | None = None,
        finished: list[str] | None = None,
    ) -> None:
        self._place = place
        self._repository = repository
        self._texts: Mapping[str, RevisionText] = {}
        self._began = False
        self.finished = finished if finished is not None else []
        self.executor = Executor(
            place.work,
            place.runner,
            place.progress,
            outside=_outside,
            afresh=place.afresh,
            community_features=place.options.community_features,
            own=place.options.own,
            tally=tally,
        )

    @property
    def options(self) -> dict[str, Any]:
        return {
            "version_table_schema": SCHEMA,
            "transaction_per_migration": True,
            "on_version_apply": (self._completed,),
        }

    def steps(self, inner: Migrations) -> Callable[[tuple[str, ...], MigrationContext], Iterator[Any]]:
        """Give the `fn` of a MigrationContext: what `inner` gives, once all of it has been checked."""

        def checked(heads: tuple[str, ...], _context: MigrationContext) -> Iterator[Any]:
            found = list(inner(heads))
            revisions = [step for step in found if isinstance(step, RevisionStep)]
            self._check(heads, revisions)
            for step in found:
                if isinstance(step, RevisionStep):
                    self._begin(step)
                yield step

        return checked

    def run(self, attempt: Callable[[], None]) -> None:
        """Run the revisions by `attempt`, which makes Alembic do it, again where a lock was not free.

        Errors: those of the runner; LedgerConflict, CommunityRequired before anything is changed.
        """

        def once() -> None:
            with executing(self.executor), self._errors():
                attempt()

        try:
            self._place.retrying(once, self.executor)
        finally:
            if self._began:
                self._place.progress.end()

    def _check(self, heads: Sequence[str], steps: Sequence[RevisionStep]) -> None:
        self._texts = texts_of(steps)
        with self._place.side.transaction():
            entries, recorded = open_entries(self._place.side), applied_revisions(self._place.side)
        done = self._repository.applied(heads)
        check_unchanged([s for s in self._repository.scripts() if s.revision in done], recorded)
        check_unfinished(steps, entries)
        texts = [(step, self._texts[step.revision.revision]) for step in steps]
        for step, text in texts:
            if step.is_downgrade and text.irreversible:
                raise _irreversible(step.revision.revision, text.irreversible, Origin.of(text.path))
        statements = [s for step, text in texts for s in text.steps(_direction(step))]
        self.executor.edition.refuse(statements, self._place.side)
        check_locks(self._place.side, statements, self._place.progress)
        self._place.roles.hold_for(statements)
        if steps and not self._began:
            self._began = True
            many = "s" if len(steps) != 1 else ""
            verb = "Applying" if steps[0].is_upgrade else "Rolling back"
            # An earlier session of this run may have begun one of them.
            ran = sum(position.revision in self._texts for position in self.executor.tally.ran)
            self._place.progress.begin(len(statements) - ran, f"{verb} {len(steps)} revision{many}")

    def _begin(self, step: RevisionStep) -> None:
        text = self._texts[step.revision.revision]
        direction = _direction(step)
        self.executor.begin(
            step.revision.revision,
            direction,
            steps=text.steps(direction),
            origin=Origin.of(text.path),
            plain=text.plain,
        )

    def _completed(self, *, step: MigrationInfo, **_: Any) -> None:
        if step.is_stamp:
            return
        revision = self.executor.position.revision
        self.executor.complete(self._texts[revision].checksum)
        self.finished.append(revision)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn what Alembic and SQLAlchemy raise around hand-written revisions into dbtool's errors."""
        try:
            yield
        except Irreversible as error:
            raise _irreversible(self.executor.position.revision, str(error), None) from None
        except CommandError as error:
            raise LedgerConflict(str(error)) from None
        except DBAPIError as error:
            revision = self.executor.position.revision
            statement = Statement(sql=error.statement or "", note=f"Revision {revision}")
            if isinstance(error.orig, psycopg.Error):
                raise failure(error.orig, statement, origin=self._place.runner.origin) from None
            raise StepFailed(f"revision {revision}: {error}") from None


def migrate(
    place: Workplace, repository: Repository, inner: Migrations, tally: Tally, finished: list[str]
) -> None:
    """Run the revisions that `inner` gives for the database's heads, adding to what earlier sessions did.

    Errors: SessionsOver, after which the same call in new sessions goes on.
    """
    migration = Migration(place, repository, tally, finished)

    def attempt() -> None:
        context = MigrationContext.configure(
            connection=place.connection, opts={**migration.options, "fn": migration.steps(inner)}
        )
        with Operations.context(context), context.begin_transaction():
            context.run_migrations()

    migration.run(attempt)


def _outside() -> AbstractContextManager[None]:
    return op.get_context().autocommit_block()


def _direction(step: RevisionStep) -> str:
    return "up" if step.is_upgrade else "down"


def _irreversible(revision: str, reason: str, origin: Origin | None) -> DbtoolError:
    return LedgerConflict(f"revision {revision} cannot be rolled back: {reason}", origin=origin)
