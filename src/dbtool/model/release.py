"""Versions as numbers, which compare as versions do."""

from __future__ import annotations

Release = tuple[int, ...]


def numbers(version: str) -> Release:
    """Give a version such as 2.29.2 or 2.30.0-dev as numbers, what stands behind a hyphen left out."""
    return tuple(int(part) for part in version.split("-")[0].split(".") if part.isdigit())
