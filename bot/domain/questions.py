"""Questions: what waits for somebody, each with its own id, and what became of it.

An id names the round or attempt it was asked in, never the deployment's version: a box ticked elsewhere
does not make a button stale, a second round does.
"""

from bot.domain.facts import settled
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.state import Deployment, Given, Lifecycle, StepProgress, StepStatus
from bot.domain.times import clock


def submit_question(state: Deployment) -> str:
    """Shall the draft go into review?"""
    return f"submit:{state.revision[:8]}:{state.review_round}"


def review_question(state: Deployment) -> str:
    """Do you approve this revision?"""
    return f"review:{state.revision[:8]}:{state.review_round}"


def begin_question(state: Deployment) -> str:
    """Shall pre-deployment begin?"""
    return f"begin:{state.review_round}"


def go_question(state: Deployment) -> str:
    """Go?"""
    return f"go:{state.review_round}"


def hold_question(state: Deployment) -> str:
    """Shall nobody new be called?"""
    return f"hold:{state.holds}"


def resume_question(state: Deployment) -> str:
    """Shall calling go on?"""
    return f"resume:{state.holds}"


def cancel_question(state: Deployment) -> str:
    """Shall it be given up? The question stays the same as long as there is something to give up."""
    return f"cancel:{state.id}"


def rollback_question(state: Deployment) -> str:
    """Shall the way back be walked?"""
    return f"rollback:{state.id}"


def step_question(step: str, attempt: int) -> str:
    """How does this attempt of the step go?"""
    return f"step:{step}:{attempt}"


def confirm_question(checkpoint: int) -> str:
    """Does this checkpoint hold?"""
    return f"confirm:{checkpoint}"


def stale(state: Deployment, question: str, actor: Person | None) -> Refusal | None:
    """What happened meanwhile, when a pressed button's question is not open any more; else `None`."""
    kind, _, rest = question.partition(":")
    match kind:
        case "submit" | "review":
            happened = _review_happened(state, kind, question, actor)
        case "begin":
            happened = _begin_happened(state, question, actor)
        case "go":
            happened = _go_happened(state, actor)
        case "hold" | "resume":
            happened = _hold_happened(state, kind, question, actor)
        case "step":
            happened = _step_happened(state, rest, actor)
        case "confirm":
            given = state.confirmations.get(int(rest)) if rest.isdigit() else None
            happened = f"Already confirmed {said_by(given, actor, state)}." if given else ""
        case "cancel" | "rollback":
            happened = _ended(state, actor) if state.state in _OVER else ""
        case _:
            happened = "This button belongs to no question of this deployment any more."
    return settled(happened) if happened else None


_OVER = frozenset({Lifecycle.CANCELLED, Lifecycle.ROLLED_BACK, Lifecycle.ROLLING_BACK})


def said_by(given: Given | None, actor: Person | None, state: Deployment) -> str:
    """`by you at 23:02 CET`, `by Dora Nagy at 23:02 CET`; "" when it was not given."""
    if given is None:
        return ""
    who = "by you" if actor and given.by and actor.id == given.by.id else f"by {_name(given.by)}"
    return f"{who} at {clock(given.at, state.zone)}"


def _name(person: Person | None) -> str:
    return person.name if person else "the clock"


def _ended(state: Deployment, actor: Person | None) -> str:
    if state.rollback:
        decided = Given(by=state.rollback.by, at=state.rollback.at)
        return f"A rollback was decided {said_by(decided, actor, state)}; the deployment is {state.state}."
    if state.ended:
        return f"The deployment was {state.state} {said_by(state.ended, actor, state)}."
    return f"The deployment is {state.state}."


def _review_happened(state: Deployment, kind: str, question: str, actor: Person | None) -> str:
    asked = submit_question(state) if kind == "submit" else review_question(state)
    expected = Lifecycle.DRAFT if kind == "submit" else Lifecycle.IN_REVIEW
    if question == asked and state.state is expected:
        return ""
    if state.state is Lifecycle.DRAFT and state.rejected:
        return f"The plan was rejected {said_by(state.rejected, actor, state)}: {state.rejected.note}"
    if kind == "submit" and state.submitted:
        return f"Already submitted {said_by(state.submitted, actor, state)}."
    if state.state is Lifecycle.IN_REVIEW:
        return "The plan was submitted again since: the newer request counts."
    if state.state.is_closed or state.state is Lifecycle.ROLLING_BACK:
        return _ended(state, actor)
    return f"The plan is not in review any more: it is {state.state}."


def _begin_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if state.state is Lifecycle.APPROVED and question == begin_question(state):
        return ""
    if state.begun:
        return f"Already begun {said_by(state.begun, actor, state)}."
    return _ended(state, actor)


def _go_happened(state: Deployment, actor: Person | None) -> str:
    if state.go:
        given = Given(by=state.go.by, at=state.go.at)
        return f"Go was already given {said_by(given, actor, state)}."
    return "" if state.state is Lifecycle.PRE_DEPLOYMENT else _ended(state, actor)


def _hold_happened(state: Deployment, kind: str, question: str, actor: Person | None) -> str:
    if not state.state.is_running or state.state is Lifecycle.ROLLING_BACK:
        return _ended(state, actor)
    if kind == "hold" and state.hold:
        return f"Already on hold, {said_by(state.hold, actor, state)}: {state.hold.note}"
    if kind == "resume" and not state.hold:
        return "The hold is over already."
    asked = hold_question(state) if kind == "hold" else resume_question(state)
    return "" if question == asked else "It was held and resumed since you saw this button."


def _step_happened(state: Deployment, rest: str, actor: Person | None) -> str:
    step, _, attempt = rest.rpartition(":")
    progress = state.steps.get(step)
    if progress is None:
        return f"Step {step} is not called any more."
    if str(progress.attempt) != attempt:
        return f"Step {step} is in attempt {progress.attempt} now: answer the newer call."
    if progress.status.is_over:
        return f"Step {step} is already {progress.status}, {said_by(step_end(progress), actor, state)}."
    if state.state is Lifecycle.ROLLING_BACK and state.rollback and step not in state.rollback.steps:
        return _ended(state, actor)
    if not state.state.is_running and not (state.state is Lifecycle.ROLLED_BACK and state.rollback):
        return _ended(state, actor)
    return ""


def step_end(progress: StepProgress) -> Given | None:
    """Who ended an attempt and when; `None` while it goes on."""
    if progress.ended_at is None or progress.status in {StepStatus.CALLED, StepStatus.RUNNING}:
        return None
    return Given(by=progress.by, at=progress.ended_at, note=progress.note)
