"""A store that breaks off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from dbtool.backup.errors import StorageFailed
from dbtool.backup.store import Store


class Failing:
    """A store whose drafts fail once so many bytes were written."""

    def __init__(self, inner: Store, after: int, error: Callable[[], Exception]) -> None:
        self._inner = inner
        self._after = after
        self._error = error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    @contextmanager
    def draft(self, folder: str) -> Iterator[Any]:
        with self._inner.draft(folder) as draft:
            yield _FailingDraft(draft, self)

    def take(self, count: int) -> None:
        self._after -= count
        if self._after < 0:
            raise self._error()


class _FailingDraft:
    def __init__(self, inner: Any, store: Failing) -> None:
        self._inner = inner
        self._store = store

    @contextmanager
    def part(self, name: str) -> Iterator[Any]:
        with self._inner.part(name) as target:
            yield _FailingTarget(target, self._store)

    def publish(self, name: str, data: bytes) -> None:
        try:
            self._store.take(len(data))
        except OSError as error:
            raise StorageFailed(str(error)) from error
        self._inner.publish(name, data)


class _FailingTarget:
    def __init__(self, inner: Any, store: Failing) -> None:
        self._inner = inner
        self._store = store

    def write(self, data: bytes) -> int:
        self._store.take(len(data))
        self._inner.write(data)
        return len(data)
