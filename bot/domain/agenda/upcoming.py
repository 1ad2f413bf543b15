"""Whose turn it is soon: owners are told ten minutes before, and once more where that time moves far."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from bot.domain import events as e
from bot.domain.agenda.item import Item, Rule, rule_and_subject
from bot.domain.agenda_events import key
from bot.domain.approvals import ASKED_DIRECTLY
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.facts import Facts
from bot.domain.forecast import near
from bot.domain.lateness import forecast_since
from bot.domain.ordering import in_order
from bot.domain.people import Person
from bot.domain.plan import Phase, Plan, Step
from bot.domain.progress import current_steps
from bot.domain.remembering import remembered
from bot.domain.state import Deployment

SOON, TIME_MOVED = "step-soon", "step-moved"
SOON_BEFORE = timedelta(minutes=10)
MOVES_FAR = timedelta(minutes=10)
"""Who was told a time hears once more when it moves further than this."""
MOVES_AGAIN = timedelta(hours=1)
"""Who heard of a move, and waits still, hears of later times no sooner: ten minutes before they are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A step that will be called, when (aware UTC), and who is told of it."""

    step: Step
    start: datetime
    people: tuple[Person, ...]


def told_of(state: Deployment, step: Step) -> tuple[Person, ...]:
    """Who hears of a step to come: its owners, else who deputises, else the lead, who telephones.

    Nobody where so many own it that the thread is the place.
    """
    holders = state.holders(step.owner)
    people = holders.people or holders.deputies or state.lead.people
    return people if len(people) <= ASKED_DIRECTLY else ()


@remembered
def turns(state: Deployment, plan: Plan) -> tuple[Turn, ...]:
    """The next few steps."""
    return tuple(
        Turn(step=each.step, start=each.start, people=told_of(state, each.step)) for each in near(state, plan)
    )


def _right_before(state: Deployment, plan: Plan) -> Mapping[str, Step]:
    """The step right before each, by number; Go lies between, where that is the last one of 3.1."""
    table = in_order(plan.rollback_steps if state.way_back else plan.steps)
    return {
        step.number: before
        for before, step in pairwise(table)
        if before.phase is step.phase or before.phase is not Phase.PRE_DEPLOYMENT
    }


def subject_of(state: Deployment, step: Step) -> str:
    """A step of this window."""
    return f"{state.on_round}:{step.number}"


def step_of(subject: str) -> str:
    """The number of the step that a subject is about."""
    return subject.rpartition(":")[2]


def _waits_for_a_word(state: Deployment, step: Step) -> bool:
    """Whether the lead must first say that it begins, or that it goes."""
    if state.way_back:
        return False
    is_going = state.go is not None or state.actual_t0 is not None
    return state.begun is None if step.phase is Phase.PRE_DEPLOYMENT else not is_going


def _within_reach(state: Deployment, found: Iterable[Turn]) -> Iterator[Turn]:
    """Those that come by themselves, and the first of those that wait for the lead's word.

    What is to follow these is not soon, whatever the hour, for as long as that is not said.
    """
    first: datetime | None = None
    for turn in found:
        if _waits_for_a_word(state, turn.step):
            first = first or turn.start
            if turn.start > first:
                continue
        yield turn


def _soon_turns(state: Deployment, plan: Plan) -> Iterator[Turn]:
    """The next few steps with those who hear of it: whoever is not at the one before."""
    before = _right_before(state, plan)
    for turn in _within_reach(state, turns(state, plan)):
        at_it = {p.id for p in told_of(state, before[turn.step.number])} if turn.step.number in before else ()
        if people := tuple(person for person in turn.people if person.id not in at_it):
            yield replace(turn, people=people)


def _soon(state: Deployment, plan: Plan) -> Iterator[Item]:
    known = state.acted_at or state.opened.at
    for turn in _soon_turns(state, plan):
        yield Item(subject=subject_of(state, turn.step), at=turn.start - SOON_BEFORE, known=known)


def _tell_soon(state: Deployment, item: Item, facts: Facts) -> Iterator[e.Event]:
    for turn in _soon_turns(state, facts.plan):
        if subject_of(state, turn.step) == item.subject:
            for person in turn.people:
                starts = {turn.step.number: turn.start}
                yield e.TimesTold(at=facts.now, by=None, person=person.id, starts=starts)


def _say_soon(state: Deployment, subject: str, plan: Plan) -> list[Effect]:
    told = [
        PostMessage(kind=MessageKind.REMINDER, subject=key(SOON, subject), to=person.id)
        for turn in _soon_turns(state, plan)
        if subject_of(state, turn.step) == subject
        for person in turn.people
    ]
    return [*told, *_rewrites_earlier(state, key(SOON, subject))] if told else []


def _rewrites_earlier(state: Deployment, sent: str) -> list[Effect]:
    """What was said of the same turn before shrinks: one message has what counts."""
    return [
        RewriteMessages(kind=MessageKind.REMINDER, subject=earlier)
        for earlier in _of_step(state, step_of(sent))
        if earlier != sent
    ]


def _of_step(state: Deployment, number: str) -> list[str]:
    """What was said of a step's turn, by rule and subject, in the order of time."""
    return [
        each
        for each, fate in state.came_due.items()
        if fate.is_carried_out and each.startswith((f"{SOON} ", f"{TIME_MOVED} ")) and step_of(each) == number
    ]


