"""What a decision is told about the world: the time, who asks, the plan. All of it is passed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain import events as e
from bot.domain.alerts import Loose
from bot.domain.evolve import evolve
from bot.domain.monitors import Way
from bot.domain.notices import Audience
from bot.domain.people import Holders, Person
from bot.domain.plan import Channel, Plan
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Deployment
from bot.domain.state_parts import TookBefore
from bot.domain.surroundings import Freeze, Lock, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another deployment that is in review, approved or under way. `runs`: steps of it are called.

    `people` have to act in it; `ends_at` is when it is forecast to end, where it runs.
    """

    id: str
    title: str
    target: Target
    start: datetime | None
    end: datetime | None
    zone: str
    runs: bool
    lead: tuple[Person, ...]
    people: tuple[Person, ...]
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """Another revision of the plan that an intent asks for: its errors, and what its author ticked.

    `text_id` is the hash it is known by.
    """

    text_id: str
    plan: Plan
    errors: tuple[str, ...] = ()
    ticked: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """The plan that CAB approved last in an earlier run of the same document; who and when."""

    deployment: str
    plan: Plan
    given_by: Person
    given_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """Messages that could not be delivered: those still `wanted`, and those that ask nobody anything now."""

    wanted: int = 0
    outdated: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """What Slack says of the people of a plan, where its roles are bound anew.

    `meant` and `called` are those of `binding.Known`; `gone` are the ids of those who left Slack, of all whom
    plan and deployment know; `unless_gone` are the roles as they would be if nobody had left.
    """

    meant: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    unless_gone: Mapping[str, Holders] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`now` is the plan's clock (aware UTC); `actor` is `None` for a clock or the house itself.

    `actor_left`: their account is deactivated, though Slack still says that they ask.
    `errors` are the document's findings that stop `submit`, one sentence each; `roles` is the binding of
    the plan's roles as the roster and Slack's people have it now, `whereabouts` where those people are.
    `starters` are those whom plan and roster name: whoever starts it cannot make themselves one of them by
    choosing people for its roles.
    `revised` is the revision that an amendment or a moved window asks for (`roles` is bound for it then),
    `known` are the plans of the revisions that were approved, by their hash; `precedent` is what CAB
    approved in an earlier run. `learnt` is what past runs took, looked up for Begin alone. `named` are the
    people whom the intent names.
    `lock`, `freezes` and `others` are what stands beside the deployment; they are looked up for those
    intents alone that ask about it (`neighbours.ASKS`). `ways` are those by which audiences can be told:
    Slack, and what is set up beside it. `audiences` are those of the plan, by `role_text` of their names, for
    the intents alone that tell them something. `loose` are the alerts of the last day that concern no
    deployment, looked up where one of them is to be tied.
    """

    now: datetime
    actor: Person | None
    plan: Plan
    actor_left: bool = False
    errors: tuple[str, ...] = ()
    roles: Mapping[str, Holders] = field(default_factory=dict)
    whereabouts: Whereabouts = Whereabouts()
    starters: tuple[Person, ...] = ()
    revised: Revised | None = None
    known: Mapping[str, Plan] = field(default_factory=dict)
    precedent: Precedent | None = None
    learnt: tuple[TookBefore, ...] = ()
    named: tuple[Person, ...] = ()
    lock: Lock | None = None
    freezes: tuple[Freeze, ...] = ()
    others: tuple[Other, ...] = ()
    undelivered: Undelivered = Undelivered()
    ways: frozenset[Way] = frozenset({Channel.SLACK})
    audiences: Mapping[str, Audience] = field(default_factory=dict)
    loose: tuple[Loose, ...] = ()

    @property
    def person(self) -> Person:
        """The person who asks, where only a person can."""
        if self.actor is None:
            raise ValueError("only a person can ask for this")
        return self.actor


Decision = tuple[e.Event, ...] | Refusal


class Story:
    """The events of one decision in the making, and the state they lead to so far."""

    def __init__(self, state: Deployment) -> None:
        self.state = state
        self.events: tuple[e.Event, ...] = ()

    def add(self, event: e.Event) -> None:
        """Take one more event."""
        self.state = evolve(self.state, event)
        self.events = (*self.events, event)


def not_yours(text: str) -> Refusal:
    """The wrong person."""
    return Refusal(Because.NOT_YOURS, text)


def incomplete(text: str) -> Refusal:
    """Something that must be given first is missing."""
    return Refusal(Because.INCOMPLETE, text)


def unknown(text: str) -> Refusal:
    """What was named does not exist."""
    return Refusal(Because.UNKNOWN, text)


def settled(text: str) -> Refusal:
    """The question was answered already."""
    return Refusal(Because.SETTLED, text)
