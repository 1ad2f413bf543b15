"""What is asked of the outside before an intent can be decided (design: an answer from outside)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StartFrom:
    """A document that was dropped is to be started as this version in this channel.

    `start` is naive, of the plan's zone; `None` keeps the plan's own.
    """

    version: str
    start: datetime | None
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendWith:
    """A document that was dropped is to become a deployment's new revision."""

    deployment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFile:
    """What stands in a file that somebody dropped: its id, the name it was dropped under, and what for."""

    file: str
    name: str
    purpose: StartFrom | AmendWith


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadGroups:
    """Who is in user groups, before an intent for a deployment is decided anew.

    `groups` are their handles; `intent` is the name of its type, `fields` are what it holds, as JSON.
    """

    deployment: str
    groups: tuple[str, ...]
    intent: str
    fields: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDnd:
    """For whom of these people (ids), who have to act in a deployment, Do Not Disturb is on."""

    deployment: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOnCall:
    """Who is on call for a level of a deployment's 9.2, by the escalation policy (its id) that it names."""

    deployment: str
    level: str
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFiring:
    """What fires as a deployment begins; `services` are PagerDuty's (their ids) that its plan names."""

    deployment: str
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMetrics:
    """What the rows of 8.1 that have a query measured since then, and in the hour `before` (plan's clock)."""

    deployment: str
    since: datetime
    before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrySmokeTests:
    """What comes of the rows of 7.1 that are left of those asked for the `asked`-th time.

    It is 0 where a program that did not count kept the errand: nobody waits for it any more.
    """

    deployment: str
    asked: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadChart:
    """What these rows of 8.1 (`Row.key`) measured from `start` to `end` (plan's clock), as a picture.

    `about` is the decision's subject where they speak for a rollback, "" at the end.
    """

    deployment: str
    about: str
    metrics: tuple[str, ...]
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HandRecord:
    """A deployment's record, as a file for whoever asks; posted with this `mark`, hence once."""

    deployment: str
    mark: str


Question = (
    FetchFile
    | ReadGroups
    | ReadDnd
    | ReadOnCall
    | ReadFiring
    | ReadMetrics
    | TrySmokeTests
    | ReadChart
    | HandRecord
)
"""Every question that an errand can carry."""
