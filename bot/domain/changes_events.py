"""Accepted facts about the data of 4.3 and the configuration of 5, and about what of both is back."""

from dataclasses import dataclass

from bot.domain.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One row of 4.3: its number, its name, whether the data is as expected, and what was seen.

    Of 4.1: whether the migration is reversed, and if not, what stands instead.
    """

    number: int
    name: str
    holds: bool
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One row of 5, by the name that tells it apart: whether it was changed, or has its old value back.

    `result` says why not, or what stands instead.
    """

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


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationsReversed(Event):
    """Migrations of 4.1 were reversed by `step` of the way back, or were not; the last one counts."""

    step: str
    on_behalf: bool
    for_whom: str
    as_member_of: str
    rows: tuple[Checked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationRestored(Event):
    """Variables and flags of 5 got their old values back by `step`, or did not; the last one counts."""

    step: str
    on_behalf: bool
    for_whom: str
    as_member_of: str
    rows: tuple[Changed, ...]


AnswerGiven = DataValidated | ConfigurationConfirmed | MigrationsReversed | ConfigurationRestored
"""All name whoever said it of what a step did: for which owner (`for_whom`, where `on_behalf`)."""
