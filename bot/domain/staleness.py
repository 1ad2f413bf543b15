"""What happened to a question since its button was seen: a button that is behind gets an answer in words."""

from collections.abc import Callable, Mapping

from bot.domain.already import (
    ON_THE_WAY,
    already_approved,
    already_begun,
    already_go,
    already_over,
    already_submitted,
    already_unlocked,
    answered,
    asked_anew,
    being_left,
    ended,
    rejected_by,
    said_by,
)
from bot.domain.authority import owner_names
from bot.domain.charge import how_it_stands
from bot.domain.facts import settled
from bot.domain.form_questions import hand_question, handed_role
from bot.domain.people import Person
from bot.domain.questions import (
    ANEW,
    amend_question,
    begin_question,
    confirm_question,
    escalation_question,
    extend_question,
    go_question,
    hold_question,
    metric_question,
    no_return_question,
    on_question,
    reschedule_question,
    resume_question,
    review_question,
    smoke_question,
    smoke_run_question,
    step_question,
    submit_question,
    withdraw_question,
)
from bot.domain.refusals import Refusal
from bot.domain.state import Deployment, Lifecycle
from bot.domain.state_parts import Given
from bot.domain.times import clock


def stale(state: Deployment, question: str, actor: Person | None) -> Refusal | None:
    """What happened meanwhile, when a pressed button's question is not open any more; else `None`."""
    kind, _, _ = question.partition(":")
    happened = HAPPENED.get(kind, _unknown)(state, question, actor)
    return settled(happened) if happened else None


def _unknown(_state: Deployment, _question: str, _actor: Person | None) -> str:
    return "This button belongs to no question of this deployment any more."


_OVER = frozenset({Lifecycle.CANCELLED, Lifecycle.ROLLED_BACK, Lifecycle.ROLLING_BACK})


def _submit_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if state.state is Lifecycle.DRAFT:
        if question == submit_question(state) or state.rejected is None:
            return ""
        return rejected_by(state, state.rejected, actor)
    return already_submitted(state, actor) or ended(state, actor)


def _review_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if state.late and question == review_question(state):
        return ""
    match state.state:
        case Lifecycle.IN_REVIEW if question == review_question(state):
            return ""
        case _ if state.state is Lifecycle.IN_REVIEW or state.late:
            return f"{asked_anew(state, actor)}: the newer request counts."
        case Lifecycle.DRAFT if state.rejected:
            return rejected_by(state, state.rejected, actor)
        case _:
            return already_approved(state, actor) or ended(state, actor)


def _amend_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if state.state.is_closed or state.begun:
        return ended(state, actor)
    if state.proposal is None and state.revised:
        return f"{asked_anew(state, actor)}."
    if state.proposal is None or amend_question(state.proposal.number) != question:
        return "The document was changed once more since: the newer proposal counts."
    return ""


def _revision_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if question in {withdraw_question(state), reschedule_question(state)}:
        return ""
    if state.state.is_closed or state.begun:
        return ended(state, actor)
    if state.state is Lifecycle.DRAFT and state.rejected:
        return rejected_by(state, state.rejected, actor)
    return f"{asked_anew(state, actor)}."


def _begin_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if state.state is Lifecycle.APPROVED and question == begin_question(state):
        return ""
    if state.reopened and state.state in {Lifecycle.IN_REVIEW, Lifecycle.APPROVED}:
        return f"{asked_anew(state, actor)}; the plan is {state.state}."
    return already_begun(state, actor) or ended(state, actor)


def _go_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if state.leaving:
        return being_left(state, actor) or ended(state, actor)
    if state.state is Lifecycle.PRE_DEPLOYMENT and state.go is None:
        is_open = question == go_question(state)
        return "" if is_open else "Pre-deployment is not finished any more: Go is asked anew."
    return already_go(state, actor) or ended(state, actor)


def _extend_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if not state.state.is_running:
        return ended(state, actor)
    if question == extend_question(state) or not state.extended:
        return ""
    return f"The window was extended since, {said_by(state.extended[-1], actor, state)}."


def _no_return_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if state.state not in {Lifecycle.DEPLOYING, Lifecycle.VERIFYING}:
        return ended(state, actor)
    if question != no_return_question(state) and state.extended:
        return f"The window was extended since, {said_by(state.extended[-1], actor, state)}."
    given = state.carried_on.get(question.partition(":")[2])
    return f"Carrying on is decided already, {said_by(given, actor, state)}." if given else ""


def _on_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if state.state.is_closed:
        return ended(state, actor)
    return "" if question == on_question(state) else "The window moved since: the newer request counts."


def _hold_happened(state: Deployment, question: str, actor: Person | None) -> str:
    kind, _, _ = question.partition(":")
    if state.state not in ON_THE_WAY:
        return ended(state, actor)
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
        return being_left(state, actor) or ended(state, actor)
    return "" if state.state.is_running or state.rollback else ended(state, actor)


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


