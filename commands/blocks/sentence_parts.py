"""What an event's sentence is made of: what it is about, by its number in the plan, and what was said."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.domain import events as e
from bot.domain.changes_events import AnswerGiven
from bot.domain.plan import Plan
from bot.domain.state import Deployment
from commands.blocks import phrases as ph
from commands.blocks.mrkdwn import ACTION, NAME, plain, quoted

Sentences = Mapping[type[e.Event], Callable[[Any, Deployment, Plan], str]]
"""How each kind of event is said."""
Reported = e.StepStarted | e.StepFinished | e.StepFailed | e.StepSkipped
"""What somebody says of a step."""


def step_named(number: str, plan: Plan) -> str:
    """`Step 5, Run database migrations`: at the beginning of a sentence."""
    step = plan.step(number)
    return f"Step {ph.step_words(step).removeprefix('step ')}" if step else f"Step {plain(number, ph.NUMBER)}"


def row_named(row: int, plan: Plan) -> str:
    """`UAT Sign-off`."""
    label = next((each.label for each in plan.signoffs if each.number == row), f"sign-off {row}")
    return plain(label, NAME)


def rows_named(rows: Iterable[int], plan: Plan) -> str:
    """`UAT Sign-off, Product Owner`."""
    labels = {each.number: each.label for each in plan.signoffs}
    named = [labels.get(row, f"sign-off {row}") for row in rows]
    return ph.listed(ph.fitted(named, NAME, ph.ROWS_SHOWN), ph.ROWS_SHOWN)


def item_named(number: int, plan: Plan) -> str:
    """`Item 3, Customers told of the window,`: within a sentence."""
    text = next((each.text for each in plan.checklist if each.number == number), "")
    return f"Item {number}, {plain(text, ACTION)}," if text else f"Item {number}"


def checkpoint_named(number: int, plan: Plan) -> str:
    """`Smoke Tests Pass`."""
    name = next((each.name for each in plan.checkpoints if each.number == number), f"checkpoint {number}")
    return plain(name, NAME)


def because(words: str | None) -> str:
    """`: “lock timeout”`, what somebody said with it; "" where they said nothing."""
    return f": {quoted(words)}" if words else ""


def for_whom(event: e.Confirmed | e.MetricSaid) -> str:
    """` for Quinn Adler`: who else would have said it; "" where it was theirs."""
    return f" for {plain(event.for_whom, NAME)}" if event.for_whom else ""


def as_member(event: e.SignedOff | Reported | e.Confirmed | e.MetricSaid | AnswerGiven) -> str:
    """`, as a member of @dba-team`: the user group that made it theirs; the log keeps what was relied on."""
    return f", as a member of {plain(f'@{event.as_member_of}', NAME)}" if event.as_member_of else ""
