"""Who will be there: what people are asked a day before, who is missed, and who may go."""

from collections.abc import Callable, Mapping, Sequence

from bot.domain import events as e
from bot.domain.agenda.presence import (
    ASKED,
    ASKED_BEFORE,
    DEPUTIES,
    LEAD_TOLD,
    MOVED,
    TELEPHONE,
    is_named,
    is_of_many,
    stand_ins,
    subject_of,
    user_of,
)
from bot.domain.confirmations import role_of
from bot.domain.forecast import Forecast, forecast
from bot.domain.people import Person, unique
from bot.domain.plan import Phase, Plan, Step
from bot.domain.presence import NAMED_BEFORE, Need, by_telephone, is_asked, is_here, needs, not_on, own_needs
from bot.domain.progress import is_over
from bot.domain.state import LEAD, Deployment
from bot.domain.telephones import telephone_of
from bot.domain.times import clock, day_and_clock
from bot.ports import Message
from commands.blocks import offers, phrases as ph
from commands.blocks.dnd import unheard
from commands.blocks.kit import Content, actions, paragraph
from commands.blocks.mrkdwn import NAME, plain
from commands.blocks.settled import how_it_ended, settled

STEPS_SHOWN, BACK_NAMED = 4, 2
"""How many steps are named; more of the way back than these are only numbered."""


def asked(message: Message) -> Content:
    """Whether somebody will be there; in the thread, whether one of those of a large role will."""
    state, plan, user = message.state, message.plan, user_of(message.subject)
    if told := _over(state, message.subject):
        return settled(state, told)
    needed = [need for need in needs(state, plan) if is_of_many(need)] if not user else []
    if not user:
        missing_here = [need for need in needed if need in not_on(state, plan)]
        who = ", ".join(_who(need) for need in needed)
        if not missing_here:
            return settled(state, f"✅ *Somebody is on*: {who or 'nobody is needed any more'}")
        return _question(state, f"*One of you: will you be there? {ph.until(state)}*", who, "")
    yours = _yours(state, plan, user)
    if not yours:
        return settled(state, "⏹️ *Will you be there?* Nothing is yours to do here any more")
    if said := state.on.get(user):
        when = day_and_clock(said, state.zone)
        return _told(state, f"✅ *You are on*, said {when}", yours)
    if is_here(state, Person(id=user, name="")):
        return _told(state, "✅ *You are on*, you are at work in it", yours)
    if standing_in := _stand_in(state, plan, user):
        who = ph.mentions(standing_in)
        return settled(state, f"✅ *Will you be there?* Not asked any more: {who} acts for you")
    return _question(state, f"*Will you be there? {ph.until(state)}*", yours, user)


def _stand_in(state: Deployment, plan: Plan, user: str) -> tuple[Person, ...]:
    """Which deputies are there for all that somebody has to act for; nobody where a part of it is open."""
    found = [[p for p in need.holders.deputies if is_here(state, p)] for need in own_needs(state, plan, user)]
    return unique(person for people in found for person in people) if all(found) else ()


def _question(state: Deployment, asks: str, yours: str, user: str) -> Content:
    """`user` is who is asked, an id; "" in the thread."""
    assert state.window_start, "who is asked is asked for a window"
    by = day_and_clock(state.window_start - NAMED_BEFORE, state.zone)
    wanted = "Answer wanted at once" if is_named(state) else f"Answer wanted by {by}"
    is_lead = any(person.id == user for person in state.lead.people)
    told = "deputies are asked" if is_lead else "the lead is told, and deputies are asked"
    then = "" if is_named(state) else f": then {told}"
    lead = "" if is_lead else f"lead {ph.lead(state)}"
    return Content(
        text=f"{ph.brief(state)}: will you be there {ph.until(state)}? {wanted}",
        blocks=(
            paragraph(
                f"{asks}, {ph.title(state)}",
                ph.window(state),
                yours,
                ph.sentence(f"{wanted}{then}", lead),
            ),
            *actions(offers.say_on(state), offers.open_plan(state)),
        ),
    )


def _told(state: Deployment, said: str, *lines: str) -> Content:
    return Content(
        text=f"{ph.brief(state)}: {said.replace('*', '')}",
        blocks=(
            paragraph(f"{said}: {ph.title(state)}", ph.window(state), *lines),
            *actions(offers.open_plan(state)),
        ),
    )


