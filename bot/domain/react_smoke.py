"""What is done outside about smoke tests: a machine is asked, and each run has its table in the thread."""

from collections.abc import Iterable

from bot.domain import events as e
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages, RunSmokeTests
from bot.domain.plan import Plan
from bot.domain.progress import ASKING
from bot.domain.questions import smoke_question, step_question
from bot.domain.react_open import confirm_messages
from bot.domain.react_rows import PEOPLE
from bot.domain.smoke_rows import is_testing
from bot.domain.state import Deployment

HEARD = (
    e.SmokeTestsAsked,
    e.SmokeTestSent,
    e.SmokeTestsReported,
    e.SmokeTestsRun,
    e.SmokeTestsTicked,
)
ENDS = (e.Completed, e.RollbackDecided, e.RolledBack, e.Cancelled, e.Confirmed)
CHANGES_TABLE = (e.Held, e.Resumed, *ENDS, *PEOPLE)
"""With these something else is offered under the table, or somebody else is asked there."""


def tests_followed(
    state: Deployment, events: Iterable[e.Event], plan: Plan, before: Deployment | None
) -> list[Effect]:
    """The table of a run is posted as it begins and kept true; so is what else is read of it.

    The table of the run before says that there is a newer one.
    """
    every = tuple(events)
    runs = state.watch.runs
    effects: list[Effect] = [
        RunSmokeTests(asked=event.asked)
        for event in every
        if isinstance(event, e.SmokeTestsAsked) and event.rows and event.asked == state.watch.asked
    ]
    has_heard = any(isinstance(event, HEARD) for event in every)
    if not has_heard and not (runs and any(isinstance(event, CHANGES_TABLE) for event in every)):
        return effects
    runs_before = before.watch.runs if before else 0
    if runs > runs_before:
        effects.append(PostMessage(kind=MessageKind.TESTS, subject=smoke_question(runs)))
    if runs_before:
        effects.append(RewriteMessages(kind=MessageKind.TESTS, subject=smoke_question(runs_before)))
    return [*effects, *confirm_messages(state), *_of_their_step(state, plan)] if has_heard else effects


def _of_their_step(state: Deployment, plan: Plan) -> list[Effect]:
    """Rewrites the call of the step that they are run in."""
    return [
        RewriteMessages(kind=MessageKind.STEP, subject=step_question(step.number, progress.attempt))
        for step in (*plan.steps, *plan.rollback_steps)
        if is_testing(step) and (progress := state.steps.get(step.number)) and progress.status in ASKING
    ]
