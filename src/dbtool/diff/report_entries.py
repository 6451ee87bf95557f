"""One difference after the other: a heading for each object, its parts below it, the cause at the right."""

from __future__ import annotations

import difflib
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from dbtool.diff.report import mark, was
from dbtool.diff.report_groups import Child, Group, grouped
from dbtool.diff.report_names import shown_name, title, title_under
from dbtool.diff.report_rows import Row, counted, wrapped
from dbtool.diff.report_values import FieldChange, field_changes, summary
from dbtool.kinds import BY_NAME
from dbtool.model.change import Alter, AnyChange, Create, Drop, Rename, Replace

CAUSE_WIDTH = len("unrecorded")
NAME_WIDTH = 40
STEP = 4


def entries(rows: Sequence[Row], width: int) -> Iterator[str]:
    """Give the lines of all differences, an empty one after each object's."""
    for group in grouped(rows):
        yield from (*_heading(group, width), *_children(group, width), "")


def _heading(group: Group, width: int) -> Iterator[str]:
    own = group.own
    if own is None:
        yield f"~ {shown_name(group.home.path) if group.named_by_relation else title(group.home)}"
        return
    said = f"{mark(own.change)} {title(own.change.key)}"
    yield from _entry(own, said, _detail(own.change, None, group), 0, width)


def _children(group: Group, width: int) -> Iterator[str]:
    names = {child.row.change.key: title_under(child.row.change.key, group.home) for child in group.children}
    fitting = [len(name) for name in names.values() if len(name) <= NAME_WIDTH]
    column = max(fitting, default=0)
    for child in group.children:
        change = child.row.change
        said = f"{mark(change)} {names[change.key]:<{column}}"
        yield from _entry(child.row, said, _detail(change, child, group), STEP, width)


def _entry(row: Row, said: str, detail: str, indent: int, width: int) -> Iterator[str]:
    """Give the lines of one difference: what it is, then the fields that do not fit into its line."""
    change: AnyChange = row.change
    below: tuple[FieldChange, ...] = ()
    if isinstance(change, Alter | Replace):
        fields = field_changes(change)
        inline = ", ".join([*filter(None, [detail]), *map(str, fields)])
        room = width - indent - len(said) - CAUSE_WIDTH - 4
        if all(field.one_line for field in fields) and len(inline) <= room:
            detail = inline
        else:
            below = fields
    yield from _with_cause(f"{said}  {detail}" if detail else said.rstrip(), str(row.cause), indent, width)
    for field in below:
        yield from _field(field, indent + STEP, width)


def _detail(change: AnyChange, child: Child | None, group: Group) -> str:
    """Give what a line says besides mark and name; what the heading says is left out."""
    match change:
        case Create():
            inside = [_inside(row.change) for row in child.inside] if child else []
            return ", ".join(filter(None, [summary(change.new, (group.home.kind,)), *inside]))
        case Drop():
            return summary(change.old, (group.home.kind,)) if child else _gone(group)
        case Replace():
            return f"replaced: {change.reason}"
        case Rename():
            return was(change)
        case Alter():
            return ""


def _gone(group: Group) -> str:
    """Give what goes along with the heading's object."""
    kinds = Counter(BY_NAME[row.change.key.kind].title for row in group.gone)
    along = ", ".join(counted(number, name) for name, number in sorted(kinds.items()))
    return f"(with {along})" if along else ""


def _inside(change: AnyChange) -> str:
    """Give a folded object in its carrier's line: the default of a column as `default now()`."""
    assert isinstance(change, Create)
    return f"{BY_NAME[change.key.kind].title.split()[-1]} {summary(change.new)}"


def _with_cause(said: str, cause: str, indent: int, width: int) -> Iterator[str]:
    """Give a line with the cause at its right, and below it what did not fit."""
    room = width - CAUSE_WIDTH - 2
    first, *rest = textwrap.wrap(
        said,
        width=room,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + STEP),
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield f"{first:<{room}}  {cause}".rstrip()
    yield from rest


def _field(field: FieldChange, indent: int, width: int) -> Iterator[str]:
    line = " " * indent + str(field)
    if field.one_line and len(line) <= width:
        yield line
        return
    yield f"{' ' * indent}{field.label}:"
    lead = " " * (indent + 2)
    for line in _compared(field.old.strip("\n").split("\n"), field.new.strip("\n").split("\n")):
        yield from wrapped(line, width, lead)


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterable[str]:
    """Give the lines that differ with one line around them, without the head that names files."""
    found = list(difflib.unified_diff(old, new, n=1, lineterm=""))[2:]
    for line in found:
        if line.startswith("@@"):
            continue
        yield f"{line[:1]} {line[1:]}"
