"""Questions: what waits for somebody, each with its own id.

An id names the round or attempt it was asked in, never the deployment's version: a box ticked elsewhere
does not make a button stale, a second round does.
"""

from bot.domain.notices import STEP
from bot.domain.people import Person
from bot.domain.question_parts import RollbackQuestion
from bot.domain.state import Deployment

OVER = "over"


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


def extend_question(state: Deployment) -> str:
    """Shall the window be longer? It is another question once it is."""
    return f"extend:{len(state.extended)}"


def no_return_question(state: Deployment) -> str:
    """Extend, or carry on? It is asked once for each end of the window."""
    return f"no-return:{state.window_end:%Y-%m-%dT%H:%MZ}" if state.window_end else "no-return:"


def on_question(state: Deployment) -> str:
    """Will you be there? It is asked in a new round once the window has moved."""
    return f"on:{state.on_round}"


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


def decision_subject(round_: int) -> str:
    """The messages of one rollback question, whatever became of its severity."""
    return f"decision:{round_}"


def asking_subject(round_: int, number: int) -> str:
    """The message of one asking of a rollback question, counted from 1; a further one is new, so it rings."""
    subject = decision_subject(round_)
    return subject if number == 1 else f"{subject} {number}"


def decision_question(question: RollbackQuestion) -> str:
    """Roll back, or continue? It is another question once the severity is another."""
    return f"{decision_subject(question.round)}:{question.changes}"


def unlock_question(state: Deployment) -> str:
    """May service and environment be deployed to again?"""
    return f"unlock:{state.id}"


def escalation_question(number: int) -> str:
    """Who takes charge of this issue?"""
    return f"escalation:{number}"


def call_subject(number: int, call: int) -> str:
    """Which call for an issue: each has its message, and all ask the same."""
    return f"{escalation_question(number)} {call}"


def over_subject(number: int) -> str:
    """That an issue is over: none is asked, but each who was called has its message."""
    return f"{escalation_question(number)} {OVER}"


def issue_in(subject: str) -> int:
    """The number of the issue that a message is about."""
    return int(question_of(subject).partition(":")[2])


def question_of(subject: str) -> str:
    """The question that a message asks, which may be one of several messages that do."""
    return subject.partition(" ")[0]


def step_question(step: str, attempt: int) -> str:
    """How does this attempt of the step go?"""
    return f"step:{step}:{attempt}"


def step_in(question: str) -> str:
    """The number of the step that a `step_question` asks about."""
    return question.removeprefix("step:").rpartition(":")[0]


def reopen_question(step: str, attempt: int) -> str:
    """Was it wrong that this attempt ended?"""
    return f"reopen:{step}:{attempt}"


def delay_question(step: str, attempt: int, delays: int) -> str:
    """Does this attempt take longer? Once it was said, it is another question."""
    return f"later:{step}:{attempt}:{delays}"


def confirm_question(state: Deployment, checkpoint: int) -> str:
    """Does this checkpoint hold? It is asked in a new round once a step was reopened that it waits for."""
    again = state.confirmation_rounds.get(checkpoint, 0)
    return f"confirm:{checkpoint}{f'.{again}' if again else ''}"


def metric_question(state: Deployment, row: int) -> str:
    """How does this row of 8.1 stand? Once it was said, it is another question."""
    said = state.watch.said.get(row)
    return f"metric:{row}:{said.at:%Y%m%dT%H%M%S}" if said else f"metric:{row}:"


def smoke_question(runs: int) -> str:
    """Do the smoke tests of this run hold?"""
    return f"smoke:{runs}"


def smoke_run_question(state: Deployment) -> str:
    """Shall smoke tests be run? It is another question once they were, by whomever."""
    return f"smoke-run:{state.watch.asked}"


ANEW = ".anew"


def value_question(name: str, others: int, attempt: int) -> str:
    """What do this placeholder and so many others stand for, after this attempt of their step?"""
    return f"value:{_with_others(name, others)}:{attempt}"


def given_value_question(state: Deployment, name: str, others: int) -> str:
    """What do these stand for that no step makes, in the run after this round of the review?"""
    return f"value:{_with_others(name, others)}:{_round(state)}"


def _with_others(name: str, others: int) -> str:
    return f"{name}+{others}" if others else name


def changes_question(part: str, step: str, attempt: int) -> str:
    """What came of the rows of 4.3 or 5 after this attempt of their step?"""
    return f"{part}:{step}:{attempt}"


def anew_question(question: str) -> str:
    """Is what was noted after this question something else?"""
    return f"{question}{ANEW}"


def end_back_question(state: Deployment) -> str:
    """Is it rolled back, though not all is confirmed as back? Another one once a step was open again."""
    return f"end-back:{sum(progress.attempt for progress in state.steps.values())}"


def back_subject(question: str) -> str:
    """That a rollback waits for the answer: a newer message, which asks the same."""
    return f"{question} back"


def departure_subject(state: Deployment, person: Person) -> str:
    """Who left Slack, and that how-manieth departure it is: none is asked, but each has its message."""
    numbers = [n for n, each in enumerate(state.departures, 1) if each.person.id == person.id]
    return f"left:{numbers[-1]}"


def told_row(number: int) -> str:
    """What this row of 9.1 says to its audience: none is asked, but each has its notices."""
    return f"row:{number}"


def told_step(step: str) -> str:
    """What this step that notifies says to its audience."""
    return f"{STEP}{step}"
