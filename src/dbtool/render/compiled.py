"""The templates' bytecode, kept beside them as Python keeps that of its modules."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path

from jinja2.bccache import Bucket, FileSystemBytecodeCache

from dbtool.cache import code_mark


class Compiled(FileSystemBytecodeCache):
    """A cache of compiled templates; where it cannot be written they are compiled each time."""

    def __init__(self, templates: Path) -> None:
        folder = Path(cache_from_source(str(templates / "__init__.py"))).parent
        super().__init__(str(folder), "%s.jinja")

    def get_source_checksum(self, source: str) -> str:
        """Give a mark of the source, and of the filters and tags that take part in compiling it."""
        return super().get_source_checksum(source + code_mark())

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read the bytecode where there is any that may be read."""
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write the bytecode, unless Python was told to write none."""
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)
