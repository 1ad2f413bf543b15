"""Beside what a plan says how long steps take: how long they took before."""

from collections.abc import Sequence

from bot.domain.learnt import Learnt, known
from bot.domain.plan import Step
from bot.domain.state import Deployment
from bot.domain.times import minutes
from commands.blocks import phrases as ph
from commands.blocks.kit import Content, small
from commands.blocks.mrkdwn import ACTION

STEPS_SHOWN = 4


def took(each: Learnt) -> str:
    """`6 Deploy application: planned 15 min, the last 5 runs took 22 min (median)`."""
    return f"{ph.step_name(each.step, ACTION)}: {otherwise(each)}"


def otherwise(each: Learnt) -> str:
    """`planned 15 min, the last 5 runs took 22 min (median)`."""
    long = minutes(each.minutes) if each.minutes else "less than a minute"
    of_past = f"the last {each.runs} runs took {long} (median)"
    return f"planned {minutes(each.step.minutes or 0)}, {of_past}"


def took_before(state: Deployment, step: Step) -> str:
    """The same behind other words about a step, as it was known at Begin; "" where the plan guesses well."""
    found = known(state, step)
    return f", {otherwise(found)}" if found else ""


def with_learnt(content: Content, found: Sequence[Learnt]) -> Content:
    """An answer with a line about the steps that took otherwise; as it is where there is none."""
    if not found:
        return content
    told = f"⏱️ {ph.listed([took(each) for each in found], STEPS_SHOWN, '; ')}"
    return Content(text=content.text, blocks=(*content.blocks, small(told)))
