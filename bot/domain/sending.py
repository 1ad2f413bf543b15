"""Audiences told by hand: a row of 9.1 now, or in other words, and what a step that notifies tells."""

from bot.domain import events as e
from bot.domain.agenda.notifications import minute_before, waits_for_the_end
from bot.domain.already import being_left
from bot.domain.facts import Decision, Facts, incomplete, settled, unknown
from bot.domain.intents import EditNotice, FinishStep, SendNotice, TellAndFinish
from bot.domain.picking import Picked, pick
from bot.domain.plan import Notification, Plan
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Deployment, Lifecycle
from bot.domain.step_notices import notifies, step_given
from bot.domain.steps import find_step, finish
from bot.domain.telling import is_of_the_end, row_given, told_of, words_of
from bot.domain.times import day_and_clock

LONGEST = 300
"""Characters of what a row says."""


def send(state: Deployment, intent: SendNotice, facts: Facts) -> Decision:
    """Tell a row's audience now; it does not hear it again at its minute."""
    found = _row(state, intent.wanted, facts.plan)
    if isinstance(found, Refusal):
        return found
    row, left = found
    if given_up := being_left(state, facts.actor):
        return settled(given_up)
    if left:
        return unknown(
            f"I do not understand “{left}” there: `/deploy edit {row.number} TEXT` changes its words."
        )
    if refusal := _told_already(state, row) or _untrue_now(state, row):
        return refusal
    return (row_given(state, row, facts),)


def edit(state: Deployment, intent: EditNotice, facts: Facts) -> Decision:
    """Say a row differently, as long as nobody was told."""
    found = _row(state, intent.wanted, facts.plan)
    if isinstance(found, Refusal):
        return found
    row, text = found
    if refusal := _told_already(state, row):
        return refusal
    if not text:
        return incomplete(f"What is it to say? `/deploy edit {row.number} TEXT`.")
    if len(text) > LONGEST:
        return incomplete(f"That is {len(text)} characters: a notice has {LONGEST} at most.")
    if text == words_of(state, row):
        return settled("It says that already.")
    return (e.NoticeEdited(at=facts.now, by=facts.actor, row=row.number, message=text),)


def tell_and_finish(state: Deployment, intent: TellAndFinish, facts: Facts) -> Decision:
    """The step's audience is told, and the step is done; where nobody is reached it is left to people."""
    step = find_step(intent.step, facts.plan)
    if isinstance(step, Refusal):
        return step
    if not notifies(step):
        return unknown(
            f"Step {step.number}, {step.action}, tells nobody: `/deploy step {step.number} done` ends it."
        )
    done = FinishStep(step=intent.step, recorded=intent.recorded, note=intent.note)
    finished = finish(state, done, facts)
    if isinstance(finished, Refusal):
        return finished
    notice = step_given(state, step, facts)
    if not notice.ways:
        return Refusal(
            Because.NOT_NOW,
            f"Nobody was told: {'; '.join(notice.failings)}. Tell them by hand, then Done.",
        )
    return (notice, *finished)


def _row(state: Deployment, wanted: str, plan: Plan) -> tuple[Notification, str] | Refusal:
    rows = plan.notifications
    picked: Picked[Notification] = pick(wanted, rows, lambda row: row.number, lambda row: (row.message,))
    if len(picked.rows) == 1:
        return picked.rows[0], picked.rest
    listed = "; ".join(f"{row.number} {words_of(state, row)}" for row in rows)
    problem = picked.problem or "Name one by its number or its first words"
    return unknown(
        f"Which row of 9.1? {problem}. {f'There are: {listed}.' if listed else 'The plan has none.'}"
    )


def _told_already(state: Deployment, row: Notification) -> Refusal | None:
    told = told_of(state, row)
    if told is None or not told.ways:
        return None
    ways = " and ".join(told.ways)
    return settled(
        f"{told.audience.name} heard “{told.message}” {day_and_clock(told.at, state.zone)}, by {ways}."
    )


def _untrue_now(state: Deployment, row: Notification) -> Refusal | None:
    """What is not so yet, or not any more, is told to nobody, whoever asks."""
    what = words_of(state, row)
    if is_of_the_end(state, row) and state.state is not Lifecycle.COMPLETED:
        return Refusal(Because.NOT_NOW, f"“{what}” is told once everything is confirmed.")
    is_before = state.window_start is not None and minute_before(row, state.window_start) is not None
    if state.state is Lifecycle.COMPLETED and not waits_for_the_end(row, state):
        return Refusal(Because.NOT_NOW, f"“{what}” is not so any more: {state.id} is {state.state}.")
    if is_before and state.actual_t0:
        return Refusal(Because.NOT_NOW, f"“{what}” is for before T-0: {state.id} is {state.state}.")
    if not is_before and state.actual_t0 is None:
        return Refusal(Because.NOT_NOW, f"“{what}” is told once it deploys: nobody has said Go.")
    return None
