"""How it ended: completed or rolled back, in the channel, too, for those who read no thread; or cancelled."""

from bot.domain.back_rows import held_back
from bot.domain.change_rows import answer_of, unanswered
from bot.domain.forecast import total
from bot.domain.plan import Phase, Plan
from bot.domain.state import Deployment, Lifecycle
from bot.domain.times import day_and_clock, span
from bot.domain.walk_back import POSSIBLE_AFTER_COMPLETION, decided as walked
from bot.ports import Message
from commands.blocks import offers, phrases as ph, signing
from commands.blocks.going_back import left_out_numbers, steps_back
from commands.blocks.kit import Content, actions, paragraph
from commands.blocks.mrkdwn import NAME, REASON, day_and_yours, plain, quoted
from commands.blocks.smoke_sentences import in_a_line
from commands.blocks.surroundings import lock
from commands.blocks.watch import metrics

ALL_RELEASED = "all released"
NOT_BACK_SHOWN = 4


def ending(message: Message) -> Content:
    """The ending that the message's subject names."""
    state, plan = message.state, message.plan
    if message.subject == Lifecycle.CANCELLED:
        return _cancelled(state)
    if message.subject == Lifecycle.ROLLED_BACK:
        return _rolled_back(state, plan)
    return _no_longer_live(state) if state.rollback else _completed(state, plan)


def _completed(state: Deployment, plan: Plan) -> Content:
    impact = plan.release.customer_impact
    steps = f"Steps: {ph.tally(state, plan.steps)}"
    return Content(
        text=f"{ph.brief(state)} is live",
        blocks=(
            paragraph(
                f"✅ *{ph.title(state)} is live*: {ph.ran(state)}{_planned_end(state, plan)}",
                f"What users notice: {plain(impact, REASON)}" if impact else "",
                ph.sentence(
                    steps,
                    _deviations(state),
                    in_a_line(state, plan),
                    metrics(state, plan, amid=True, values=True),
                ),
                _confirmed(state, plan),
                signing.late_approvals(state, plan),
                _rollback_possible(state, plan),
            ),
            *actions(
                offers.hand_record(state),
                offers.open_plan(state),
                offers.menu_of(offers.roll_back_entry(state, plan)),
            ),
        ),
    )


def _confirmed(state: Deployment, plan: Plan) -> str:
    """Who confirmed what, and that nobody need stay, unless approvals are still to be given."""
    if not plan.checkpoints:
        return "" if state.late else ALL_RELEASED.capitalize()
    return ph.sentence(f"Confirmed: {ph.confirmed(state, plan)}", "" if state.late else ALL_RELEASED)


def _planned_end(state: Deployment, plan: Plan) -> str:
    if state.window_start is None:
        return ""
    after_go = (step for step in plan.steps if step.phase is not Phase.PRE_DEPLOYMENT)
    return f" (planned {ph.hour(state, state.window_start + total(after_go))})"


def _deviations(state: Deployment) -> str:
    """What did not go by the plan, beside skipped and retried steps."""
    on_behalf = sum(progress.on_behalf for progress in state.steps.values())
    counts = (
        (on_behalf, "recorded for an owner"),
        (len(state.added), "ad hoc"),
        (state.holds, "on hold"),
        (len(state.overridden), "overridden"),
    )
    found = [f"{count} × {what}" for count, what in counts if count]
    return f"deviations: {', '.join(found)}" if found else ""


def _rollback_possible(state: Deployment, plan: Plan) -> str:
    if state.ended is None or not plan.rollback_steps:
        return ""
    until = state.ended.at + POSSIBLE_AFTER_COMPLETION
    return f"Rollback possible until {day_and_yours(until, state.zone)}"


def _stands(state: Deployment, plan: Plan) -> str:
    """How what it was rolled back to does."""
    tests = in_a_line(state, plan).capitalize() if state.watch.is_back else ""
    return ph.sentence(tests, metrics(state, plan, amid=bool(tests), values=True))


def _no_longer_live(state: Deployment) -> Content:
    assert state.rollback, "somebody decided to roll back"
    when = day_and_clock(state.rollback.at, state.zone)
    why = f"{ph.person_name(state.rollback.by)}: {quoted(state.rollback.reason)}"
    line = f"⏪ *{ph.title(state)}* was live; rollback decided {when}, {why}"
    return Content(text=line, blocks=(paragraph(line),))


def _rolled_back(state: Deployment, plan: Plan) -> Content:
    decided = state.rollback
    assert decided, "somebody decided to roll back"
    assert state.ended, "the last step of the way back ended it"
    back = steps_back(state, plan)
    left = [step for step in walked(state, plan).steps if step.is_follow_up]
    released = "" if state.late else ALL_RELEASED
    not_back = _not_back(state, plan)
    follow_ups = ph.listed([f"{ph.step_name(step)}, {ph.owner_name(state, step)}" for step in left], 3)
    named = left_out_numbers(state, plan)
    return Content(
        text=f"{ph.brief(state)} is rolled back",
        blocks=(
            paragraph(
                f"↩️ *{ph.title(state)} is rolled back*: {span(decided.at, state.ended.at, state.zone)}",
                not_back,
                f"Why: {decided.severity}, {ph.person_name(decided.by)}: {quoted(decided.reason)}",
                ph.sentence(
                    f"Steps back: {ph.tally(state, back)}",
                    named,
                    released,
                    f"to follow: {follow_ups}" if follow_ups and not_back else "",
                ),
                _stands(state, plan),
                f"To follow: {follow_ups}" if follow_ups and not not_back else "",
                lock(state),
            ),
            *actions(offers.unlock(state), offers.hand_record(state), offers.open_plan(state)),
        ),
    )


def _not_back(state: Deployment, plan: Plan) -> str:
    """`Not restored: API_VERSION, “still v2”`, and of what nobody said anything; "" where all is back."""
    rows = held_back(state, plan)
    said = [(row, answer) for row in rows if (answer := answer_of(state, row))]
    unsaid = [plain(row.name, NAME) for row in unanswered(state, rows)]
    named = [f"{plain(row.name, NAME)}, {quoted(answer.result, ph.QUOTE)}" for row, answer in said]
    return ph.sentence(
        f"*Not restored*: {ph.listed(named, NOT_BACK_SHOWN, ', ')}" if named else "",
        f"*nobody said whether it is back*: {ph.listed(unsaid, NOT_BACK_SHOWN)}" if unsaid else "",
    )


def _cancelled(state: Deployment) -> Content:
    """To those who said that they will be there."""
    assert state.ended, "somebody cancelled it"
    when = ph.until(state)
    first = f"You are not needed any more{f', {when}' if when else ''}: cancelled"
    line = f"⏹️ *{first}*, {ph.title(state)}"
    why = f"Why: {ph.given_by(state.ended, state.zone)}: {quoted(state.ended.note)}"
    return Content(
        text=f"{ph.brief(state)}: {first}", blocks=(paragraph(line, why), *actions(offers.open_plan(state)))
    )