def _delay_happened(state: Deployment, question: str, actor: Person | None) -> str:
    asked, _, delays = question.removeprefix("later:").rpartition(":")
    step, _, attempt = asked.rpartition(":")
    before = step_question(step, int(attempt)) if attempt.isdecimal() else ""
    if newer := _step_happened(state, before, actor):
        return newer
    progress = state.steps[step]
    if str(progress.delays) == delays or progress.put_off_to is None:
        return ""
    return f"Step {step} was given more time already: it is due {clock(progress.put_off_to, state.zone)} now."


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
    return "" if state.state is Lifecycle.VERIFYING else ended(state, actor)


def _metric_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if state.state not in {Lifecycle.DEPLOYING, Lifecycle.VERIFYING}:
        return ended(state, actor)
    row = question.split(":")[1]
    said = state.watch.said.get(int(row)) if row.isdecimal() else None
    if said is None or question == metric_question(state, int(row)):
        return ""
    how = "normal" if said.is_normal else "not normal"
    return f"It is said already, {said_by(Given(by=said.by, at=said.at), actor, state)}: {how}."


def _decision_happened(state: Deployment, question: str, actor: Person | None) -> str:
    """A vote on an old copy still counts where round and severity are the same."""
    _, _, asked = question.partition(":")
    round_, _, changes = asked.partition(":")
    now = state.question
    if now and str(now.round) == round_:
        if str(now.changes) == changes:
            return ""
        changed = clock(now.since, state.zone)
        return f"It is {now.severity} since {changed}: answer the question as it is asked now."
    answer = next((each for each in state.answers if str(each.question.round) == round_), None)
    if answer is None:
        return "This rollback question is not open."
    newer = " It was asked anew since: answer the newer question." if now else ""
    return f"{answered(state, answer, actor)}{newer}"


def _over(state: Deployment, _question: str, actor: Person | None) -> str:
    return ended(state, actor) if state.state in _OVER else ""


def _escalation_happened(state: Deployment, question: str, _actor: Person | None) -> str:
    if state.ladder and question == escalation_question(state.ladder.number):
        return ""
    if state.ladder:
        return "That issue is over; another one is open now: the newer call counts."
    return f"Nobody is called any more: {how_it_stands(state)}."


def _smoke_happened(state: Deployment, question: str, actor: Person | None) -> str:
    watch = state.watch
    if question in {smoke_question(watch.runs), smoke_run_question(state)} or watch.tested_at is None:
        return ""
    by = said_by(Given(by=watch.asked_by, at=watch.tested_at), actor, state)
    return f"The smoke tests were run since, asked for {by}: the newest table counts."


def _hand_happened(state: Deployment, question: str, actor: Person | None) -> str:
    if state.state is Lifecycle.CANCELLED:
        return ended(state, actor)
    role = handed_role(question)
    if question == hand_question(state, role):
        return ""
    now = owner_names(state.holders(role), "nobody")
    return f"Meanwhile {now} stands for {role}: open the form anew to hand it on."


def _changes_happened(state: Deployment, question: str, actor: Person | None) -> str:
    """What was answered itself is the domain's to say: rows are answered one by one."""
    if not state.state.is_running or state.rollback:
        return ended(state, actor)
    return _attempt_happened(state, question.removesuffix(ANEW), actor)


def _back_happened(state: Deployment, question: str, actor: Person | None) -> str:
    """The same of what goes back: until it is rolled back."""
    if state.state is not Lifecycle.ROLLING_BACK:
        return ended(state, actor)
    return _attempt_happened(state, question.removesuffix(ANEW), actor)


def _end_back_happened(state: Deployment, _question: str, actor: Person | None) -> str:
    return "" if state.state is Lifecycle.ROLLING_BACK else ended(state, actor)


def _not_running(state: Deployment, _question: str, actor: Person | None) -> str:
    return "" if state.state.is_running else ended(state, actor)


HAPPENED: Mapping[str, Callable[[Deployment, str, Person | None], str]] = {
    "submit": _submit_happened,
    "review": _review_happened,
    "amend": _amend_happened,
    "withdraw": _revision_happened,
    "reschedule": _revision_happened,
    "begin": _begin_happened,
    "go": _go_happened,
    "on": _on_happened,
    "extend": _extend_happened,
    "no-return": _no_return_happened,
    "hold": _hold_happened,
    "resume": _hold_happened,
    "step": _step_happened,
    "reopen": _attempt_happened,
    "later": _delay_happened,
    "confirm": _confirm_happened,
    "metric": _metric_happened,
    "unlock": _unlock_happened,
    "hand": _hand_happened,
    "add": _not_running,
    "value": _not_running,
    "data": _changes_happened,
    "config": _changes_happened,
    "reversed": _back_happened,
    "restored": _back_happened,
    "end-back": _end_back_happened,
    "smoke": _smoke_happened,
    "smoke-run": _smoke_happened,
    "escalation": _escalation_happened,
    "cancel": _over,
    "rollback": _over,
    "decision": _decision_happened,
}
"""By a question's kind: what happened since it was asked, "" while it is open."""
