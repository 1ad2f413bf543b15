"""Accepted facts about what commands of the plan lack."""

import re
from dataclasses import dataclass

from bot.domain.event import Event

_BETWEEN = re.compile(r"[\s.-]+")


def key_of(name: str) -> str:
    """Names that differ in case, dashes or spaces are one: `backup_id` is `Backup-ID`."""
    return _BETWEEN.sub("_", name.strip().strip("{}")).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueNoted(Event):
    """What a placeholder in the plan's commands stands for, word for word; the last one counts."""

    name: str
    value: str
