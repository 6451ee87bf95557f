"""YAML text to plain values, with the place of every key and value.

YAML 1.2 (`yes`, `no`, `on` are text), duplicate keys are errors, dates stay text. Keys are always the text
that was written. Numbers keep theirs too (`Whole.text`), since `1.50` may be SQL that somebody wrote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from dbtool.definitions.render import Rendered
from dbtool.definitions.yaml_mistakes import TOO_MUCH, explained, mistakes_before
from dbtool.errors import InvalidDefinition, Origin

Path = tuple[str | int, ...]
MOST_VALUES = 200_000
_MERGE = "tag:yaml.org,2002:merge"
# Keys that have a second spelling, the forms' own first.
SPELLINGS: Mapping[str | int, tuple[str, ...]] = {
    "options": ("with",),
    "compression": ("columnstore",),
    "function": ("execute",),
    "check": ("with_check",),
}


class Whole(int):
    """A whole number with the text it was written as."""

    text: str


class Real(float):
    """A number with the text it was written as."""

    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document; `keys` and `values` give the place of each key and value by its path."""

    file: str
    value: Any
    keys: Mapping[Path, Origin] = field(repr=False)
    values: Mapping[Path, Origin] = field(repr=False)

    def key_origin(self, path: Path) -> Origin:
        """Give the place of the key at the end of the path, or of the value where it has none."""
        path = self.written(path)
        return self.keys.get(path) or self.values[path]

    def value_origin(self, path: Path) -> Origin:
        """Give the place of the value at the path."""
        return self.values[self.written(path)]

    def written(self, path: Path) -> Path:
        """Give the part of a path that the author wrote, in his spelling.

        A long spelling has steps that its short one has not (`primary_key.columns.0`): these are passed over.
        """
        found: Path = ()
        for step in path:
            for spelling in (step, *SPELLINGS.get(step, ())):
                if (*found, spelling) in self.values:
                    found = (*found, spelling)
                    break
        return found


def documents(rendered: Rendered) -> tuple[list[Document], list[InvalidDefinition], bool]:
    """Give the documents of a file, empty ones left out, what is wrong with it, and whether all was read.

    A syntax error ends the reading; the documents before it are given.
    """
    found: list[Document] = []
    errors: list[InvalidDefinition] = []
    if refused := mistakes_before(rendered):
        return found, [refused], False
    nodes = _nodes(rendered)
    while True:
        try:
            node = next(nodes, None)
            if node is None:
                return found, errors, True
            reader = _Reader(rendered, errors)
            value = reader.read(node, ())
        except (MarkedYAMLError, ReaderError, RecursionError) as error:
            errors.append(explained(error, rendered))
            return found, errors, False
        if value is not None:
            found.append(Document(rendered.file, value, reader.keys, reader.values))


def _nodes(rendered: Rendered) -> Iterator[Node]:
    yaml = YAML(typ="safe", pure=True)
    constructor, parser = yaml.get_constructor_parser(rendered.text)
    # YAML lets an anchor be defined again; ruamel warns of it.
    constructor.composer.warn_double_anchors = False
    try:
        while constructor.composer.check_node():
            yield constructor.composer.get_node()
    finally:
        parser.dispose()


class _Reader:
    """Turns the nodes of one document into values and notes their places."""

    def __init__(self, rendered: Rendered, errors: list[InvalidDefinition]) -> None:
        self.keys: dict[Path, Origin] = {}
        self.values: dict[Path, Origin] = {}
        self._map = rendered.map
        self._errors = errors
        self._open: set[int] = set()

    def read(self, node: Node, path: Path) -> Any:
        """Give the plain value of a node."""
        self.values[path] = origin = self._origin(node)
        if id(node) in self._open:
            self._error("this alias stands for itself", "write the value out", origin)
            return None
        if len(self.values) > MOST_VALUES:
            raise MarkedYAMLError(problem=TOO_MUCH, problem_mark=node.start_mark)
        if isinstance(node, ScalarNode):
            return self._scalar(node, origin)
        self._open.add(id(node))
        try:
            if isinstance(node, SequenceNode):
                return [self.read(item, (*path, number)) for number, item in enumerate(node.value)]
            assert isinstance(node, MappingNode)
            return self._mapping(node, path)
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        value: dict[str, Any] = {}
        seen: dict[str, Origin] = {}
        merged: list[Node] = []
        for key_node, value_node in node.value:
            if key_node.tag == _MERGE:
                merged.extend(value_node.value if isinstance(value_node, SequenceNode) else [value_node])
                continue
            origin = self._origin(key_node)
            if not isinstance(key_node, ScalarNode):
                self._error("a key is a word, not a list or a mapping", "put quotes around the key", origin)
                continue
            key = key_node.value
            if key in seen:
                where = f"line {seen[key].line}" if seen[key].file == origin.file else str(seen[key])
                self._error(f'the key "{key}" is here twice, first on {where}', "keep one of the two", origin)
                continue
            seen[key] = self.keys[(*path, key)] = origin
            value[key] = self.read(value_node, (*path, key))
            if value[key] is None and value_node.start_mark == value_node.end_mark:
                # Nothing stands after the colon: what YAML calls its place is the next line's.
                self.values[(*path, key)] = origin
        for other in merged:
            self._merge(other, path, value)
        return value

    def _merge(self, node: Node, path: Path, value: dict[str, Any]) -> None:
        if not isinstance(node, MappingNode):
            self._error(
                "<< takes a mapping or a list of mappings", "name an anchor of a mapping", self._origin(node)
            )
            return
        if id(node) in self._open:
            self._error("this alias stands for itself", "write the value out", self._origin(node))
            return
        self._open.add(id(node))
        for key_node, value_node in node.value:
            if key_node.tag == _MERGE:
                self._merge(value_node, path, value)
            elif isinstance(key_node, ScalarNode) and key_node.value not in value:
                self.keys[(*path, key_node.value)] = self._origin(key_node)
                value[key_node.value] = self.read(value_node, (*path, key_node.value))
        self._open.discard(id(node))

    def _scalar(self, node: ScalarNode, origin: Origin) -> Any:
        match str(node.tag).rpartition(":")[2]:
            case "null":
                return None
            case "bool":
                return node.value.lower() == "true"
            case "int":
                return _number(
                    Whole, int(node.value.replace("_", ""), 0) if _based(node) else _int(node.value), node
                )
            case "float":
                return _number(Real, float(_python_float(node.value)), node)
            case "str" | "timestamp" | "merge":
                return node.value
        self._error(f"the tag {node.tag} is not known", "leave the tag out", origin)
        return None

    def _origin(self, node: Node) -> Origin:
        mark = node.start_mark
        return self._map.origin(mark.line + 1, mark.column + 1)

    def _error(self, message: str, hint: str, origin: Origin) -> None:
        self._errors.append(InvalidDefinition(message, hint=hint, origin=origin))


def _based(node: ScalarNode) -> bool:
    return node.value.lstrip("+-")[:2].lower() in ("0x", "0o", "0b")


def _int(text: str) -> int:
    return int(text.replace("_", ""))


def _python_float(text: str) -> str:
    return text.lower().replace("_", "").replace(".inf", "inf").replace(".nan", "nan")


def _number(form: type[Any], value: float, node: ScalarNode) -> Any:
    number = form(value)
    number.text = node.value
    return number
