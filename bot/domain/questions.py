"""Questions: what waits for somebody, each with its own id, and what became of it.

An id names the round or attempt it was asked in, never the deployment's version: a box ticked elsewhere
does not make a button stale, a second round does.
"""

from collections.abc import Callable, Mapping

from bot.domain.authority import owner_names
from bot.domain.facts import settled
from bot.domain.form_questions import hand_question, handed_role
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.state import Deployment, Given, Lifecycle, StepProgress
from bot.domain.times import clock, day_and_clock


def submit_question(state: Deployment) -> str:
    """Shall the draft go into review?"""
    return f"submit:{state.revision[:8]}:{state.review_round}"


def review_question(state: Deployment) -> str:
    """Do you approve this revision?"""
    return f"review:{state.revision[:8]}:{_round(state)}"


def is_of_this_round(state: Deployment, question: str) -> bool:
    """Whether a question of the review was asked since the last submit."""
    asked_in, _, _ = question.rpartition(":")[2].partition(".")
    return asked_in == str(state.review_round)


def names_revision(question: str, revision: str) -> bool:
    """Whether a question of the review asks about this revision."""
    return f":{revision[:8]}:" in question


def withdraw_question(state: Deployment) -> str:
    """Do you take your approval back?"""
    return f"withdraw:{state.revision[:8]}:{_round(state)}"


def amend_question(number: int) -> str:
    """Shall the proposed document be taken?"""
    return f"amend:{number}"


def reschedule_question(state: Deployment) -> str:
    """Shall the window be another?"""
    return f"reschedule:{state.revision[:8]}:{_round(state)}"


def begin_question(state: Deployment) -> str:
    """Shall pre-deployment begin?"""
    return f"begin:{_round(state)}"


def _round(state: Deployment) -> str:
    """The review's round, with what was asked anew in it: `2`, `2.1`."""
    return f"{state.review_round}.{state.reopened}" if state.reopened else str(state.review_round)


def go_question(state: Deployment) -> str:
    """Go? It is asked in a new round once a step of 3.1 was reopened."""
    again = f".{state.go_round}" if state.go_round else ""
    return f"go:{state.review_round}{again}"


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


def unlock_question(state: Deployment) -> str:
    """May service and environment be deployed to again?"""
    return f"unlock:{state.id}"


def step_question(step: str, attempt: int) -> str:
    """How does this attempt of the step go?"""
    return f"step:{step}:{attempt}"


def reopen_question(step: str, attempt: int) -> str:
    """Was it wrong that this attempt ended?"""
    return f"reopen:{step}:{attempt}"


def confirm_question(state: Deployment, checkpoint: int) -> str:
    """Does this checkpoint hold? It is asked in a new round once a step was reopened that it waits for."""
    again = state.confirmation_rounds.get(checkpoint, 0)
    return f"confirm:{checkpoint}{f'.{again}' if again else ''}"


def departure_subject(state: Deployment, person: Person) -> str:
    """Who left Slack, and that how-manieth departure it is: none is asked, but each has its message."""
    numbers = [n for n, each in enumerate(state.departures, 1) if each.person.id == person.id]
    return f"left:{numbers[-1]}"


def stale(state: Deployment, question: str, actor: Person | None) -> Refusal | None:
    """What happened meanwhile, when a pressed button's question is not open any more; else `None`."""
    kind, _, _ = question.partition(":")
    happened = HAPPENED.get(kind, _unknown)(state, question, actor)
    return settled(happened) if happened else None


def _unknown(_state: Deployment, _question: str, _actor: Person | None) -> str:
    return "This button belongs to no question of this deployment any more."


_OVER = frozenset({Lifecycle.CANCELLED, Lifecycle.ROLLED_BACK, Lifecycle.ROLLING_BACK})
_ON_THE_WAY = frozenset({Lifecycle.PRE_DEPLOYMENT, Lifecycle.DEPLOYING, Lifecycle.VERIFYING})


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
    if state.begun is None or state.state not in _ON_THE_WAY:
        return ""
    return f"Already begun {said_on(state.begun, actor, state)}."


def already_go(state: Deployment, actor: Person | None) -> str:
    """Who said go and since or from when it counts; "" where no run with a Go is on its way."""
    if state.go is None or state.state not in _ON_THE_WAY:
        return ""
    given = Given(by=state.go.by, at=state.go.at)
    began = "began" if state.actual_t0 else "begins"
    effective = clock(state.actual_t0 or state.go.effective_at, state.zone)
    return f"Go was already given {said_by(given, actor, state)}; deploying {began} at {effective}."


