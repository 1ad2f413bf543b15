"""Do Not Disturb: for whom Slack will not ring when they are wanted, as the lead and they themselves read."""

from collections.abc import Callable, Mapping

from bot.domain import events as e
from bot.domain.agenda.presence import user_of
from bot.domain.dnd import Unrung, is_run_expected, subject, unrung
from bot.domain.plan import Plan
from bot.domain.react_dnd import DND_LEAD, DND_OWN
from bot.domain.state import Deployment
from bot.domain.telephones import telephone_of
from bot.domain.times import clock, day_and_clock
from bot.ports import Message
from commands.blocks import offers, phrases as ph
from commands.blocks.kit import Content, actions, paragraph
from commands.blocks.mrkdwn import NAME, group_mention, plain
from commands.blocks.settled import how_it_ended, settled

MARK = "🔕"
SHOWN = 3
"""How many of them have a line of their own, so that the message has six."""
PEOPLE_CALLED = 2
"""How many people of one role are named, and how many telephone numbers."""


def named(message: Message) -> Content:
    """The lead reads who was found, when, and how they are reached; of themself they read elsewhere."""
    state, plan = message.state, message.plan
    here = state.dnd_named[int(message.subject)]
    if told := _over(state, here[0]):
        return settled(state, told)
    others = set(here) - {subject(state, message.to)}
    found = [each for each in unrung(state, plan) if any(subject(state, p.id) in others for p in each.people)]
    if not found:
        return settled(state, "✅ *Do Not Disturb*: nobody named here is still to be called while it is on")
    first, at = found[0], day_and_clock(found[0].at, state.zone)
    many = f"{len(found)} of those you need, the first" if len(found) > 1 else ""
    more = f"and {len(found) - SHOWN} more; " if len(found) > SHOWN else ""
    lines = [f"{_who(state, each)} {ph.hour(state, each.at)}: {_line(state, plan, each)}" for each in found]
    return Content(
        text=f"{ph.brief(state)}: Slack will not ring for {many or _names(first)} at {at}",
        blocks=(
            paragraph(
                f"{MARK} *Slack will not ring for {many or _who(state, first)} at {at}*, {ph.title(state)}",
                *(lines[:SHOWN] if many else [f"Wanted for {_line(state, plan, first)}"]),
                f"{more}Do Not Disturb is on then, and only they can turn it off: they are asked to",
                "You can telephone, or hand the role over",
            ),
            *actions(offers.open_plan(state), offers.menu_of(offers.hand_entry(state))),
        ),
    )


def _line(state: Deployment, plan: Plan, found: Unrung) -> str:
    """`step 5, Run database migrations, and 2 more after it; +49 170 1234567; deputy @sam`."""
    numbers = [telephone_of(state, plan, person) for person in found.people[:PEOPLE_CALLED]]
    deputies = f"deputy {ph.mentions(found.deputies, 1)}" if found.deputies else ""
    telephones = ", ".join(plain(number, NAME) for number in numbers if number)
    return ph.sentence(_wanted(found), telephones, deputies)


def _who(state: Deployment, found: Unrung) -> str:
    group = state.holders(found.role).group
    if group and len(found.people) > PEOPLE_CALLED:
        return group_mention(group)
    return ph.mentions(found.people, PEOPLE_CALLED)


def _names(found: Unrung) -> str:
    """The same for a notification, which shows names alone."""
    return ph.listed([ph.person_name(person) for person in found.people], 1)


def _wanted(found: Unrung) -> str:
    """`step 5, Run database migrations`, or `Go`, and how often more."""
    what = ph.step_words(found.step, ph.BRIEF) if found.step else "Go"
    return f"{what}, and {found.more} more after it" if found.more else what


def own(message: Message) -> Content:
    """Whoever has it on is asked to turn it off, or to say who acts for them."""
    state, plan, user = message.state, message.plan, user_of(message.subject)
    if told := _over(state, message.subject):
        return settled(state, told)
    found = next((each for each in unrung(state, plan) if any(p.id == user for p in each.people)), None)
    if found is None:
        return settled(state, "✅ *Do Not Disturb*: nothing of yours is still to come while it is on")
    at, quiet = day_and_clock(found.at, state.zone), state.dnd[user]
    may_hand = any(person.id == user for person in state.lead.all)
    otherwise = "hand the role over" if may_hand else f"tell {ph.lead(state)} who acts for you"
    return Content(
        text=f"{ph.brief(state)}: turn Do Not Disturb off before {at}, {_wanted(found)}",
        blocks=(
            paragraph(
                f"{MARK} *You have Do Not Disturb on at {at}*, when you are wanted for {_wanted(found)}",
                f"{ph.title(state)}; from {clock(quiet.start, state.zone)} to {clock(quiet.end, state.zone)} "
                "Slack rings for nothing",
                f"Please turn it off for that time, or {otherwise}",
            ),
            *actions(offers.open_plan(state)),
        ),
    )


def _over(state: Deployment, about: str) -> str:
    """Why nobody need do anything about it any more; `about` is who was named, as `round:id`."""
    if state.state.is_closed:
        return f"⏹️ *Do Not Disturb*: {how_it_ended(state)}"
    if about != subject(state, user_of(about)):
        return f"↩️ *Do Not Disturb*: the window moved to {ph.until(state) or 'another day'}"
    return "" if is_run_expected(state) else f"⏹️ *Do Not Disturb*: the deployment is {state.state}"


def unheard(state: Deployment, plan: Plan) -> str:
    """`🔕 Slack will not ring for @dba at 23:02`: when they are wanted; "" where it rings for everybody."""
    found = [f"{_who(state, each)} at {ph.hour(state, each.at)}" for each in unrung(state, plan)]
    return f"{MARK} *Slack will not ring for {ph.listed(found, ph.PEOPLE_SHOWN)}*" if found else ""


def dnd_read(event: e.DndRead, _state: Deployment, _plan: Plan) -> str:
    """The sentence: of how many it is known."""
    return (
        f"Do Not Disturb, as Slack has it: {len(event.quiet)} of {len(event.asked)} people have quiet hours"
    )


def dnd_named(event: e.DndNamed, _state: Deployment, _plan: Plan) -> str:
    """The sentence: who was told of it; by name, it notifies nobody."""
    names = ph.listed([ph.person_name(person) for person in event.people], ph.ROWS_SHOWN)
    return f"Slack will not ring for {names} when they are wanted: Do Not Disturb"


REMINDERS: Mapping[str, Callable[[Message], Content]] = {DND_LEAD: named, DND_OWN: own}
