"""Who will be there: everybody who has to act is asked a day before, and who was not heard of is named."""

from collections.abc import Callable, Collection, Iterable
from datetime import timedelta

from bot.domain import events as e
from bot.domain.agenda.item import Item, Rule
from bot.domain.agenda_events import key
from bot.domain.approvals import ASKED_DIRECTLY
from bot.domain.effects import Effect, MessageKind, PostMessage
from bot.domain.facts import Facts
from bot.domain.forecast import forecast
from bot.domain.people import Person, unique
from bot.domain.plan import Plan
from bot.domain.presence import NAMED_BEFORE, Need, by_telephone, here, is_asked, needs, not_on, own_needs
from bot.domain.state import Deployment, Lifecycle

ON = "on-"
"""With which the names of these rules begin."""
ASKED, TELEPHONE, LEAD_TOLD, DEPUTIES, MOVED = (
    f"{ON}{name}" for name in ("asked", "telephone", "missing", "deputy", "moved")
)
ASKED_BEFORE = timedelta(hours=24)
NOT_RUNNING = frozenset({Lifecycle.IN_REVIEW, Lifecycle.APPROVED})


def subject_of(state: Deployment, user: str = "") -> str:
    """Somebody (an id) in this round of asking; "" for everybody at once."""
    return f"{state.on_round}:{user}"


def user_of(subject: str) -> str:
    """Whom a subject is about."""
    return subject.partition(":")[2]


def _at(state: Deployment, before: timedelta, *users: str) -> Iterable[Item]:
    assert state.window_start, "who is asked is asked for a window"
    at, known = state.window_start - before, state.acted_at or state.opened.at
    return [Item(subject=subject_of(state, user), at=at, known=known) for user in users]


def is_of_many(need: Need) -> bool:
    """Whether so many hold the role that they are asked in the thread."""
    return len(need.holders.people) > ASKED_DIRECTLY


def _asked(state: Deployment, plan: Plan) -> Iterable[Item]:
    if not is_asked(state):
        return ()
    needed = needs(state, plan)
    users = {person.id: None for need in needed if not is_of_many(need) for person in need.holders.people}
    if any(map(is_of_many, needed)):
        users[""] = None
    there = here(state)
    return _at(state, ASKED_BEFORE, *(user for user in users if user not in there))


def _of_all(
    rule: str, before: timedelta, concerned: Callable[[Deployment, Plan], Collection[Need]]
) -> Callable[[Deployment, Plan], Iterable[Item]]:
    """One item for all together; once it came due nobody looks through all steps for who they are."""

    def items(state: Deployment, plan: Plan) -> Iterable[Item]:
        is_done = key(rule, subject_of(state)) in state.came_due
        return () if is_done or not is_asked(state) or not concerned(state, plan) else _at(state, before, "")

    return items


def _moved(state: Deployment, _plan: Plan) -> Iterable[Item]:
    """Who was asked for another time hears at once that it is not then, unless they are asked anew."""
    known = state.acted_at or state.opened.at
    if state.state not in NOT_RUNNING or state.window_start is None:
        return ()
    if is_asked(state) and state.window_start - ASKED_BEFORE <= known:
        return ()
    return [Item(subject=subject_of(state, user), at=known, known=known) for user in state.told_before]


def _tell_times(state: Deployment, item: Item, facts: Facts) -> Iterable[e.Event]:
    user = user_of(item.subject)
    own = {step.number for need in own_needs(state, facts.plan, user) for step in need.steps}
    expected = forecast(state, facts.plan).steps
    starts = {each.step.number: each.start for each in expected if each.step.number in own}
    if user:
        yield e.TimesTold(at=facts.now, by=None, person=user, starts=starts)


def _post(rule: str, subject: str, *users: str) -> list[Effect]:
    return [PostMessage(kind=MessageKind.REMINDER, subject=key(rule, subject), to=user) for user in users]


def _to_themselves(rule: str) -> Callable[[Deployment, str, Plan], list[Effect]]:
    return lambda _state, subject, _plan: _post(rule, subject, user_of(subject))


def _to_lead(rule: str) -> Callable[[Deployment, str, Plan], list[Effect]]:
    """The lead, else who deputises; the thread where nobody does."""
    return lambda state, subject, _plan: _post(
        rule, subject, *(person.id for person in state.lead.people or state.lead.deputies or (NOBODY,))
    )


NOBODY = Person(id="", name="")


def stand_ins(state: Deployment, plan: Plan) -> tuple[Person, ...]:
    """The deputies of those who were not heard of."""
    return unique(person for need in not_on(state, plan) for person in need.holders.deputies)


def _to_deputies(state: Deployment, subject: str, plan: Plan) -> list[Effect]:
    return _post(DEPUTIES, subject, *(person.id for person in stand_ins(state, plan)))


def is_named(state: Deployment) -> bool:
    """Whether the time has come from which on whoever was not heard of is named."""
    return key(LEAD_TOLD, subject_of(state)) in state.came_due


RULES = (
    Rule(
        name=ASKED,
        when="T-24h, once approved, if that is more than 2 h before T-0; or when a role is handed over",
        what="Whoever has to act in the run, and did nothing in it yet, is asked whether they will be there",
        items=_asked,
        still_good_for=ASKED_BEFORE - NAMED_BEFORE,
        leads_to=_tell_times,
        says=_to_themselves(ASKED),
    ),
    Rule(
        name=TELEPHONE,
        when="T-24h, once approved",
        what="The lead is asked to telephone whoever has to act and is not in Slack",
        items=_of_all(TELEPHONE, ASKED_BEFORE, by_telephone),
        still_good_for=ASKED_BEFORE,
        says=_to_lead(TELEPHONE),
    ),
    Rule(
        name=LEAD_TOLD,
        when="T-2h",
        what="The lead is told who has not said that they are on; the status message names them from then on",
        items=_of_all(LEAD_TOLD, NAMED_BEFORE, not_on),
        still_good_for=NAMED_BEFORE,
        says=_to_lead(LEAD_TOLD),
    ),
    Rule(
        name=DEPUTIES,
        when="T-2h",
        what="The deputies of those who have not said that they are on are asked to stand in",
        items=_of_all(DEPUTIES, NAMED_BEFORE, not_on),
        still_good_for=NAMED_BEFORE,
        says=_to_deputies,
    ),
    Rule(
        name=MOVED,
        when="When the window moves by more than 15 min",
        what="Whoever was asked for the window before is told that it is another",
        items=_moved,
        still_good_for=ASKED_BEFORE,
        says=_to_themselves(MOVED),
    ),
)
