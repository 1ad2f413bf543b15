"""A failed step's question: retry, skip or roll back?"""

from bot.domain.forecast import forecast
from bot.domain.progress import steps_now
from bot.domain.state import Deployment, StepProgress, StepStatus
from bot.domain.times import clock
from bot.ports import Message
from commands.blocks import offers, phrases as ph
from commands.blocks.asked_step import AskedStep
from commands.blocks.kit import Content, actions, paragraph
from commands.blocks.mrkdwn import clock_and_yours, quoted
from commands.blocks.settled import how_it_ended, settled


def failure(message: Message) -> Content:
    """The question of one failed attempt, and its answer."""
    asked = AskedStep.of(message)
    if asked.progress is None:
        return settled(asked.state, asked.superseded)
    if asked.progress.status is StepStatus.SKIPPED:
        ended = clock(asked.progress.ended_at or asked.progress.called_at, asked.state.zone)
        why = f"{ph.person_name(asked.progress.by)}: {quoted(asked.progress.note)}"
        return settled(asked.state, f"⏭️ *{ph.step_name(asked.step)}*: failed; skipped {ended}, {why}")
    if asked.step not in steps_now(asked.state, asked.plan):
        return settled(asked.state, f"⏹️ *{ph.step_name(asked.step)}*: failed; {how_it_ended(asked.state)}")
    return _open(asked, asked.progress)


def _open(asked: AskedStep, progress: StepProgress) -> Content:
    state, plan, step = asked.state, asked.plan, asked.step
    failed = clock(progress.ended_at or progress.called_at, state.zone)
    expected = forecast(state, plan)
    ends = f"Ends now about {clock_and_yours(expected.ends_at, state.zone)}" if expected.ends_at else ""
    until = expected.latest_rollback
    can_go_back = plan.rollback_steps and offers.roll_back_entry(state, plan)
    latest = f" Latest rollback start {clock(until, state.zone)}" if until and can_go_back else ""
    held = (
        f"On hold: {quoted(state.hold.note, ph.QUOTE)}; Retry is possible once it is resumed"
        if state.hold
        else ""
    )
    again = f", attempt {progress.tries}" if progress.tries > 1 else ""
    return Content(
        text=f"{ph.brief(state)}: {ph.step_words(step, ph.BRIEF)}, failed {failed}. What now?{latest}",
        blocks=(
            paragraph(
                f"❌ *{ph.step_name(step)}: failed {failed}*{again}, {ph.title(state)}",
                f"{ph.person_name(progress.by)}: {quoted(progress.note)}",
                _who(asked, can_go_back=bool(can_go_back)),
                ends,
                ph.way_back(state, plan, expected) if can_go_back else "",
                held or "Nobody new is called until this is answered",
            ),
            *actions(*offers.step(state, step, plan)),
        ),
    )


def _who(asked: AskedStep, *, can_go_back: bool) -> str:
    owner, lead = ph.owner(asked.state, asked.step), ph.lead(asked.state)
    both = f"{owner} or {lead}" if owner != lead else lead
    what = "Skip it?" if asked.state.hold else "Retry, or Skip it?"
    if asked.state.rollback:
        return f"{both}: {what} Restore from backup: {_only(asked.state)}"
    if can_go_back:
        decided = "it is being decided" if asked.state.question else "anybody named in the plan asks for it"
        return f"{both}: {what} Roll back: {decided}"
    return f"{both}: {what}"


def _only(state: Deployment) -> str:
    """Who decides on the way back: the lead, and the lead's deputy where there is one."""
    deputy = " or the lead's deputy" if state.lead.people and state.lead.deputies else ""
    return f"only {ph.lead(state)}{deputy}"
