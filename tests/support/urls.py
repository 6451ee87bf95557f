"""URLs of one database for other roles."""

from __future__ import annotations

from urllib.parse import quote, urlsplit


def as_role(url: str, role: str, password: str) -> str:
    """Give the URL of the same database for another role."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{quote(role)}:{quote(password)}@{host}").geturl()
