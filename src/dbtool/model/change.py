"""Changes: what must happen to one object so that the old database becomes the new one."""

from __future__ import annotations

from dataclasses import dataclass

from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True)
class Create:
    """The object is new."""

    new: Fact

    @property
    def key(self) -> Key:
        return self.new.key


@dataclass(frozen=True, slots=True)
class Drop:
    """The object is to go."""

    old: Fact

    @property
    def key(self) -> Key:
        return self.old.key


@dataclass(frozen=True, slots=True)
class Alter:
    """The object stays and these fields of it change, in place."""

    old: Fact
    new: Fact
    fields: tuple[str, ...]

    @property
    def key(self) -> Key:
        return self.new.key


@dataclass(frozen=True, slots=True)
class Replace:
    """The object is dropped and made again, because of `fields` or of `reason`."""

    old: Fact
    new: Fact
    fields: tuple[str, ...]
    reason: str

    @property
    def key(self) -> Key:
        return self.new.key


@dataclass(frozen=True, slots=True)
class Rename:
    """The object is the same under another name, or in another schema; `new` is what it is right after."""

    old: Fact
    new: Fact

    @property
    def key(self) -> Key:
        return self.new.key


Change = Create | Drop | Alter | Replace
# What a report may speak of: renames come before all changes, which are told from what is there after them.
AnyChange = Change | Rename
