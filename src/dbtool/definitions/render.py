"""Definition files through Jinja: sandboxed, strict, with the way back to the author's lines."""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, GeneratorType, TracebackType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.sandbox import SandboxedEnvironment

from dbtool.definitions.files import is_template
from dbtool.definitions.line_map import Chunk, LineMap
from dbtool.definitions.templates import DefinitionLoader, Missing, UndefinedVariable
from dbtool.errors import InvalidDefinition, Origin


@dataclass(frozen=True)
class Rendered:
    """The text of one definition file after Jinja; `map` gives the author's place of any of its places."""

    file: str
    text: str
    map: LineMap


class _LineKeeper(CodeGenerator):
    """Jinja's code generator, noting the line of plain text too and not only of expressions."""

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:
        if frame.buffer is not None:
            super().visit_Output(node, frame)
            return
        for child in node.nodes:
            self.newline(child)
            super().visit_Output(nodes.Output([child], lineno=child.lineno), frame)


class _Environment(SandboxedEnvironment):
    code_generator_class = _LineKeeper
    loader: DefinitionLoader

    def join_path(self, template: str, parent: str) -> str:
        return self.loader.beside(template, parent)


class Renderer:
    """Renders the files of one load with the same variables.

    `folders` are where includes and imports are searched, after the including file's own folder.
    """

    def __init__(self, folders: Sequence[Path], variables: Mapping[str, Any]) -> None:
        self._loader = DefinitionLoader(folders)
        self._variables = dict(variables)
        self._environment = _Environment(
            loader=self._loader,
            undefined=Missing,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
        )

    def render(self, path: Path) -> Rendered:
        """Give the rendered text of a file; one that ends in .sql is given as it stands.

        Errors: InvalidDefinition with the author's place: unreadable file, Jinja syntax, undefined variable,
                missing include, anything that an expression raises.
        """
        file = str(path)
        source = self._loader.read(path)
        if not is_template(path, source):
            return Rendered(file, source, LineMap(file, None, self._loader.lines))
        try:
            template = self._environment.get_template(file)
            context = template.new_context(self._variables)
            chunks = list(_chunks(template.root_render_func(context)))
        except jinja2.TemplateSyntaxError as error:
            raise _syntax_error(error, file) from error
        except Exception as error:
            # An expression of a template may raise anything; all of it is the author's to see.
            raise self._failure(error, file) from error
        text = "".join(chunk.text for chunk in chunks)
        return Rendered(file, text, LineMap(file, chunks, self._loader.lines))

    def source(self, path: Path) -> str:
        """Give the text of a file as it was written, or nothing if it cannot be read."""
        return "\n".join(self._loader.lines(str(path)))

    def _failure(self, error: Exception, file: str) -> InvalidDefinition:
        origin = _place_of(error.__traceback__) or Origin(file)
        if isinstance(error, InvalidDefinition):
            return error
        if isinstance(error, UndefinedVariable):
            return self._undefined(error, origin)
        if isinstance(error, jinja2.TemplateNotFound):
            several = error.templates if isinstance(error, jinja2.TemplatesNotFound) else [error.name]
            missing = " or ".join(map(str, several))
            known = self._loader.nearest(missing)
            return InvalidDefinition(
                f'there is no file "{missing}" to include',
                hint=f'did you mean "{known}"?'
                if known
                else "names are relative to this file or a definition folder",
                origin=origin,
            )
        if isinstance(error, RecursionError):
            return InvalidDefinition(
                "templates include each other without end", hint="take one include out", origin=origin
            )
        if isinstance(error, jinja2.exceptions.SecurityError):
            return InvalidDefinition(f"Jinja's sandbox refuses this: {error}", origin=origin)
        summary = traceback.format_exception_only(error)[-1].strip()
        return InvalidDefinition(
            f"Jinja failed: {summary}", hint="see the expression on this line", origin=origin
        )

    def _undefined(self, error: UndefinedVariable, origin: Origin) -> InvalidDefinition:
        column = self._column_of(error.name, origin)
        origin = Origin(origin.file, origin.line, column)
        if error.owner is not None:
            known = sorted(map(str, error.owner)) if isinstance(error.owner, Mapping) else []
            message = f'there is no "{error.name}" in this value'
            default = None
        else:
            known = sorted(self._variables)
            message = f'the variable "{error.name}" is not defined'
            default = "give it in the project's variables or with {% set %}"
        return InvalidDefinition(message, hint=_hint(error.name, known) or default, origin=origin)

    def _column_of(self, name: str, origin: Origin) -> int:
        lines = self._loader.lines(origin.file)
        if not 0 < origin.line <= len(lines):
            return 0
        return lines[origin.line - 1].find(name) + 1


def _hint(name: str, known: Sequence[str]) -> str | None:
    close = difflib.get_close_matches(name, known, 1, 0.6)
    if close:
        return f'did you mean "{close[0]}"?'
    return f"known here: {', '.join(known)}" if known else None


def _syntax_error(error: jinja2.TemplateSyntaxError, file: str) -> InvalidDefinition:
    message, _, more = (error.message or "cannot be read").rstrip(".").partition(". ")
    unclosed = more.partition("The innermost block that needs to be closed is ")[2]
    return InvalidDefinition(
        f"Jinja syntax: {message[:1].lower()}{message[1:]}",
        hint=f"close the block {unclosed} first"
        if unclosed
        else "write {% raw %}…{% endraw %} around text that is not meant for Jinja",
        origin=Origin(error.filename or error.name or file, error.lineno),
    )


def _chunks(events: Iterator[str]) -> Iterator[Chunk]:
    """Give each piece that a template yields, with the file and line that it stands at."""
    assert isinstance(events, GeneratorType)
    for text in events:
        if text:
            frame = _innermost(events)
            yield Chunk(text, *_template_line(frame, frame.f_lineno))


def _innermost(generator: GeneratorType[str, None, None]) -> FrameType:
    """Follow blocks (`yield from`) and includes (a local called gen) to the template that is yielding."""
    frame = generator.gi_frame
    assert frame is not None
    inner = generator.gi_yieldfrom or (frame.f_locals.get("gen") if "gen" in frame.f_locals else None)
    if isinstance(inner, GeneratorType) and inner.gi_frame is not None:
        return _innermost(inner)
    return frame


def _template_line(frame: FrameType, code_line: int) -> tuple[str, int]:
    """Give the template's file and line of a line of its compiled code."""
    line = 1
    for pair in frame.f_globals.get("debug_info", "").split("&"):
        template_line, _, compiled = pair.partition("=")
        if not compiled or int(compiled) > code_line:
            break
        line = int(template_line)
    return frame.f_globals["__file__"], line


def _place_of(trace: TracebackType | None) -> Origin | None:
    """Give the innermost template line of a traceback."""
    found = None
    while trace is not None:
        if "debug_info" in trace.tb_frame.f_globals:
            found = Origin(*_template_line(trace.tb_frame, trace.tb_lineno))
        trace = trace.tb_next
    return found
