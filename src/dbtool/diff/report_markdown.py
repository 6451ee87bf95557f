"""Differences as Markdown, for a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dbtool.diff.report import mark, was
from dbtool.diff.report_names import title
from dbtool.diff.report_rows import Diff, Row
from dbtool.diff.report_sql import plan_sql
from dbtool.diff.report_text import headline
from dbtool.diff.report_values import FieldChange, field_changes, summary
from dbtool.model.change import Alter, Create, Drop, Rename, Replace

LONG = 200
_BACKTICKS = re.compile(r"`+")


def markdown(found: Diff) -> str:
    """Give the report of one database: a table of the differences and the SQL, folded away."""
    lines = [f"### {_escaped(headline(found))}", ""]
    if found.differences:
        lines += ["| | object | change | cause | defined in |", "|---|---|---|---|---|"]
        lines += [_table_row(row) for row in found.differences]
        lines.append("")
    if found.plan.hazards:
        lines += [f"**Hazards:** {', '.join(found.plan.hazards)}", ""]
    lines += [*_access(found), *_remarks(found), *_sql(found)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _table_row(row: Row) -> str:
    cells = (code(mark(row.change)), code(title(row.change.key)), _change(row), row.cause, _origin(row))
    return f"| {' | '.join(cells)} |"


def _change(row: Row) -> str:
    change = row.change
    match change:
        case Create():
            return code(_cut(summary(change.new)))
        case Drop():
            return code(_cut(summary(change.old)))
        case Alter():
            return "<br>".join(map(_field, field_changes(change)))
        case Replace():
            parts = [_escaped(f"replaced: {change.reason}"), *map(_field, field_changes(change))]
            return "<br>".join(parts)
        case Rename():
            return _escaped(was(change))


def _field(field: FieldChange) -> str:
    if not field.one_line or len(field.old) + len(field.new) > LONG:
        return f"{_escaped(field.label)}: see the SQL"
    return f"{_escaped(field.label)}: {code(field.old)} → {code(field.new)}"


def _origin(row: Row) -> str:
    return code(str(row.origin)) if row.origin else ""


def _access(found: Diff) -> Iterator[str]:
    if found.plan.access:
        yield "**Access:**\n"
        for key in sorted(found.plan.access):
            access = found.plan.access[key]
            witness = f", for instance {code(access.witness)}" if access.witness else ""
            yield f"- {access.effect}: {code(title(key))}: {_escaped(access.reason)}{witness}"
        yield ""


def _remarks(found: Diff) -> Iterator[str]:
    if found.unmodelled:
        yield f"Not managed by dbtool, left as it is: {', '.join(map(code, found.unmodelled))}\n"
    if found.unmade:
        yield f"Declared, but not managed by dbtool and not there: {', '.join(map(code, found.unmade))}\n"
    for mode in sorted(set(found.held.values())):
        keys = (code(title(key)) for key in sorted(found.held) if found.held[key] == mode)
        yield f"Declared, but not held by this server's edition ({mode}): {', '.join(keys)}\n"


def _sql(found: Diff) -> Iterator[str]:
    sql = plan_sql(found.plan)
    if sql:
        fence = _fence(sql)
        yield f"<details><summary>SQL</summary>\n\n{fence}sql\n{sql.rstrip()}\n{fence}\n\n</details>"


def _fence(text: str) -> str:
    """Give a run of backticks longer than any in the text."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    return "`" * max(3, longest + 1)


def code(text: str) -> str:
    """Give the text as a code span that survives in a table's cell; nothing for nothing."""
    if not text:
        return ""
    runs = [len(run) for run in _BACKTICKS.findall(text)]
    ticks = "`" * (max(runs, default=0) + 1)
    edge = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{edge}{text}{edge}{ticks}".replace("|", "\\|").replace("\n", " ")


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>|#])", r"\\\1", text).replace("\n", " ")


def _cut(text: str) -> str:
    return text if len(text) <= LONG else f"{text[: LONG - 1]}…"
