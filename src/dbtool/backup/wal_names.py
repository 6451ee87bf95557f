"""Names of WAL: which segment an LSN is in, and which one comes after another."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from dbtool.backup.errors import PreflightRefused

SEGMENT = re.compile(r"[0-9A-F]{24}")
ARCHIVED = re.compile(r"[0-9A-F]{24}(\.partial|\.[0-9A-F]{8}\.backup)?|[0-9A-F]{8}\.history")
DEFAULT_BYTES = 16 << 20
# The long header of a segment's first page: magic, info, timeline, address, rest, and after a gap the system,
# the segment's size and the page's.
_HEADER = struct.Struct("<HHIQIxxxxQII")
_LONG = 0x0002


@dataclass(frozen=True, slots=True)
class Header:
    """What a segment says of itself.

    Units: bytes.
    """

    timeline: int
    system: int
    segment_bytes: int


def header_of(data: bytes, name: str) -> Header:
    """Give the header of a segment. Errors: PreflightRefused for a file that is none."""
    if len(data) < _HEADER.size:
        raise PreflightRefused(f"{name} is too short to be a WAL segment")
    _magic, info, timeline, _address, _rest, system, segment_bytes, _page = _HEADER.unpack_from(data)
    if not info & _LONG or segment_bytes & (segment_bytes - 1) or not segment_bytes:
        raise PreflightRefused(f"{name} does not begin like a WAL segment")
    if len(data) != segment_bytes:
        raise PreflightRefused(f"{name} has {len(data):,} bytes, and its header says {segment_bytes:,}")
    return Header(timeline, system, segment_bytes)


def timeline_of(name: str) -> int:
    """Give the timeline of a segment's name."""
    return int(name[:8], 16)


def segment_of(lsn: str, timeline: int, segment_bytes: int) -> str:
    """Give the segment that holds an LSN such as 0/2000028."""
    high, low = (int(part, 16) for part in lsn.split("/"))
    return _name(timeline, ((high << 32) + low) // segment_bytes, segment_bytes)


def next_segment(name: str, segment_bytes: int) -> str:
    """Give the segment after another one of the same timeline."""
    per_log = (1 << 32) // segment_bytes
    number = int(name[8:16], 16) * per_log + int(name[16:], 16)
    return _name(timeline_of(name), number + 1, segment_bytes)


def _name(timeline: int, number: int, segment_bytes: int) -> str:
    per_log = (1 << 32) // segment_bytes
    return f"{timeline:08X}{number // per_log:08X}{number % per_log:08X}"
