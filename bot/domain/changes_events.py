"""Accepted facts about the data of 4.3 and the configuration of 5."""

from dataclasses import dataclass

from bot.domain.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One row of 4.3: its number, its name, whether the data is as expected, and what was seen."""

    number: int
    name: str
    holds: bool
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One row of 5, by the name that tells it apart: whether it was changed, and if not, why."""

    name: str
    is_flag: bool
    holds: bool
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataValidated(Event):
    """The data was compared with what 4.3 expects, after what `step` did; the last one counts."""

    step: str
    on_behalf: bool
    for_whom: str
    as_member_of: str
    rows: tuple[Checked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationConfirmed(Event):
    """Variables and flags of 5 were changed by `step`, or were not; the last one counts."""

    step: str
    on_behalf: bool
    for_whom: str
    as_member_of: str
    rows: tuple[Changed, ...]


AnswerGiven = DataValidated | ConfigurationConfirmed
"""Both name whoever said it of what a step did: for which owner (`for_whom`, where `on_behalf`)."""
