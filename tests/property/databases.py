"""Small random databases as definition documents, for hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

# By column: between these, PostgreSQL has a cast each way.
TYPES = {
    "a": ("integer", "bigint", "numeric(10,2)", "text"),
    "b": ("text", "character varying(20)", "mood"),
    "Ö c": ("timestamp with time zone", "date", "text"),
    "user": ("boolean", "integer", "text"),
}
DEFAULTS = {
    "integer": "1",
    "bigint": "2",
    "text": "'it''s'",
    "boolean": "true",
    "numeric(10,2)": "0.5",
    "character varying(20)": "'x'",
    "timestamp with time zone": "now()",
    "date": "'2020-01-02'",
    "mood": "'calm'",
}
# One of them needs quotes, one is a reserved word.
TABLES = ("alpha", "Beta x", "order")
LABELS = ("calm", "glad", "it's", "sad")


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a definition document: tables with columns, keys and indexes, views over them, and an enum."""
    # The enum always has the label that defaults use.
    labels = draw(st.none() | st.permutations(LABELS).map(lambda found: found[: draw(st.integers(2, 4))]))
    left_out = () if labels and "calm" in labels else ("mood",)
    names = draw(st.lists(st.sampled_from(TABLES), unique=True, max_size=3))
    document: dict[str, Any] = {"tables": {quoted(name): draw(_tables(name, left_out)) for name in names}}
    if labels:
        document["enums"] = {"mood": list(labels)}
    _add_foreign_keys(draw, document["tables"])
    document["views"] = _views(draw, document["tables"])
    return document


@st.composite
def _tables(draw: st.DrawFn, table_name: str, left_out: tuple[str, ...]) -> dict[str, Any]:
    columns = draw(st.lists(st.sampled_from(sorted(TYPES)), unique=True, min_size=1))
    table: dict[str, Any] = {"columns": {name: draw(_columns(name, left_out)) for name in columns}}
    if draw(st.booleans()):
        table["primary_key"] = draw(st.lists(st.sampled_from(columns), unique=True, min_size=1, max_size=2))
        for name in table["primary_key"]:
            table["columns"][name]["nullable"] = False
    if draw(st.booleans()):
        checked = draw(st.sampled_from(columns))
        table["checks"] = {"checked": f"{quoted(checked)} is not null"}
    if draw(st.booleans()):
        table["indexes"] = {f"found in {table_name}": draw(_keys(columns))}
    if draw(st.booleans()):
        table["comment"] = draw(st.sampled_from(("one", "it's 50% :two")))
    return table


@st.composite
def _columns(draw: st.DrawFn, name: str, left_out: tuple[str, ...]) -> dict[str, Any]:
    type_ = draw(st.sampled_from([known for known in TYPES[name] if known not in left_out]))
    column: dict[str, Any] = {"type": type_, "nullable": draw(st.booleans())}
    if draw(st.booleans()):
        column["default"] = DEFAULTS[type_]
    return column


def _keys(columns: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    keys = st.lists(st.sampled_from(columns), unique=True, min_size=1).map(
        lambda found: list(map(quoted, found))
    )
    return st.fixed_dictionaries({"on": keys, "unique": st.booleans()})


def _add_foreign_keys(draw: st.DrawFn, tables: dict[str, Any]) -> None:
    """Let columns point at single-column keys of their own type; two tables may point at each other."""
    for table in tables.values():
        for name, column in table["columns"].items():
            pointing: bool = draw(st.booleans())
            targets = [
                (other, body["primary_key"])
                for other, body in tables.items()
                if len(body.get("primary_key", ())) == 1
                and body["columns"][body["primary_key"][0]]["type"] == column["type"]
            ]
            if targets and pointing:
                target, (key,) = draw(st.sampled_from(targets))
                table.setdefault("foreign_keys", {})[f"to {name}"] = {
                    "columns": [name],
                    "references": {"table": target, "columns": [key]},
                    "on_delete": draw(st.sampled_from(("cascade", "no action"))),
                    "deferrable": draw(st.booleans()),
                }


def _views(draw: st.DrawFn, tables: dict[str, Any]) -> dict[str, Any]:
    """Give a view over some columns of a table, and one over that."""
    if not tables or not draw(st.booleans()):
        return {}
    table = draw(st.sampled_from(sorted(tables)))
    columns = draw(st.lists(st.sampled_from(sorted(tables[table]["columns"])), unique=True, min_size=1))
    views = {"seen": f"select {', '.join(map(quoted, columns))} from {table}"}
    if draw(st.booleans()):
        views["seen_again"] = f"select {quoted(columns[0])} from seen"
    return views
