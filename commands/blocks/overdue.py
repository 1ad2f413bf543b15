"""Reminders of a step that nobody started, or that is not done when it should be: its owner's, the lead's."""

from dataclasses import replace

from slack_sdk.models.blocks import InteractiveElement

from bot.domain.agenda.steps import delays_in, is_reminded_anew, leads, owners, question_in
from bot.domain.agenda_events import key
from bot.domain.forecast import forecast
from bot.domain.lateness import due, forecast_since, is_overdue
from bot.domain.people import Person
from bot.domain.plan import Plan, Step
from bot.domain.progress import may_start
from bot.domain.state import Deployment, StepProgress, StepStatus
from bot.domain.telephones import telephone_of
from bot.domain.times import clock
from bot.domain.watch_ending import is_watch, why_not
from bot.ports import Message
from commands.blocks import offers, phrases as ph
from commands.blocks.asked_step import AskedStep
from commands.blocks.dnd import MARK
from commands.blocks.kit import Content, actions, paragraph, small
from commands.blocks.mrkdwn import ACTION, NAME, clock_and_yours, plain
from commands.blocks.settled import settled
from commands.blocks.step import closed

PEOPLE_CALLED = 2
PAIR = 2
"""Answers of a step that stand beside each other, with `More time` between them."""


def overdue(rule: str, message: Message) -> Content:
    """A rule's reminder as the step stands now; a line of what became of it, where nothing is asked."""
    asked = AskedStep.of(replace(message, subject=question_in(message.subject)))
    if asked.progress is None or closed(asked):
        return settled(asked.state, closed(asked))
    if not _is_for(asked, message.to):
        return settled(
            asked.state, f"➡️ *{ph.step_name(asked.step)}*: {ph.owner(asked.state, asked.step)} has it now"
        )
    if is_reminded_anew(asked.state, asked.step, key(rule, message.subject), message.to):
        return settled(asked.state, f"🔁 *{ph.step_name(asked.step)}*: the newer reminder counts")
    if line := _answered(asked, asked.progress, delays_in(message.subject)):
        return settled(asked.state, line)
    return _open(asked, asked.progress, message.to)


def _is_for(asked: AskedStep, to: str) -> bool:
    """Whether its reader may still answer; a reminder in the thread is for whoever may."""
    holders = asked.state.holders(asked.step.owner)
    return not to or _is_among(to, (*holders.all, *asked.state.lead.all))


def _answered(asked: AskedStep, progress: StepProgress, delays: int) -> str:
    """That the step was put off since, or is under way in time; "" while it is late as it was."""
    state, step = asked.state, asked.step
    is_due = clock(due(step, progress), state.zone)
    if progress.delays > delays:
        return f"🕒 *{ph.step_name(step)}*: put off, due *{is_due}* now"
    if progress.status is StepStatus.CALLED or is_overdue(step, progress):
        return ""
    started = clock(progress.started_at or progress.called_at, state.zone)
    return f"▶️ *{ph.step_name(step)}*: running since {started}, due *{is_due}*"


def _open(asked: AskedStep, progress: StepProgress, to: str) -> Content:
    state, plan, step = asked.state, asked.plan, asked.step
    is_leads = _is_among(to, leads(state, step)) and not _is_among(to, owners(state, step))
    what, when = _what(state, step, progress)
    waits = _waits(state, step, progress)
    asks = "" if waits else _asks(progress)
    turn = "" if is_leads or waits or progress.status is StepStatus.RUNNING else "Your turn: "
    what = turn + (what[:1].lower() + what[1:] if turn else what)
    until = forecast(state, plan).latest_rollback
    latest = (
        f"; latest rollback start {clock(until, state.zone)}" if until and _has_way_back(state, plan) else ""
    )
    lines = [
        f"*{what}*, {ph.title(state)}",
        ph.sentence(when, _pushed_back(state, plan, step)),
        waits,
        _silent(asked, progress) if is_leads else asks,
        _not_by_itself(state, plan, step, progress),
    ]
    buttons = _of_lead(asked, to) if is_leads else _of_owner(asked, to)
    quiet = _quiet(state, progress, to)
    blocks = (paragraph(*lines), *([small(quiet)] if quiet else []), *actions(*buttons))
    return Content(text=f"{ph.brief(state)}: {what}{latest}", blocks=blocks)


def _is_among(user: str, people: tuple[Person, ...]) -> bool:
    return any(person.id == user for person in people)


