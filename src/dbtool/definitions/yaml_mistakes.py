"""YAML's own errors, said in plain words with what to write instead."""

from __future__ import annotations

from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from dbtool.definitions.render import Rendered
from dbtool.errors import InvalidDefinition

TOO_MUCH = "more values than one document may have"

_QUOTE = "put quotes around it"
_KNOWN = (
    # (part of YAML's own words, what is wrong, what to write instead)
    ("'\\t'", "a tab is used where YAML wants spaces", "indent with spaces"),
    (
        "mapping values are not allowed here",
        "a colon is not allowed here",
        'put quotes around a value that holds ": ", and check the indentation',
    ),
    ("could not find expected ':'", "a key without a colon", "write `key: value`"),
    ("found duplicate anchor", "an anchor is defined twice", "give each anchor its own name"),
    (
        "found undefined alias",
        "this alias names no anchor",
        "define it with & first, or put quotes around a value that starts with *",
    ),
    ("found character '@'", "a value cannot start with @", _QUOTE),
    ("found character '`'", "a value cannot start with `", _QUOTE),
    ("found character '%'", "a value cannot start with %", _QUOTE),
    (
        "expected <block end>",
        "this does not fit the lines above",
        "indent the keys of one mapping alike; put a value that begins with a quote wholly in quotes",
    ),
    (
        "expected ',' or ']'",
        "the list that starts here is not closed",
        "close it with ], and put commas between",
    ),
    (
        "expected ',' or '}'",
        "the mapping that starts here is not closed",
        "close it with }, and put quotes around values that hold commas or braces",
    ),
    ("found unexpected end of stream", "the quote that starts here is not closed", "close the quote"),
    ("found unexpected document separator", "the quote that starts here is not closed", "close the quote"),
    (
        "found unknown escape character",
        "an unknown escape in double quotes",
        "double the backslash, or use single quotes",
    ),
    ("expected the node content", "a value is missing here", "write one, or put quotes around it"),
    ("expected <document start>", "a line stands outside of the document", "check the indentation"),
    ("expected alphabetic or numeric character", "a value cannot start with * or & here", _QUOTE),
    ("expected chomping or indentation indicators", "text after | or >", "put quotes around the whole value"),
    (
        "expected a comment or a line break",
        "text after | or >",
        "put it on the next line, or quote the value",
    ),
    (TOO_MUCH, "more values than one document may have", "write less with aliases, or divide the file"),
)
_AT_THE_START = ("expected ',' or", "found unexpected")


def mistakes_before(rendered: Rendered) -> InvalidDefinition | None:
    """Give the error of a file that another version of YAML is asked for in, or None."""
    for number, line in enumerate(rendered.text.split("\n"), 1):
        if line.startswith("%YAML"):
            return InvalidDefinition(
                "a definition is always YAML 1.2",
                hint="leave the %YAML line out",
                origin=rendered.map.origin(number, 1),
            )
    return None


def explained(error: MarkedYAMLError | ReaderError | RecursionError, rendered: Rendered) -> InvalidDefinition:
    """Give the error as the author's: its place in his own file, one sentence and a hint."""
    if isinstance(error, RecursionError):
        return InvalidDefinition("values are nested too deeply", origin=rendered.map.origin(1))
    if isinstance(error, ReaderError):
        return _unreadable(error, rendered)
    problem = error.problem or "this cannot be read"
    mark = error.problem_mark or error.context_mark
    if mark and "\t" in _indentation(rendered.text, mark.line):
        problem = "'\\t'"
    if problem.startswith(_AT_THE_START) and error.context_mark:
        mark = error.context_mark
    origin = rendered.map.origin(mark.line + 1, mark.column + 1) if mark else rendered.map.origin(1)
    for part, message, hint in _KNOWN:
        if part in problem:
            return InvalidDefinition(f"YAML syntax: {message}", hint=hint, origin=origin)
    return InvalidDefinition(f"YAML syntax: {problem}", hint="see this line and the one above", origin=origin)


def _unreadable(error: ReaderError, rendered: Rendered) -> InvalidDefinition:
    line = rendered.text.count("\n", 0, error.position) + 1
    column = error.position - (rendered.text.rfind("\n", 0, error.position) + 1) + 1
    return InvalidDefinition(
        f"the character U+{ord(rendered.text[error.position]):04X} is not allowed in YAML",
        hint="take it out, or write it as an escape in double quotes",
        origin=rendered.map.origin(line, column),
    )


def _indentation(text: str, line: int) -> str:
    lines = text.split("\n")
    if line >= len(lines):
        return ""
    return lines[line][: len(lines[line]) - len(lines[line].lstrip())]