def _over(state: Deployment, subject: str) -> str:
    """Why nobody is asked any more."""
    if state.state.is_closed or state.rollback or (state.leaving and not state.ended):
        return f"⏹️ *Will you be there?* Not asked any more: {how_it_ended(state)}"
    if subject != subject_of(state, user_of(subject)):
        return f"↩️ *Will you be there?* The window moved to {ph.until(state) or 'another day'}"
    if not is_asked(state):
        return f"⏹️ *Will you be there?* Not asked now: the deployment is {state.state}"
    return ""


def _yours(state: Deployment, plan: Plan, user: str) -> str:
    """`Yours: 1 Create backup, about 22:00; way back R3 …`; "" for who has nothing to do."""

    def holds(role: str) -> bool:
        return any(person.id == user for person in state.holders(role).people)

    expected = forecast(state, plan)
    steps = [_step(state, s, expected) for s in plan.steps if holds(s.owner) and not is_over(state, s)]
    back = [step for step in plan.rollback_steps if not step.is_follow_up and holds(step.owner)]
    named = [
        ph.step_name(s, ph.BRIEF) if len(back) <= BACK_NAMED else plain(s.number, ph.NUMBER) for s in back
    ]
    confirms = [plain(each.name, ph.BRIEF) for each in plan.checkpoints if holds(role_of(plan, each))]
    parts = (
        "you lead it" if holds(LEAD) else "",
        ph.listed(steps, STEPS_SHOWN, "; "),
        f"you confirm {ph.listed(confirms, STEPS_SHOWN)}" if confirms else "",
        f"way back {ph.listed(named, STEPS_SHOWN)}" if back else "",
    )
    found = ph.sentence(*parts)
    return f"Yours: {found}" if found else ""


def _step(state: Deployment, step: Step, expected: Forecast) -> str:
    found = expected.of(step.number)
    about = f" about {ph.hour(state, found.start)}" if found and step.phase is not Phase.ROLLBACK else ""
    return f"{ph.step_name(step, ph.BRIEF)}{about}"


def telephone(message: Message) -> Content:
    """The lead is asked to telephone those whom Slack does not know."""
    state, plan = message.state, message.plan
    if told := _over(state, message.subject):
        return settled(state, told)
    expected = forecast(state, plan)
    people = [
        f"{plain(' or '.join(need.holders.unknown), NAME)}: "
        f"{ph.listed([_step(state, step, expected) for step in need.steps], 2) or plain(need.role, NAME)}"
        for need in by_telephone(state, plan)
    ]
    if not people:
        return settled(state, "✅ *Please telephone*: everybody who has to act is in Slack")
    first = f"*Please telephone, before {ph.until(state)}*: will they be there? {ph.title(state)}"
    return Content(
        text=f"{ph.brief(state)}: please telephone who is not in Slack, before {ph.until(state)}",
        blocks=(
            paragraph(first, *people[:STEPS_SHOWN], "They are not in Slack: you record for them"),
            *actions(offers.open_plan(state)),
        ),
    )


def lead_told(message: Message) -> Content:
    """Who has not said that they are on, and whom the lead can telephone."""
    state, plan = message.state, message.plan
    if told := _over(state, message.subject):
        return settled(state, told)
    needed = not_on(state, plan)
    if not needed:
        return settled(state, "✅ *Everybody has said that they are on*")
    people = ph.listed([_who(need) for need in needed], ph.PEOPLE_SHOWN)
    deputies = stand_ins(state, plan)
    asked_now = f"Asked to stand in: {ph.mentions(deputies)}" if deputies else "Nobody deputises for them"
    is_own = any(person.id == message.to for need in needed for person in need.holders.all)
    rest = (offers.hand_entry(state), offers.reschedule_entry(state), offers.cancel_entry(state, plan))
    return Content(
        text=f"{ph.brief(state)}, {ph.until(state)}: not everybody has said that they are on",
        blocks=(
            paragraph(
                f"🔴 *Not confirmed for {ph.until(state)}:* {people}; {ph.title(state)}",
                _phones(state, plan, needed),
                asked_now,
                "You can telephone, hand a role over, or move the window",
            ),
            *actions(
                offers.say_on(state) if is_own else None, offers.open_plan(state), offers.menu_of(*rest)
            ),
        ),
    )


def _phones(state: Deployment, plan: Plan, needed: Sequence[Need]) -> str:
    people = unique(person for need in needed for person in need.holders.people)
    known = [(person, number) for person in people if (number := telephone_of(state, plan, person))]
    phones = [f"{ph.person_name(person)} ({plain(number, NAME)})" for person, number in known]
    return f"By telephone: {ph.listed(phones, ph.PEOPLE_SHOWN)}" if phones else ""