def _what(state: Deployment, step: Step, progress: StepProgress) -> tuple[str, str]:
    """What is the matter, and since when."""
    is_due = clock(due(step, progress), state.zone)
    name = ph.step_words(step)
    if progress.status is StepStatus.CALLED:
        was = "was due" if is_overdue(step, progress) else "due"
        called = f"{name[:1].upper()}{name[1:]}, is not started"
        return called, f"Called {clock(progress.called_at, state.zone)}, {was} *{is_due}*"
    started = clock(progress.started_at or progress.called_at, state.zone)
    return f"{name[:1].upper()}{name[1:]}, was due {is_due}", f"Running since {started}"


def _has_way_back(state: Deployment, plan: Plan) -> bool:
    return bool(plan.rollback_steps) and not state.way_back


def _pushed_back(state: Deployment, plan: Plan, step: Step) -> str:
    """`end now about 00:50 CET (yours: …); latest rollback start *00:33*`."""
    expected = forecast(state, plan)
    ends, until = expected.ends_at, expected.latest_rollback
    end = f"end now about {clock_and_yours(ends, state.zone)}" if ends else ""
    if until is None or not _has_way_back(state, plan):
        return end
    return ph.sentence(
        end, f"latest rollback start *{ph.hour(state, until)}*", ph.too_late_back(state, expected, step)
    )


def _waits(state: Deployment, step: Step, progress: StepProgress) -> str:
    """That nobody may start it now; "" of a step that somebody may, or has."""
    is_held_up = progress.status is StepStatus.CALLED and not may_start(state, step)
    return ph.undecided(state) if is_held_up else ""


def _asks(progress: StepProgress) -> str:
    if progress.status is StepStatus.CALLED:
        return "Start it, or say how much later it will be"
    return "How does it go: done, more time, or failed?"


def _not_by_itself(state: Deployment, plan: Plan, step: Step, progress: StepProgress) -> str:
    """Why a watch whose time is over goes on; "" of other steps, and where nobody measures."""
    if progress.status is not StepStatus.RUNNING or not is_watch(step) or not state.watch.readings:
        return ""
    why = why_not(state, plan)
    return f"It did not end itself: {plain(why, ACTION)}" if why else ""


def _silent(asked: AskedStep, progress: StepProgress) -> str:
    """`@dba silent, 🔕 Do Not Disturb, +49 170 …; deputy @sam`: whom to telephone, and who can stand in.

    Whoever took a step over that runs was not asked before, and is not silent.
    """
    state, step = asked.state, asked.step
    holders = state.holders(step.owner)
    by = progress.by
    is_handed = by and progress.started_at and not progress.on_behalf and not holders.include(by)
    how = "Now {}" if is_handed else "{} silent"
    numbers = [telephone_of(state, asked.plan, person) for person in owners(state, step)[:PEOPLE_CALLED]]
    telephones = ", ".join(plain(number, NAME) for number in numbers if number)
    owner = ph.owner(state, step, PEOPLE_CALLED)
    silent = how.format(owner) if holders.all else owner
    deputies = [person for person in holders.deputies if not _is_among(person.id, owners(state, step))]
    deputy = f"deputy {ph.mentions(deputies, PEOPLE_CALLED)}" if deputies else ""
    quiet = [state.dnd.get(person.id) for person in owners(state, step)]
    is_unheard = bool(quiet) and all(each and each.covers(forecast_since(state)) for each in quiet)
    reached = ", ".join(filter(None, (silent, f"{MARK} Do Not Disturb" if is_unheard else "", telephones)))
    return ph.sentence(reached, deputy)


def _quiet(state: Deployment, progress: StepProgress, to: str) -> str:
    """What its reader asked for; not a snooze that was over when the step was last found late."""
    if to not in progress.quiet:
        return ""
    until = progress.quiet[to]
    if until is None:
        return "You are not reminded of it any more"
    is_past = progress.late_at is not None and until <= progress.late_at
    return "" if is_past else f"Snoozed until {clock(until, state.zone)}"


def _of_owner(asked: AskedStep, to: str) -> list[InteractiveElement | None]:
    state, step = asked.state, asked.step
    quiet = offers.quiet_entries(state, step, to)
    found = offers.step(state, step, asked.plan)
    if len(found) < PAIR:
        return [*found, offers.menu_of(offers.later_entry(state, step), *quiet)]
    return [found[0], offers.later(state, step), found[1], offers.menu_of(*quiet)]


def _of_lead(asked: AskedStep, to: str) -> list[InteractiveElement | None]:
    state, step = asked.state, asked.step
    record = offers.record(state, step)
    if record is None:
        return _of_owner(asked, to)
    rest = offers.menu_of(offers.hand_entry(state), *offers.quiet_entries(state, step, to))
    return [record, offers.later(state, step), offers.hold(state), rest]
