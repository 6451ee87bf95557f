"""The floor of a no-op diff: the very same catalog queries, run by psycopg, nothing done to the rows.

The queries and their parameters are taken from a run of the inspector once, by `record`, and kept in a file.
"""

from __future__ import annotations

import pickle
import sys
from typing import Any

import psycopg


def record(url: str, path: str) -> None:
    """Write every statement that an inspection sends, with its parameters."""
    from dbtool.catalog.inspector import inspect

    sent: list[tuple[Any, Any]] = []
    connection = psycopg.connect(url, autocommit=True, cursor_factory=_recording(sent))
    inspect(connection)
    with open(path, "wb") as out:
        pickle.dump(sent, out)


def _recording(sent: list[tuple[Any, Any]]) -> type[psycopg.Cursor[Any]]:
    class Recording(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
            text = query if isinstance(query, str | bytes) else query.as_string(self)
            sent.append((text, params))
            return super().execute(query, params, **options)

    return Recording


def replay(url: str, path: str) -> None:
    """Run what `record` wrote and fetch all rows."""
    with open(path, "rb") as source:
        sent = pickle.load(source)
    with psycopg.connect(url, autocommit=True) as connection, connection.transaction():
        for text, parameters in sent:
            cursor = connection.execute(text, parameters, prepare=False)
            if cursor.description is not None:
                cursor.fetchall()


if __name__ == "__main__":
    replay(sys.argv[1], sys.argv[2])