def deputy(message: Message) -> Content:
    """A deputy is asked to stand in."""
    state, plan = message.state, message.plan
    if told := _over(state, message.subject):
        return settled(state, told)
    me = Person(id=message.to, name="")
    if is_here(state, me):
        return _told(state, "✅ *You are on*")
    needed = [need for need in not_on(state, plan) if me.id in {each.id for each in need.holders.deputies}]
    if not needed:
        return settled(state, "✅ *Can you stand in?* Not needed any more: they are on")
    who = ph.listed([_who(need) for need in needed], ph.PEOPLE_SHOWN)
    expected = forecast(state, plan)
    steps = [_step(state, step, expected) for need in needed for step in need.steps]
    return Content(
        text=f"{ph.brief(state)}, {ph.until(state)}: can you stand in?",
        blocks=(
            paragraph(
                f"*Can you stand in, {ph.until(state)}?* Not heard of yet: {who}",
                ph.title(state),
                ph.window(state),
                f"Theirs: {ph.listed(steps, STEPS_SHOWN, '; ')}" if steps else "",
            ),
            *actions(offers.say_on(state), offers.open_plan(state)),
        ),
    )


def moved(message: Message) -> Content:
    """Who was asked for another window hears that it is not then."""
    state = message.state
    if state.state.is_closed:
        return settled(state, f"⏹️ *Moved*: {how_it_ended(state)}")
    return _told(state, f"*Moved to {ph.until(state) or 'another day'}*", _asked_again(state))


def _asked_again(state: Deployment) -> str:
    """When whoever was asked for another window is asked for this one; so late they are not any more."""
    moved = state.revised.at if state.revised else state.opened.at
    ahead = state.window_start - moved if state.window_start else ASKED_BEFORE
    if ahead >= ASKED_BEFORE:
        return "Nothing is wanted of you before; you are asked again a day before it"
    if ahead > NAMED_BEFORE:
        return "You are asked again once that is approved"
    return "You are not asked again so shortly before it: if you cannot be there, say so in the thread"


def missing(state: Deployment, plan: Plan) -> str:
    """`🔴 Not confirmed: @dba; 🔕 Slack will not ring …`: who was not heard of, and who will not hear.

    From two hours before the window on; "" before.
    """
    needed = not_on(state, plan) if is_named(state) else ()
    people = [ph.holders_named(need.holders, need.role, 1) for need in needed]
    silent = f"🔴 *Not confirmed: {ph.listed(people, ph.PEOPLE_SHOWN)}*" if people else ""
    return ph.sentence(silent, unheard(state, plan))


def here(state: Deployment, plan: Plan) -> str:
    """`Here: DBA, DevOps; QA unconfirmed; 🔕 Slack will not ring …`, beside the lead, who is asked."""
    if not is_asked(state):
        return unheard(state, plan)
    silent = {need.role for need in not_on(state, plan)}
    roles = [need.role for need in needs(state, plan) if need.role != LEAD and need.holders.people]
    there = ph.listed([plain(role, ph.BRIEF) for role in roles if role not in silent], ph.ROWS_SHOWN)
    absent = ph.listed([plain(role, ph.BRIEF) for role in roles if role in silent], ph.ROWS_SHOWN)
    unconfirmed = f"🔴 {absent} unconfirmed" if absent else ""
    return ph.sentence(f"Here: {there or 'nobody yet'}", unconfirmed, unheard(state, plan))


def _who(need: Need) -> str:
    """`@dba (DBA)`."""
    return f"{ph.holders_named(need.holders, need.role, 1)} ({plain(need.role, NAME)})"


def times_told(event: e.TimesTold, state: Deployment, _plan: Plan) -> str:
    """The sentence: who knows what of their steps."""
    person = next((each for each in state.everyone if each.id == event.person), None)
    starts = ph.listed(
        [f"{plain(number, ph.NUMBER)} about {clock(at, state.zone)}" for number, at in event.starts.items()],
        ph.ROWS_SHOWN,
    )
    who = ph.person_name(person) if person else "Somebody"
    return f"{who} is told their times: {starts or 'no step'}"


def people_released(event: e.PeopleReleased, _state: Deployment, _plan: Plan) -> str:
    """The sentence: who may go; it calls them and nobody else."""
    return f"Released: {ph.mentions(event.people, ph.ROWS_SHOWN)}, nothing more needs them"


REMINDERS: Mapping[str, Callable[[Message], Content]] = {
    ASKED: asked,
    TELEPHONE: telephone,
    LEAD_TOLD: lead_told,
    DEPUTIES: deputy,
    MOVED: moved,
}
