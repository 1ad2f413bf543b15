"""What may be pressed about smoke tests: run those that write, tick by hand, run them anew."""

from dataclasses import replace

from slack_sdk.models.blocks import ButtonElement

from bot.domain import intents as i
from bot.domain.plan import Plan
from bot.domain.questions import smoke_question, smoke_run_question
from bot.domain.smoke_rows import Standing, is_silent, with_standing, writing
from bot.domain.state import Deployment
from commands.blocks.actions import ActionId, ButtonValue
from commands.blocks.kit import PRIMARY, button
from commands.blocks.offers import MenuEntry, is_possible

ROWS_JOINED = "."
"""Stands between the numbers of the rows that a button is about."""


def run_writing(state: Deployment, plan: Plan) -> ButtonElement | None:
    """Run what writes, with what lies between; not while a machine is at others."""
    count = len(writing(state, plan))
    if not count or not _may_run(state, i.RunWritingTests):
        return None
    on = ButtonValue(deployment=state.id, question=smoke_run_question(state))
    was = with_standing(state, plan, Standing.ON_A_PRESS)
    label = f"Run the {count} that write" if was else f"Run the {count} that write again"
    return button(ActionId.RUN_WRITING_TESTS, label, on, style=PRIMARY if was else "")


def all_passed(state: Deployment, plan: Plan) -> ButtonElement | None:
    """Tick all that are left to people at once: those that the reader sees, whatever comes of others."""
    by_hand = with_standing(state, plan, Standing.OF_PEOPLE)
    if not by_hand or not is_possible(state, i.TickTest):
        return None
    label = f"{by_hand[0].test.number} passed" if len(by_hand) == 1 else f"All {len(by_hand)} passed"
    shown = ROWS_JOINED.join(f"{row.test.number}" for row in by_hand)
    return button(ActionId.TESTS_PASSED, label, replace(_on_table(state), subject=shown))


def tick(state: Deployment) -> ButtonElement | None:
    """Say how one went; the form asks which, and how."""
    if not is_possible(state, i.TickTest):
        return None
    return button(ActionId.TICK_TEST, "Say how one went", _on_table(state))


def run(state: Deployment) -> ButtonElement | None:
    """Run them anew."""
    if entry := run_entry(state):
        action, label, value = entry
        return button(action, label, value)
    return None


def run_entry(state: Deployment) -> MenuEntry | None:
    """The same in a menu, once they were run."""
    if not state.watch.runs or not _may_run(state, i.RunTests):
        return None
    on = ButtonValue(deployment=state.id, question=smoke_run_question(state))
    return ActionId.RUN_TESTS, "Run smoke tests anew", on


def _may_run(state: Deployment, intent: type[i.Intent]) -> bool:
    is_at_them = state.watch.left and not is_silent(state)
    return is_possible(state, intent) and not state.hold and not is_at_them


def _on_table(state: Deployment) -> ButtonValue:
    return ButtonValue(deployment=state.id, question=smoke_question(state.watch.runs))
