"""Plans to Alembic revisions: final SQL that needs nothing of dbtool but `dbtool.revision`.

The text depends on its input alone, is laid out as `ruff format` would, and keeps every statement exactly.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from dbtool.model.plan import Plan, Step
from dbtool.render.literals import WIDTH, data, escaped, text_literal

# The parts of a comment that are not the note itself begin so.
LOCKS = "Locks: "
ACCESS = "Access: "
TEMPLATE = "revision.py.j2"
COMMENT_WIDTH = 100
DIGITS = 4
LONGEST_SLUG = 48
INDENT = "    "
# In the order of `step`'s own keywords, with the defaults that are left out.
MARKS: Mapping[str, Any] = {
    "transactional": True,
    "alone": False,
    "fresh": False,
    "community": False,
    "recover": None,
    "patient": False,
    "password_of": None,
    "password_from": None,
    "secrets": (),
    "hazards": (),
}


def render_revision(
    up: Plan, down: Plan | str, *, revision: str, down_revision: str | None, message: str
) -> str:
    """Give the text of a revision file; `down` is the plan back, or the reason why there is none."""
    reason = down if isinstance(down, str) else None
    back = () if isinstance(down, str) else down.steps
    return _template().render(
        message=message,
        revision=revision,
        down_revision=down_revision,
        imports=_imports(bool(up.steps or back), reason is not None),
        touches={(key.kind, *key.path): tuple(up.touched[key]) for key in sorted(up.touched)},
        upgrade=up.steps,
        downgrade=back,
        reason=reason,
    )


def next_revision(versions_folder: str | Path) -> str:
    """Give the identifier after the highest one in the folder, `0001` for the first."""
    found = (re.match(r"(\d+)_", path.name) for path in Path(versions_folder).glob("*.py"))
    highest = max((int(match[1]) for match in found if match), default=0)
    return str(highest + 1).zfill(DIGITS)


def slug(message: str) -> str:
    """Give the message as a part of a file name: `add_note_to_orders`."""
    plain = unicodedata.normalize("NFKD", message).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return words[:LONGEST_SLUG].rstrip("_") or "revision"


def file_name(revision: str, message: str) -> str:
    """Give the revision's file name: `0002_add_note_to_orders.py`."""
    return f"{revision}_{slug(message)}.py"


@cache
def _template() -> Template:
    # Python, not SQL, comes out of this template: its filters write literals, nothing is quoted as SQL.
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "body": _body,
        "data": data,
        "docstring": _docstring,
        "irreversible": _irreversible,
    }
    return environment.get_template(TEMPLATE)


def _imports(steps: bool, irreversible: bool) -> str:
    names = ["Irreversible"] * irreversible + ["step"] * (steps or not irreversible)
    return ", ".join(names)


def _docstring(message: str) -> str:
    text = escaped(" ".join(message.split())).replace('"""', '\\"\\"\\"')
    return text[:-1] + '\\"' if text.endswith('"') and not text.endswith('\\"') else text


def _irreversible(reason: str) -> str:
    literal = data(reason)
    line = f"{INDENT}raise Irreversible({literal})"
    return line if len(line) <= WIDTH else f"{INDENT}raise Irreversible(\n{2 * INDENT}{literal}\n{INDENT})"


def _body(steps: Sequence[Step]) -> str:
    if not steps:
        return f"{INDENT}pass"
    return "\n\n".join("\n".join((*_comment(step), _call(step))) for step in steps)


def _comment(step: Step) -> Iterator[str]:
    note = step.note[:1].upper() + step.note[1:].rstrip(".")
    yield from _wrapped(f"{note}.")
    if step.lock:
        yield from _wrapped(f"{LOCKS}{step.lock}.")
    if step.access:
        yield from _wrapped(f"{ACCESS}{step.access}.")


def _wrapped(text: str) -> Iterable[str]:
    return textwrap.wrap(
        escaped(" ".join(text.split())).replace("\\\\", "\\"),
        width=COMMENT_WIDTH,
        initial_indent=f"{INDENT}# ",
        subsequent_indent=f"{INDENT}# ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _call(step: Step) -> str:
    marks = list(_marks(step))
    if not marks:
        return f"{INDENT}step({text_literal(step.sql, INDENT)})"
    margin = 2 * INDENT
    lines = [f"{margin}{text_literal(step.sql, margin)},", *(f"{margin}{mark}," for mark in marks)]
    return "\n".join([f"{INDENT}step(", *lines, f"{INDENT})"])


def _marks(step: Step) -> Iterator[str]:
    for name, default in MARKS.items():
        value = getattr(step, name)
        if value != default:
            yield f"{name}={_mark(value)}"
    if step.declares:
        declared = [{"key": [f.key.kind, *f.key.path], "values": f.values()} for f in step.declares]
        yield f"declares={data(declared, 2 * len(INDENT) + len('declares=,'), indent=2)}"
    if step.withdraws:
        withdrawn = [[key.kind, *key.path] for key in step.withdraws]
        yield f"withdraws={data(withdrawn, 2 * len(INDENT) + len('withdraws=,'), indent=2)}"


def _mark(value: Any) -> str:
    if isinstance(value, str) and ("\n" in value or len(value) > COMMENT_WIDTH - 2 * len(INDENT)):
        return text_literal(value, 2 * INDENT)
    return data(value)
