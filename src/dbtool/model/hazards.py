"""Hazards: what a step can do to those who use the database, by name."""

from __future__ import annotations

from collections.abc import Mapping

HAZARDS: Mapping[str, str] = {
    "deletes-data": "Rows or values are deleted, now or at the next run of a retention policy.",
    "blocks-writes": "Writes to the table wait while the statement scans it or builds an index.",
    "rewrites-table": "The table is written anew; reads and writes wait, and a copy needs disk space.",
    "changes-access": "Who may connect, see or change what becomes different.",
    "breaks-clients": "Something that clients may call or read by its name goes away.",
}
EVERYTHING = "all"
# What --allow and a target's `allow` take.
ALLOWABLE = (*HAZARDS, EVERYTHING)