def already_cancelled(state: Deployment, actor: Person | None) -> str:
    """Who cancelled; "" where nobody has."""
    return _ended(state, actor) if state.state is Lifecycle.CANCELLED else ""


def already_rolling_back(state: Deployment, actor: Person | None) -> str:
    """Who decided the rollback; "" where nobody has."""
    return _ended(state, actor) if state.rollback else ""


def being_left(state: Deployment, actor: Person | None) -> str:
    """Who gave it up, or moved it, while pre-deployment is undone; "" where nobody did."""
    if state.leaving is None or state.state is not Lifecycle.PRE_DEPLOYMENT:
        return ""
    given = Given(by=state.leaving.by, at=state.leaving.at)
    steps = ", ".join(state.leaving.steps)
    what = "moved" if state.leaving.anew else "cancelled"
    return f"It is being {what}, {said_by(given, actor, state)}; what was done is undone first ({steps})."


def already_completed(state: Deployment, actor: Person | None) -> str:
    """Who gave the last confirmation; "" where one is missing."""
    return _ended(state, actor) if state.state is Lifecycle.COMPLETED else ""


def already_unlocked(state: Deployment, actor: Person | None) -> str:
    """Who released the service and environment; "" where nobody has."""
    if state.unlocked is None:
        return ""
    by = said_on(state.unlocked, actor, state)
    return f"{state.target} is already unlocked, {by}: {state.unlocked.note}"


def _ended(state: Deployment, actor: Person | None) -> str:
    if state.rollback:
        decided = Given(by=state.rollback.by, at=state.rollback.at)
        return f"A rollback was decided {said_by(decided, actor, state)}; the deployment is {state.state}."
    if state.state is Lifecycle.MISSED and state.window_end:
        ended = day_and_clock(state.window_end, state.zone)
        return f"The window ended {ended} before anybody began: reschedule it, or cancel it."
    if state.ended:
        return f"The deployment was {state.state} {said_on(state.ended, actor, state)}."
    return f"The deployment is {state.state}."


def _submit_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if state.state is Lifecycle.DRAFT:
        if question == submit_question(state) or state.rejected is None:
            return ""
        return _rejected(state, state.rejected, actor)
    return already_submitted(state, actor) or _ended(state, actor)


def _review_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if state.late and question == review_question(state):
        return ""
    match state.state:
        case Lifecycle.IN_REVIEW if question == review_question(state):
            return ""
        case _ if state.state is Lifecycle.IN_REVIEW or state.late:
            return f"{asked_anew(state, actor)}: the newer request counts."
        case Lifecycle.DRAFT if state.rejected:
            return _rejected(state, state.rejected, actor)
        case _:
            return already_approved(state, actor) or _ended(state, actor)


def _rejected(state: Deployment, rejected: Given, actor: Person | None) -> str:
    return f"The plan was rejected {said_on(rejected, actor, state)}: {rejected.note}"


def asked_anew(state: Deployment, actor: Person | None) -> str:
    """Why a question of the review is asked anew."""
    if state.revised:
        return f"The plan was changed {said_on(state.revised, actor, state)}: {state.revised.note}"
    if state.withdrawn:
        *_, last = state.withdrawn.values()
        return f"An approval was withdrawn {said_on(last, actor, state)}"
    return "The plan was submitted again since"


def _amend_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if state.state.is_closed or state.begun:
        return _ended(state, actor)
    if state.proposal is None and state.revised:
        return f"{asked_anew(state, actor)}."
    if state.proposal is None or amend_question(state.proposal.number) != question:
        return "The document was changed once more since: the newer proposal counts."
    return ""


def _revision_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if question in {withdraw_question(state), reschedule_question(state)}:
        return ""
    if state.state.is_closed or state.begun:
        return _ended(state, actor)
    if state.state is Lifecycle.DRAFT and state.rejected:
        return _rejected(state, state.rejected, actor)
    return f"{asked_anew(state, actor)}."


def _begin_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if state.state is Lifecycle.APPROVED and question == begin_question(state):
        return ""
    if state.reopened and state.state in {Lifecycle.IN_REVIEW, Lifecycle.APPROVED}:
        return f"{asked_anew(state, actor)}; the plan is {state.state}."
    return already_begun(state, actor) or _ended(state, actor)


