"""A role that the document gives rights to and never creates: it is created, without the right to log in."""

from __future__ import annotations

from dbtool.definitions.clauses import clause
from dbtool.definitions.sql_tokens import path_of
from dbtool.execute.mending.mend import Failure, Mend, Mender
from dbtool.execute.mending.scene import Scene
from dbtool.model.quoting import ident


def _mend(failure: Failure, scene: Scene) -> Mend | None:
    if not failure.message.startswith("role "):
        return None
    path = path_of(failure.message.partition('"')[2].rpartition('"')[0])
    if len(path) != 1:
        return None
    create = clause("CREATE ROLE", ident(path[0]))
    if any(item.sql == create for item in scene.items):
        return None
    # The role has to be there before the statements run: roles are stubs on scratch.
    scene.again = True
    return Mend(
        code="missing-role",
        message=f"The document creates no role {path[0]}.",
        before=(create,),
        hint="this is a guess: with LOGIN, and a password from the environment, if somebody connects as it",
    )


MENDER = Mender(states=frozenset({"42704"}), mend=_mend, last_resort=True)
