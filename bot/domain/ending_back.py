"""The end of the way back: every step is over, and all that had arrived is confirmed as back.

Past what is not back, or what nobody said anything of, only the lead ends it, with a reason.
"""

from bot.domain import events as e
from bot.domain.back_rows import held_back
from bot.domain.change_rows import ChangeRow, answer_of
from bot.domain.facts import Decision, Facts, Story, incomplete
from bot.domain.intents import EndWayBack
from bot.domain.plan import Plan
from bot.domain.progress import advance, is_over, is_walked_back, steps_now
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Deployment


def waits_for_rows(state: Deployment, plan: Plan) -> tuple[ChangeRow, ...]:
    """The rows that alone keep the way back from its end; none while a step is not over."""
    return held_back(state, plan) if is_walked_back(state, plan) else ()


def end(state: Deployment, intent: EndWayBack, facts: Facts) -> Decision:
    """It is rolled back past what is not confirmed as back; each such row is kept with the reason."""
    rows = waits_for_rows(state, facts.plan)
    if not rows:
        left = (step for step in steps_now(state, facts.plan) if not is_over(state, step))
        first = next(step for step in left if not step.is_follow_up)
        return Refusal(
            Because.NOT_NOW,
            f"Step {first.number}, {first.action}, is not over: the way back ends once every step is.",
        )
    if not intent.reason:
        return incomplete(
            f"Why does it end though this is not back: {', '.join(map(_named, rows))}? "
            f"`/deploy check {state.id} override REASON`."
        )
    story = Story(state)
    for row in rows:
        how = "not back" if answer_of(state, row) else "not answered"
        what = f"Rolled back, {_named(row)} {how}"
        story.add(e.Overridden(at=facts.now, by=facts.actor, what=what, reason=intent.reason))
    story.add(e.RolledBack(at=facts.now, by=facts.actor))
    advance(story, facts)
    return story.events


def _named(row: ChangeRow) -> str:
    return f"{row.mark} {row.name}"
