"""Hypothesis strategies of schemas: one is drawn part by part, the next ones are mostly changes of it."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from tests.property.grammar import Schema, Settings, parts, with_needs, without

MOST_PARTS, MOST_EDITS, LONGEST_CHAIN = 9, 4, 12


@st.composite
def chains(draw: st.DrawFn, longest: int = LONGEST_CHAIN) -> list[Schema]:
    """Draw schemas in a row, two at least, each of them a change of the one before it or one of its own."""
    # After a new operator or server, every session plans its queries anew.
    rare = draw(st.integers(0, 5)) == 5
    return draw(_chains(names_of("", *(["rare"] if rare else [])), longest))


@st.composite
def document_chains(draw: st.DrawFn, longest: int, *, timescaledb: bool) -> list[Schema]:
    """Draw documents in a row, as `chains` does schemas."""
    return draw(_chains(names_of("timescale" if timescaledb else "document"), longest))


def names_of(*sorts: str) -> tuple[str, ...]:
    """Give the names of the parts of these sorts."""
    return tuple(part.name for part in parts().values() if part.sort in sorts)


@st.composite
def _chains(draw: st.DrawFn, names: Sequence[str], longest: int) -> list[Schema]:
    found = [draw(schemas(names))]
    for _ in range(draw(st.integers(1, longest - 1))):
        # One in eight has nothing to do with the one before, except for names.
        alone = draw(st.integers(0, 7)) == 7
        found.append(draw(schemas(names) if alone else _edited(found[-1], names)))
    return found


@st.composite
def schemas(draw: st.DrawFn, among: Sequence[str]) -> Schema:
    """Draw a schema: some parts, with what they need."""
    names = draw(st.lists(st.sampled_from(among), unique=True, max_size=MOST_PARTS))
    schema = with_needs({name: {} for name in names})
    return {name: draw(_settings(schema, name, most=3)) for name in schema}


@st.composite
def _edited(draw: st.DrawFn, schema: Schema, among: Sequence[str]) -> Schema:
    """Draw a schema that differs from the given one by a few edits."""
    for _ in range(draw(st.integers(1, MOST_EDITS))):
        edit = draw(st.sampled_from(("set", "drop", "add")))
        if edit == "add" or not schema:
            name = draw(st.sampled_from(among))
            if name not in schema:
                added = with_needs({**schema, name: {}})
                schema = {**added, name: draw(_settings(added, name, most=2))}
        elif edit == "drop":
            schema = without(schema, draw(st.sampled_from(list(schema))))
        else:
            name = draw(st.sampled_from(list(schema)))
            schema = {**schema, name: draw(_settings(schema, name, most=2))}
    return schema


@st.composite
def _settings(draw: st.DrawFn, schema: Schema, name: str, *, most: int) -> Settings:
    """Draw other alternatives for some choices of a part, from those that it has now."""
    settings = dict(schema[name])
    for _ in range(draw(st.integers(0, most))):
        choices = parts()[name].choices(settings, schema)
        if not choices:
            break
        choice = draw(st.sampled_from(choices))
        settings[choice.number] = draw(st.integers(0, len(choice.alternatives) - 1))
    return settings
