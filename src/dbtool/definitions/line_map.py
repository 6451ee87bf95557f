"""From a place in rendered text to the place in the file that its author wrote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dbtool.errors import Origin


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of rendered text and the template line that gave it."""

    text: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    text: str
    file: str
    line: int


class LineMap:
    """Maps places of rendered text back; without chunks the text is the file's own.

    `source_of` gives the lines of a template file.
    """

    def __init__(
        self, file: str, chunks: Sequence[Chunk] | None, source_of: Callable[[str], Sequence[str]]
    ) -> None:
        self._file = file
        self._source_of = source_of
        self._lines = None if chunks is None else self._laid_out(chunks)

    def origin(self, line: int, column: int = 0) -> Origin:
        """Give the author's place of a rendered place; lines and columns count from 1, 0 is unknown.

        What an expression gave is at the expression's own place.
        """
        if self._lines is None:
            return Origin(self._file, line, column)
        pieces = self._lines[min(line, len(self._lines)) - 1]
        if not pieces:
            return Origin(self._file)
        chosen = pieces[0]
        for piece in pieces:
            if piece.start < column:
                chosen = piece
        here = [piece for piece in pieces if (piece.file, piece.line) == (chosen.file, chosen.line)]
        return Origin(chosen.file, chosen.line, self._column(here, chosen, column) if column else 0)

    def _laid_out(self, chunks: Sequence[Chunk]) -> list[list[_Piece]]:
        """Lay the chunks out by rendered line."""
        lines: list[list[_Piece]] = [[]]
        column = 0
        for chunk in chunks:
            parts = chunk.text.split("\n")
            written = len(parts) > 1 and self._stands_in_source(chunk, parts)
            for number, part in enumerate(parts):
                if number:
                    lines.append([])
                    column = 0
                if part or not lines[-1]:
                    at = chunk.line + number if written else chunk.line
                    lines[-1].append(_Piece(column, part, chunk.file, at))
                    column += len(part)
        return lines

    def _stands_in_source(self, chunk: Chunk, parts: Sequence[str]) -> bool:
        """Say whether a chunk of several lines was written so in the template, rather than computed."""
        source = self._source_of(chunk.file)[chunk.line - 1 : chunk.line - 1 + len(parts)]
        if len(source) < len(parts) - (not parts[-1]):
            return False
        middle = zip(source[1:-1], parts[1:-1], strict=False)
        return parts[0] in source[0] and all(line == part for line, part in middle)

    def _column(self, pieces: Sequence[_Piece], wanted: _Piece, column: int) -> int:
        """Find the wanted piece in its source line by walking along the pieces that came from this line."""
        source = self._source_of(wanted.file)
        text = source[wanted.line - 1] if wanted.line <= len(source) else ""
        cursor = 0
        for piece in pieces:
            found = text.find(piece.text, cursor)
            if piece is wanted:
                return cursor + 1 if found < 0 else found + column - piece.start
            ends = text.find("}}", cursor) + 2 if found < 0 else found + len(piece.text)
            cursor = max(ends, cursor)
        return 0