def _go_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if state.leaving:
        return being_left(state, actor) or _ended(state, actor)
    if state.state is Lifecycle.PRE_DEPLOYMENT and state.go is None:
        is_open = question == go_question(state)
        return "" if is_open else "Pre-deployment is not finished any more: Go is asked anew."
    return already_go(state, actor) or _ended(state, actor)


def _hold_happened(state: Deployment, question: str, actor: Person | None) -> str:
    kind, _, _ = question.partition(":")
    if state.state not in _ON_THE_WAY:
        return _ended(state, actor)
    if kind == "hold" and state.hold:
        return f"Already on hold, {said_by(state.hold, actor, state)}: {state.hold.note}"
    if kind == "resume" and not state.hold:
        return "The hold is over already."
    asked = hold_question(state) if kind == "hold" else resume_question(state)
    return "" if question == asked else "It was held and resumed since you saw this button."


def _step_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if newer := _attempt_happened(state, question, actor):
        return newer
    step, _, _ = question.removeprefix("step:").rpartition(":")
    progress = state.steps[step]
    if progress.status.is_over:
        return already_over(step, progress, actor, state)
    if state.way_back and step not in state.way_back.steps:
        return being_left(state, actor) or _ended(state, actor)
    return "" if state.state.is_running or state.rollback else _ended(state, actor)


def _attempt_happened(state: Deployment, question: str, _actor: Person | None) -> str:
    step, _, attempt = question.partition(":")[2].rpartition(":")
    progress = state.steps.get(step)
    if progress is None:
        return f"Step {step} is not called any more."
    if str(progress.attempt) == attempt:
        return ""
    if progress.first > 1:
        return f"Step {step} was reopened or called anew since: answer the newer call."
    return f"Step {step} is in attempt {progress.attempt} now: answer the newer call."


def already_over(step: str, progress: StepProgress, actor: Person | None, state: Deployment) -> str:
    """`Step 5 is already done, by you at 23:12 CET.`"""
    ended = Given(by=progress.by, at=progress.ended_at or progress.called_at)
    return f"Step {step} is already {progress.status}, {said_by(ended, actor, state)}."


def _unlock_happened(state: Deployment, _question: str, actor: Person | None) -> str:
    return already_unlocked(state, actor)


def _confirm_happened(state: Deployment, question: str, actor: Person | None) -> str:
    number, _, _ = question.removeprefix("confirm:").partition(".")
    given = next((each for other, each in state.confirmations.items() if str(other) == number), None)
    if given:
        return f"Already confirmed {said_by(given, actor, state)}."
    newest = confirm_question(state, int(number)) if number.isdecimal() else ""
    if state.state in {Lifecycle.DEPLOYING, Lifecycle.VERIFYING} and question != newest:
        return "A step that it waits for was reopened since: it is asked about anew."
    return "" if state.state is Lifecycle.VERIFYING else _ended(state, actor)


def _over(state: Deployment, _question: str, actor: Person | None) -> str:
    return _ended(state, actor) if state.state in _OVER else ""


def _hand_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if state.state is Lifecycle.CANCELLED:
        return _ended(state, actor)
    role = handed_role(question)
    if question == hand_question(state, role):
        return ""
    now = owner_names(state.holders(role), "nobody")
    return f"Meanwhile {now} stands for {role}: open the form anew to hand it on."


def _add_happened(state: Deployment, _question: str, actor: Person | None) -> str:
    return "" if state.state.is_running else _ended(state, actor)


HAPPENED: Mapping[str, Callable[[Deployment, str, Person | None], str]] = {
    "submit": _submit_happened,
    "review": _review_happened,
    "amend": _amend_happened,
    "withdraw": _revision_happened,
    "reschedule": _revision_happened,
    "begin": _begin_happened,
    "go": _go_happened,
    "hold": _hold_happened,
    "resume": _hold_happened,
    "step": _step_happened,
    "reopen": _attempt_happened,
    "confirm": _confirm_happened,
    "unlock": _unlock_happened,
    "hand": _hand_happened,
    "add": _add_happened,
    "cancel": _over,
    "rollback": _over,
}
"""By a question's kind: what happened since it was asked, "" while it is open."""