def is_told_anew(state: Deployment, plan: Plan, step: Step, sent: str, user: str) -> bool:
    """Whether somebody (an id) was told of a step's turn once more since; `sent` is the message's subject.

    That the turn comes soon was told to all but whoever is at the step right before.
    """
    every = _of_step(state, step.number)
    if sent not in every:
        return False
    before = _right_before(state, plan).get(step.number)
    at_it = before is not None and any(person.id == user for person in told_of(state, before))
    since = (rule_and_subject(each) for each in every[every.index(sent) + 1 :])
    return any(not at_it if rule == SOON else _moved_for(subject) == user for rule, subject in since)


def _moved(state: Deployment, plan: Plan) -> Iterable[Item]:
    """Of each person the first step whose time is another than they were told; who is at work sees it."""
    if not state.told:
        return ()
    known = forecast_since(state)
    at_work = {p.id for step in current_steps(state, plan) for p in state.holders(step.owner).people}
    found: dict[str, Item] = {}
    for turn in turns(state, plan):
        is_told_soon = key(SOON, subject_of(state, turn.step)) in state.came_due
        if not is_told_soon and turn.start - SOON_BEFORE <= known:
            continue
        for person in turn.people:
            told = state.told.get(person.id)
            before = told.starts.get(turn.step.number) if told else None
            if told and before and person.id not in at_work and _is_news(state, person, turn.start - before):
                subject = f"{_moves_of(state, person)}{told.times}:{turn.step.number}"
                found.setdefault(person.id, Item(subject=subject, at=known, known=known))
    return found.values()


def _is_news(state: Deployment, person: Person, by: timedelta) -> bool:
    """Whether a move is worth a message: one that is missed by nobody may be read in the status message."""
    if abs(by) <= MOVES_FAR:
        return False
    return by < timedelta() or by > MOVES_AGAIN or not _waits_since_a_move(state, person)


def _waits_since_a_move(state: Deployment, person: Person) -> bool:
    """Whether they heard of a move already, and that step was not called since."""
    told = key(TIME_MOVED, _moves_of(state, person))
    return any(
        fate.is_carried_out and each.startswith(told) and step_of(each) not in state.steps
        for each, fate in state.came_due.items()
    )


def _moves_of(state: Deployment, person: Person) -> str:
    """With which the subjects of somebody's moves begin, in this window."""
    return f"{state.on_round}:{person.id}:"


def _moved_for(subject: str) -> str:
    """Whose time moved."""
    return subject.split(":")[1]


def _tell_moved(state: Deployment, item: Item, facts: Facts) -> Iterator[e.Event]:
    user = _moved_for(item.subject)
    own = (turn for turn in turns(state, facts.plan) if any(person.id == user for person in turn.people))
    starts = {turn.step.number: turn.start for turn in own}
    yield e.TimesTold(at=facts.now, by=None, person=user, starts=starts)


def _say_moved(state: Deployment, subject: str, _plan: Plan) -> list[Effect]:
    sent = key(TIME_MOVED, subject)
    told = PostMessage(kind=MessageKind.REMINDER, subject=sent, to=_moved_for(subject))
    return [told, *_rewrites_earlier(state, sent)]


RULES = (
    Rule(
        name=SOON,
        when="10 min before a step is expected to begin",
        what="Its owner is told directly, unless they are at the step right before; of what waits for Begin, "
        "or Go, that of the first step alone. While a step before it is not started, or "
        "not done at its end, it is edited to say which, and that the time may be later",
        items=_soon,
        still_good_for=SOON_BEFORE,
        leads_to=_tell_soon,
        says=_say_soon,
    ),
    Rule(
        name=TIME_MOVED,
        when="When a step of the next few moves by more than 10 min from what its owner was told; once they "
        "were told of a move and wait still, only by so much earlier, or by more than 1 h later",
        what="They are told the new time; what told them before says in a line that the newer one counts",
        items=_moved,
        still_good_for=SOON_BEFORE,
        leads_to=_tell_moved,
        says=_say_moved,
    ),
)
