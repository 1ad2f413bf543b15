"""By whom and when something was settled that somebody asks for once more: for refusals, in words."""

from bot.domain.people import Person
from bot.domain.question_parts import Answered, Outcome
from bot.domain.state import Deployment, Lifecycle, StepProgress
from bot.domain.state_parts import Given
from bot.domain.times import clock, day_and_clock

ON_THE_WAY = frozenset({Lifecycle.PRE_DEPLOYMENT, Lifecycle.DEPLOYING, Lifecycle.VERIFYING})
"""Begun, and neither over nor on the way back."""


def said_by(given: Given, actor: Person | None, state: Deployment) -> str:
    """`by you at 23:02 CET`, `by Dora Nagy at 23:02 CET`: for what happens within a run."""
    return f"{_by(given, actor)} at {clock(given.at, state.zone)}"


def said_on(given: Given, actor: Person | None, state: Deployment) -> str:
    """`by you, Mon 30 Nov 14:10 CET`: for what may lie days back."""
    return f"{_by(given, actor)}, {day_and_clock(given.at, state.zone)}"


def _by(given: Given, actor: Person | None) -> str:
    if actor and given.by and actor.id == given.by.id:
        return "by you"
    return f"by {given.by.name if given.by else 'the clock'}"


def already_submitted(state: Deployment, actor: Person | None) -> str:
    """Who submitted the plan that is in review or approved; "" where none is."""
    if state.submitted is None or state.state not in {Lifecycle.IN_REVIEW, Lifecycle.APPROVED}:
        return ""
    return f"Already submitted {said_on(state.submitted, actor, state)}."


def already_approved(state: Deployment, actor: Person | None) -> str:
    """That every sign-off is given, with the actor's own where it is among them; "" where not."""
    if state.state is not Lifecycle.APPROVED or not state.signoffs:
        return ""
    given = list(state.signoffs.values())
    own = [each for each in given if actor and each.by and each.by.id == actor.id]
    if own:
        return f"Already approved {said_on(own[-1], actor, state)}; every sign-off is given."
    return f"Every sign-off is given, the last {said_on(given[-1], actor, state)}."


def already_begun(state: Deployment, actor: Person | None) -> str:
    """Who began the run that is on its way; "" where none is."""
    if state.begun is None or state.state not in ON_THE_WAY:
        return ""
    return f"Already begun {said_on(state.begun, actor, state)}."


def already_go(state: Deployment, actor: Person | None) -> str:
    """Who said go and since or from when it counts; "" where no run with a Go is on its way."""
    if state.go is None or state.state not in ON_THE_WAY:
        return ""
    given = Given(by=state.go.by, at=state.go.at)
    began = "began" if state.actual_t0 else "begins"
    effective = clock(state.actual_t0 or state.go.effective_at, state.zone)
    return f"Go was already given {said_by(given, actor, state)}; deploying {began} at {effective}."


def already_cancelled(state: Deployment, actor: Person | None) -> str:
    """Who cancelled; "" where nobody has."""
    return ended(state, actor) if state.state is Lifecycle.CANCELLED else ""


def already_rolling_back(state: Deployment, actor: Person | None) -> str:
    """Who decided the rollback; "" where nobody has."""
    return ended(state, actor) if state.rollback else ""


def already_answered(state: Deployment, actor: Person | None) -> str:
    """Who decided to roll back or to go on, when and why, last; "" where nobody has, or it is asked now."""
    if state.rollback:
        decided = Given(by=state.rollback.by, at=state.rollback.at)
        return _rolls_back(state, decided, state.rollback.reason, actor)
    if state.question or not state.answers:
        return ""
    return answered(state, state.answers[-1], actor)


def answered(state: Deployment, answer: Answered, actor: Person | None) -> str:
    """What became of a rollback question, by whom, when and why, as a sentence."""
    given = Given(by=answer.by, at=answer.at)
    by = said_by(given, actor, state)
    match answer.outcome:
        case Outcome.ROLLBACK:
            return _rolls_back(state, given, answer.reason, actor)
        case Outcome.CONTINUE:
            again = answer.ask_again_at
            until = f"; it is asked again at {clock(again, state.zone)}" if again else ""
            return f"To go on was decided {by}: “{answer.reason}”{until}."
        case Outcome.FELL_AWAY:
            return f"It is not asked any more: what a rollback was asked for is over, {by}."


def _rolls_back(state: Deployment, given: Given, reason: str, actor: Person | None) -> str:
    return f"A rollback was decided {said_by(given, actor, state)}: “{reason}”; it is {state.state}."


def already_rolled_back(state: Deployment, actor: Person | None) -> str:
    """The same of a rollback alone, for whoever votes or grades after it; "" where none was decided."""
    return already_answered(state, actor) if state.rollback else ""


def being_left(state: Deployment, actor: Person | None) -> str:
    """Who gave it up, or moved it, while pre-deployment is undone; "" where nobody did."""
    if state.leaving is None or state.state is not Lifecycle.PRE_DEPLOYMENT:
        return ""
    given = Given(by=state.leaving.by, at=state.leaving.at)
    steps = ", ".join(state.leaving.steps)
    what = "moved" if state.leaving.anew else "cancelled"
    return f"It is being {what}, {said_by(given, actor, state)}; what was done is undone first ({steps})."


def undecided(state: Deployment) -> str:
    """The beginning of a refusal: until the open rollback question is answered …; "" where none is open."""
    if state.question is None:
        return ""
    asked = clock(state.question.opened_at, state.zone)
    return f"Whether to roll back is asked since {asked} ({state.question.severity}): until it is answered"


def already_completed(state: Deployment, actor: Person | None) -> str:
    """Who gave the last confirmation; "" where one is missing."""
    return ended(state, actor) if state.state is Lifecycle.COMPLETED else ""


def already_unlocked(state: Deployment, actor: Person | None) -> str:
    """Who released the service and environment; "" where nobody has."""
    if state.unlocked is None:
        return ""
    by = said_on(state.unlocked, actor, state)
    return f"{state.target} is already unlocked, {by}: {state.unlocked.note}"


def ended(state: Deployment, actor: Person | None) -> str:
    """How it ended, or where it stands, and by whom."""
    if state.rollback:
        decided = Given(by=state.rollback.by, at=state.rollback.at)
        return f"A rollback was decided {said_by(decided, actor, state)}; the deployment is {state.state}."
    if state.state is Lifecycle.MISSED and state.window_end:
        ended = day_and_clock(state.window_end, state.zone)
        return f"The window ended {ended} before anybody began: reschedule it, or cancel it."
    if state.ended:
        return f"The deployment was {state.state} {said_on(state.ended, actor, state)}."
    return f"The deployment is {state.state}."


def rejected_by(state: Deployment, rejected: Given, actor: Person | None) -> str:
    """Who rejected the plan, and when."""
    return f"The plan was rejected {said_on(rejected, actor, state)}: {rejected.note}"


def asked_anew(state: Deployment, actor: Person | None) -> str:
    """Why a question of the review is asked anew."""
    if state.revised:
        return f"The plan was changed {said_on(state.revised, actor, state)}: {state.revised.note}"
    if state.withdrawn:
        *_, last = state.withdrawn.values()
        return f"An approval was withdrawn {said_on(last, actor, state)}"
    return "The plan was submitted again since"


def already_over(step: str, progress: StepProgress, actor: Person | None, state: Deployment) -> str:
    """`Step 5 is already done, by you at 23:12 CET.`"""
    ended = Given(by=progress.by, at=progress.ended_at or progress.called_at)
    return f"Step {step} is already {progress.status}, {said_by(ended, actor, state)}."
