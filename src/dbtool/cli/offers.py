"""Drops and creations that look like renames: asked about at a terminal, else said with the line to write."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dbtool.cli.output import Output
    from dbtool.model.change import Rename
    from dbtool.settings import Subject


def agreed(offers: Sequence[Rename], output: Output) -> list[Rename]:
    """Ask at a terminal which offers are renames, and give those; elsewhere warn and give none."""
    if not sys.stdin.isatty():
        warn(offers, output)
        return []
    from dbtool.diff.report_offers import advice, appearance

    taken = [offer for offer in offers if output.ask(f"{appearance(offer)}: was it renamed?")]
    for offer in taken:
        output.say(f"renamed in this run; for the next one {advice(offer)}")
    return taken


def with_agreed(subject: Subject, offers: Sequence[Rename], output: Output) -> Subject | None:
    """Give the subject with the renames that somebody at the terminal agreed to; None where that is none."""
    taken = agreed(offers, output)
    if not taken:
        return None
    from dbtool.diff.report_offers import option

    return replace(subject, renames=(*subject.renames, *map(option, taken)))


def warn(offers: Sequence[Rename], output: Output) -> None:
    """Say what looks like a rename and would be dropped and made anew."""
    if offers:
        from dbtool.diff.report_offers import warning

        for offer in offers:
            output.say(f"warning: {warning(offer)}")
