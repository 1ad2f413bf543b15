"""Which question a typed intent answers: a button names its own, whoever types means what is asked now.

What is decided later than it was typed is held to that question, so that a newer one is never answered by it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain import intents as i, questions as q
from bot.domain.plan import Plan
from bot.domain.staleness import stale
from bot.domain.state import Deployment

OF_DEPLOYMENT: Mapping[type[i.Intent], Callable[[Deployment], str]] = {
    i.Submit: q.submit_question,
    i.GiveSignOff: q.review_question,
    i.RejectSignOff: q.review_question,
    i.WithdrawSignOff: q.withdraw_question,
    i.Reschedule: q.reschedule_question,
    i.SayOn: q.on_question,
    i.Extend: q.extend_question,
    i.CarryOn: q.no_return_question,
    i.Begin: q.begin_question,
    i.Go: q.go_question,
    i.Hold: q.hold_question,
    i.Resume: q.resume_question,
}
"""What is asked of the deployment as a whole. What may be said at any time answers no question."""


def pinned(state: Deployment, intent: i.Intent, plan: Plan) -> i.Intent:
    """The intent with the question it answers, where that one is open now; else as it is."""
    if intent.question:
        return intent
    question = _asked(state, intent, plan)
    is_open = question and stale(state, question, None) is None
    return replace(intent, question=question) if is_open else intent


def _asked(state: Deployment, intent: i.Intent, plan: Plan) -> str:
    """The question's id, "" where there is none."""
    if isinstance(intent, i.StepReport):
        step = plan.step(intent.step)
        progress = state.steps.get(step.number) if step else None
        if step is None or progress is None:
            return ""
        ask = q.reopen_question if isinstance(intent, i.ReopenStep) else q.step_question
        return ask(step.number, progress.attempt)
    ask_all = OF_DEPLOYMENT.get(type(intent))
    return ask_all(state) if ask_all else ""
