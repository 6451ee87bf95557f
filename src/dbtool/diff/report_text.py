"""Differences as a change list to read: marks first, one heading for each object, the cause at the right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dbtool.diff.report_rows import Diff, counted, wrapped
from dbtool.model.access import Effect
from dbtool.model.change import Alter, Create, Drop, Rename, Replace

WIDTH = 100


def text(found: Diff, width: int = WIDTH) -> str:
    """Give the report of one database, `width` columns wide."""
    lines: list[str] = []
    if found.differences:
        # What tells of differences knows the kinds, which a report of none does without.
        from dbtool.diff.report_entries import entries

        lines += entries(found.differences, width)
    lines += [*wrapped(headline(found), width), *_causes(found), *_access(found, width)]
    lines += _remarks(found, width)
    return "\n".join(lines) + "\n"


def headline(found: Diff) -> str:
    """Give the sentence that counts the differences by what is to be done."""
    if not found.differences:
        objects = counted(sum(found.objects.values()), "object")
        only = " that dbtool manages" if found.unmade else ""
        return f"{found.database}: no differences in {objects}{only} ({found.seconds:.1f} s)"
    kinds = Counter(type(row.change) for row in found.differences)
    words = {Create: "to add", Alter: "to alter", Replace: "to replace", Drop: "to drop", Rename: "to rename"}
    what = ", ".join(f"{kinds[kind]} {word}" for kind, word in words.items() if kind in kinds)
    return f"{found.database}: {counted(len(found.differences), 'difference')}: {what}"


def _causes(found: Diff) -> Iterator[str]:
    causes = Counter(str(row.cause) for row in found.differences)
    if causes:
        yield f"Causes: {', '.join(f'{number} {cause}' for cause, number in sorted(causes.items()))}."


def _access(found: Diff, width: int) -> Iterator[str]:
    """Give what the differences do to who may reach what, the widest first."""
    if not found.plan.access:
        return
    from dbtool.diff.report_names import title

    effects = Counter(access.effect for access in found.plan.access.values())
    order: tuple[Effect, ...] = ("wider", "incomparable", "tighter")
    yield f"Access: {', '.join(f'{effects[effect]} {effect}' for effect in order if effect in effects)}."
    for key in sorted(found.plan.access, key=lambda key: (order.index(found.plan.access[key].effect), key)):
        access = found.plan.access[key]
        yield from wrapped(f"{access.effect:<12}  {title(key)}: {access.reason}", width, "    ")
        if access.witness:
            yield from wrapped(f"for instance {access.witness}", width, " " * 18)


def _remarks(found: Diff, width: int) -> Iterator[str]:
    if found.plan.hazards:
        yield from wrapped(f"Hazards of the plan: {', '.join(found.plan.hazards)}.", width)
    if found.unmodelled:
        yield "Not managed by dbtool, left as it is:"
        yield from (f"    {name}" for name in found.unmodelled)
    if found.unmade:
        yield "Declared, but not managed by dbtool and not there; make it by hand:"
        yield from (f"    {name}" for name in found.unmade)
    if not found.held:
        return
    from dbtool.diff.report_names import title

    for mode in sorted(set(found.held.values())):
        yield f"Declared, but not held by this server's edition ({mode}):"
        yield from (f"    {title(key)}" for key in sorted(found.held) if found.held[key] == mode)
