"""The measured matrix: who reaches what by which command, as a table and as YAML to be declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dbtool.model.tenancy import COMMANDS
from dbtool.rls.results import Cell, RlsResult

MARKS = {"all": "■ all", "own": "◩ own", "none": "□ none", "error": "✗ error", "unknown": "? unknown"}
DIFFERS = "⚠"
_WIDTH = 11


def matrix_lines(result: RlsResult) -> Iterator[str]:
    """Give the matrix with a line for each relation and role; nothing where nothing was measured."""
    rows = rows_of(result)
    if not rows:
        return
    longest = max(len(f"{relation}  {role}") for relation, role in rows)
    heads = "".join(f"{command:<{_WIDTH}}" for command in COMMANDS)
    yield f"{'':<{longest}}  {heads}".rstrip()
    widest = max(len(relation) for relation, _ in rows)
    before = ""
    for (relation, role), cells in rows.items():
        shown = relation if relation != before else ""
        before = relation
        marks = "".join(f"{cell_mark(cells.get(command)):<{_WIDTH}}" for command in COMMANDS)
        title = f"{shown:<{widest}}  {role}"
        yield f"{title:<{longest}}  {marks}".rstrip()


def cell_mark(cell: Cell | None) -> str:
    """Give what was measured, marked where it is not what is declared."""
    if cell is None:
        return ""
    differs = cell.declared is not None and cell.declared != cell.measured
    return f"{MARKS[cell.measured]}{f' {DIFFERS}' if differs else ''}"


def matrix_yaml(result: RlsResult) -> str:
    """Give the measured access as the key `access` of a tenancy; what failed or is unknown is left out."""
    by_role: dict[str, dict[str, dict[str, str]]] = {}
    for cell in result.matrix:
        if cell.measured in ("none", "own", "all"):
            by_role.setdefault(cell.role, {}).setdefault(cell.relation, {})[cell.command] = cell.measured
    lines = ["access:"]
    for role in sorted(by_role):
        lines.append(f"  {_quoted(role)}:")
        for relation in sorted(by_role[role]):
            cells = by_role[role][relation]
            said = ", ".join(f"{command}: {cells[command]}" for command in COMMANDS if command in cells)
            lines.append(f"    {_quoted(relation)}: {{{said}}}")
    return "\n".join(lines) + "\n"


def rows_of(result: RlsResult) -> Mapping[tuple[str, str], Mapping[str, Cell]]:
    """Give the cells by relation and role, then by command; none of a role that reaches nothing."""
    found: dict[tuple[str, str], dict[str, Cell]] = {}
    for cell in sorted(result.matrix, key=lambda cell: (cell.relation, cell.role)):
        found.setdefault((cell.relation, cell.role), {})[cell.command] = cell
    return {
        place: cells
        for place, cells in found.items()
        if any(cell.measured != "none" or cell.declared not in (None, "none") for cell in cells.values())
    }


def _quoted(text: str) -> str:
    plain = text.replace("_", "").replace(".", "")
    return text if plain.isalnum() and plain.isascii() else '"' + text.replace('"', '\\"') + '"'
