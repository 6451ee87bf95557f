"""ON UPDATE NOW() of MySQL: a trigger that sets the column."""

from __future__ import annotations

from dbtool.definitions.clauses import clause, dollar_quoted
from dbtool.definitions.sql_tokens import Token, listed
from dbtool.documents.editing import closing, cut, edited
from dbtool.execute.mending.mend import Failure, Mend, Mender
from dbtool.execute.mending.scene import Scene
from dbtool.model.quoting import ident, qualified

_NOW = listed("now current_timestamp localtimestamp")


def _mend(failure: Failure, scene: Scene) -> Mend | None:
    item, table = failure.item, failure.item.create_table()
    found = _clause(failure)
    if table is None or found is None:
        return None
    element = table.at(found[0].start)
    if element is None or element.column is None:
        return None
    schema, name = table.within(item.schema)
    function = qualified(schema, f"set_{element.column}")
    trigger = ident(f"{name}_set_{element.column}")
    return Mend(
        code="on-update",
        message="ON UPDATE NOW() is MySQL's; in PostgreSQL a trigger sets the column.",
        sql=edited(item.sql, [cut(item.sql, found)]),
        after=(
            _function(function, element.column),
            clause(
                "CREATE TRIGGER", trigger, "BEFORE UPDATE ON", qualified(schema, name),
                "FOR EACH ROW EXECUTE FUNCTION", function + "()",
            ),
        ),
    )  # fmt: skip


def _function(name: str, column: str) -> str:
    target = clause("new." + ident(column), ":=", "now();")
    body = dollar_quoted("\n".join(("", "begin", "  " + target, "  return new;", "end", "")))
    return clause("CREATE FUNCTION", name + "()", "RETURNS trigger LANGUAGE plpgsql AS", body)


def _clause(failure: Failure) -> tuple[Token, ...] | None:
    """Give the tokens of ON UPDATE NOW() where the server pointed at its first word."""
    code, place = failure.item.code, failure.place
    if place is None or place + 2 >= len(code) or code[place].word != "on":
        return None
    if code[place + 1].word != "update" or code[place + 2].word not in _NOW:
        return None
    bracketed = place + 3 < len(code) and code[place + 3].text == "("
    return code[place : closing(code, place + 3) + 1] if bracketed else code[place : place + 3]


MENDER = Mender(states=frozenset({"42601"}), mend=_mend)
