"""Drops and creations that look like renames, in words: what to write where they are some."""

from __future__ import annotations

from dbtool.diff.report_names import shown_name, title
from dbtool.kinds import BY_NAME
from dbtool.kinds.renaming import named_path
from dbtool.model.change import Rename
from dbtool.model.quoting import qualified


def option(offer: Rename) -> str:
    """Give what --rename says of the offer."""
    old, new = (qualified(*named_path(key)) for key in (offer.old.key, offer.key))
    return f"{BY_NAME[offer.key.kind].title} {old}={new}"


def appearance(offer: Rename) -> str:
    """Give what makes one think of a rename."""
    return f"{title(offer.old.key)} goes and {shown_name(named_path(offer.key))} comes, which looks the same"


def advice(offer: Rename) -> str:
    """Give what to write or say so that the object is renamed."""
    old, new = named_path(offer.old.key), named_path(offer.key)
    line = shown_name(old if old[:-1] != new[:-1] else old[-1:])
    return (
        f"write `renamed_from: {line}` in the definition of {shown_name(new)} "
        f"(in SQL `-- dbtool: renamed_from {line}` above it), or say --rename '{option(offer)}'"
    )


def warning(offer: Rename) -> str:
    """Give the sentence for who is not asked."""
    return f"{appearance(offer)}; if it was renamed, {advice(offer)}"
