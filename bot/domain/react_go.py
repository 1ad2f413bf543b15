"""What is done outside because of Go: it is asked for, is given, takes effect, or is given up."""

from bot.domain import events as e
from bot.domain.effects import ClearTimer, Effect, MessageKind, PostMessage, RewriteMessages, SetTimer
from bot.domain.plan import Plan
from bot.domain.questions import go_question
from bot.domain.react_open import go_message
from bot.domain.react_steps import ended_steps
from bot.domain.run import GO_TIMER
from bot.domain.state import Deployment


def go_asked(state: Deployment, _event: e.GoAsked, _plan: Plan) -> list[Effect]:
    """Each round of the question has its message."""
    return [PostMessage(kind=MessageKind.GO, subject=go_question(state))]


def go_given(state: Deployment, event: e.GoGiven, _plan: Plan) -> list[Effect]:
    """An early Go waits for its time."""
    effects: list[Effect] = [RewriteMessages(kind=MessageKind.GO)]
    if state.actual_t0 is None:
        effects.append(SetTimer(name=GO_TIMER, due=event.effective_at))
    return effects


def deploying_began(state: Deployment, _event: e.DeployingBegan, plan: Plan) -> list[Effect]:
    """Nothing of pre-deployment can be reopened any more."""
    return [RewriteMessages(kind=MessageKind.GO), ClearTimer(name=GO_TIMER), *ended_steps(state, plan)]


def item_ticked(state: Deployment, _event: e.ItemTicked, _plan: Plan) -> list[Effect]:
    """Go may have waited for the item."""
    return go_message(state)


def without_go(state: Deployment) -> list[Effect]:
    """A Go that was given and has not taken effect does not do so any more."""
    return [ClearTimer(name=GO_TIMER)] if state.go and state.actual_t0 is None else []
