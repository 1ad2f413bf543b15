"""What a typed text asks for, parsed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.freezes import FreezeIntent
from bot.domain.intents import Intent
from bot.domain.notices import Audience
from bot.domain.period import Period


@dataclass(frozen=True, slots=True)
class Help:
    """What can be done."""


@dataclass(frozen=True, slots=True)
class OpenStart:
    """The modal that starts a plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPlan:
    """Start a plan without the modal. `start` is naive, in the plan's zone; `None` keeps the plan's own.

    `people` are Slack user ids chosen for roles that nobody fills, by the role's text; `None`, where nobody
    was asked, takes those of the last run.
    """

    plan: str
    version: str
    start: datetime | None
    people: Mapping[str, tuple[str, ...]] | None


@dataclass(frozen=True, slots=True)
class AmendPlan:
    """Take the changed document of a deployment; its ID is "" where the channel's only open one is meant."""

    deployment: str


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """One deployment; its ID is "" where the channel's only open one is meant."""

    deployment: str


@dataclass(frozen=True, slots=True)
class ShowAlerts:
    """The alerts of one deployment, by its ID as above, and those of none."""

    deployment: str


@dataclass(frozen=True, slots=True)
class ShowRecord:
    """The record of one deployment, by its ID as above."""

    deployment: str


@dataclass(frozen=True, slots=True)
class ShowList:
    """The open deployments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowClosed:
    """The deployments that are over; of a service and a person (a Slack user's id), "" for all."""

    period: Period
    service: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowStats:
    """How deployments went; of a service, "" for all."""

    period: Period
    service: str


@dataclass(frozen=True, slots=True)
class ShowMine:
    """What waits for me."""


@dataclass(frozen=True, slots=True)
class ShowRoster:
    """Who stands for what."""


@dataclass(frozen=True, slots=True)
class ShowFreezes:
    """The change freezes."""


@dataclass(frozen=True, slots=True)
class ChangeFreeze:
    """Set or end a change freeze."""

    intent: FreezeIntent


@dataclass(frozen=True, slots=True)
class UnlockTarget:
    """Release a service and environment; `text` begins with their names, the reason follows."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRoster:
    """Who stands for a role from now on: ids of users and groups."""

    role: str
    people: tuple[str, ...]
    deputies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetRosterAudience:
    """Whom an audience's name means from now on: mail addresses, and ids of channels."""

    audience: Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An intent for a deployment, whose ID is "" where the channel's only open one is meant."""

    deployment: str
    intent: Intent


Showing = (
    Help
    | OpenStart
    | ShowStatus
    | ShowAlerts
    | ShowRecord
    | ShowList
    | ShowClosed
    | ShowStats
    | ShowMine
    | ShowRoster
    | ShowFreezes
)
"""What changes nothing."""
Command = Showing | StartPlan | AmendPlan | SetRoster | SetRosterAudience | ChangeFreeze | UnlockTarget | Act
