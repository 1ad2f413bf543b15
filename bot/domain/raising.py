"""Opening a rollback question, or joining the open one: what monitors, steps and people see meets here.

One question at a time. What is seen once more, and no worse, is no news.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain import events as e
from bot.domain.escalation import call_level, call_next, raise_failure, raise_issue, settle_issue, uncalled
from bot.domain.escalation_events import Called
from bot.domain.evidence import Evidence, EvidenceKind
from bot.domain.facts import Facts, Story
from bot.domain.people import Person
from bot.domain.plan import Plan, RollbackTrigger, Severity, Step
from bot.domain.question_parts import Escalated
from bot.domain.question_progress import merged
from bot.domain.questions import decision_subject
from bot.domain.state import Deployment, Lifecycle
from bot.domain.walk_back import POSSIBLE_AFTER_COMPLETION, has_something
from bot.domain.words import stems

ASKABLE = (Lifecycle.DEPLOYING, Lifecycle.VERIFYING, Lifecycle.COMPLETED)
"""While it stands here a rollback can be asked for."""
BY_KIND = dict.fromkeys(
    (EvidenceKind.STEP, EvidenceKind.METRIC, EvidenceKind.SMOKE_TEST, EvidenceKind.DATA), Severity.HIGH
)
"""How bad it is where neither the sender nor 6.1 says so; else medium."""
_WORST = ("critical", "integrity", "corrupt", "corruption", "lost", "loss", "security", "vulnerability")


def possible_until(state: Deployment) -> datetime | None:
    """Until when a completed deployment can be rolled back (aware UTC); `None` while it is not completed."""
    is_completed = state.state is Lifecycle.COMPLETED and state.ended
    return state.ended.at + POSSIBLE_AFTER_COMPLETION if is_completed and state.ended else None


def is_anything_to_roll_back(state: Deployment, plan: Plan, now: datetime) -> bool:
    """Whether a monitor may ask for a rollback now: something was begun, and the plan has a way back."""
    until = possible_until(state)
    if state.state not in ASKABLE or not plan.rollback_steps or (until and now > until):
        return False
    return has_something(state, plan)


def raise_question(story: Story, facts: Facts, evidence: Sequence[Evidence]) -> None:
    """Take what was seen into the open question, or into one that is opened for it; by the clock.

    Nothing is asked where there is nothing to roll back. After Continue only what is new, worse, or was over
    and is back asks again. What is over (`Evidence.is_over`) is noted where the question knows of it.
    """
    state = story.state
    proposed = tuple(with_severity(each, facts.plan) for each in evidence)
    if state.question:
        see(story, facts, proposed)
    elif is_anything_to_roll_back(state, facts.plan, facts.now):
        known = state.declined.question.evidence if state.declined else ()
        if is_worse(known, proposed):
            open_question(story, facts, merged(known, proposed))
        elif news := _news(known, proposed):
            story.add(e.EvidenceSeen(at=facts.now, by=None, evidence=news))


def open_question(story: Story, facts: Facts, evidence: Sequence[Evidence], by: Person | None = None) -> None:
    """Ask anew, for what holds of the evidence, as severe as the worst of it.

    What somebody said about the severity before Continue stands, but for what is worse since.
    """
    holding = tuple(each for each in evidence if not each.is_over)
    said = [each.severity for each in _not_graded(story.state, holding) if each.severity]
    last = story.state.declined.question if story.state.declined else None
    if last and last.severity_by:
        said.append(last.severity)
    severity = min(said, key=_rank)
    round_ = len(story.state.answers) + 1
    story.add(e.RollbackAsked(at=facts.now, by=by, round=round_, severity=severity, evidence=holding))
    if facts.plan.contacts:
        raise_issue(story, facts, _in_words(holding, severity), decision_subject(round_))


def _not_graded(state: Deployment, holding: Sequence[Evidence]) -> Sequence[Evidence]:
    """What nobody knew of who said how severe it is; all of it, where nobody did."""
    last = state.declined.question if state.declined else None
    if last is None or last.severity_by is None:
        return holding
    before = {(each.kind, each.subject): each for each in last.evidence}
    return [each for each in holding if _is_worse_than(before.get((each.kind, each.subject)), each)]


def escalate(story: Story, facts: Facts, why: Escalated) -> None:
    """Nobody decided: the next level of 9.2 is called, those for a critical outage where it is one.

    From then on one of those who are called decides alone.
    """
    question = story.state.question
    assert question, "an open question is escalated"
    story.add(e.DecisionEscalated(at=facts.now, by=None, why=why))
    said = _in_words(question.evidence, question.severity)
    about = decision_subject(question.round)
    critical = [level for level in uncalled(story.state, facts.plan) if level.when.is_critical]
    if question.severity is Severity.CRITICAL and story.state.ladder and critical:
        for level in critical:
            call_level(story, facts, level, Called.DUE, said)
    elif facts.plan.contacts:
        call_next(story, facts, said, about, Called.UNDECIDED)


def settle(story: Story, facts: Facts, event: e.Event) -> None:
    """The question is answered by this event; whoever was called for it stands down."""
    question = story.state.question
    story.add(event)
    if question:
        settle_issue(story, facts, decision_subject(question.round), "whether to roll back is answered")


def _in_words(evidence: Iterable[Evidence], severity: Severity) -> str:
    """What levels are called for."""
    first = next((each.text for each in evidence if not each.is_over), "")
    return f"{severity}, roll back or continue: {first}" if first else f"{severity}, roll back or continue"


def see(story: Story, facts: Facts, evidence: Sequence[Evidence], by: Person | None = None) -> None:
    """Join the open question; what is worse than was said until now raises its severity."""
    question = story.state.question
    assert question, "there is a question to join"
    before = {(each.kind, each.subject): each for each in question.evidence}
    if news := _news(question.evidence, evidence):
        story.add(e.EvidenceSeen(at=facts.now, by=by, evidence=news))
    holding = (each for each in news if not each.is_over and each.severity)
    worse = [each for each in holding if _is_worse_than(before.get((each.kind, each.subject)), each)]
    worst = min(worse, key=lambda each: _rank(each.severity), default=None)
    if worst and worst.severity and _rank(worst.severity) < _rank(question.severity):
        story.add(
            e.SeverityChanged(
                at=facts.now, by=by, severity=worst.severity, was=question.severity, reason=worst.text
            )
        )


def step_failed(story: Story, facts: Facts, step: Step, reason: str) -> None:
    """A failed step speaks for a rollback; where it is one of the way back, the levels of 9.2 are called."""
    text = f"step {step.number}, {step.action}, failed: {reason}"
    if story.state.state is Lifecycle.ROLLING_BACK:
        if facts.plan.contacts:
            raise_failure(story, facts, text, _failure(step))
        return
    found = Evidence(kind=EvidenceKind.STEP, subject=step.number, text=text, since=facts.now)
    raise_question(story, facts, (found,))


def _failure(step: Step) -> str:
    """What an issue is about that a step of the way back opens."""
    return f"failure:{step.number}"


def step_tried_again(story: Story, facts: Facts, step: Step) -> None:
    """After Continue a step that is called again has not failed now: should it once more, that is news."""
    if story.state.question is None and story.state.declined:
        _over(story, facts, step, story.state.declined.question.evidence)


def step_over(story: Story, facts: Facts, step: Step) -> None:
    """A failed step that is done or skipped does not speak for a rollback any more, and calls nobody.

    The question stays: whoever does a step does not decide for those who are asked.
    """
    settle_issue(story, facts, _failure(step), f"step {step.number} is over")
    asked = story.state.question or (story.state.declined.question if story.state.declined else None)
    if asked:
        _over(story, facts, step, asked.evidence)


def _over(story: Story, facts: Facts, step: Step, known: Iterable[Evidence]) -> None:
    """Notes that the step's failure is over, where it was known and was not over yet."""
    found = tuple(
        replace(each, is_over=True)
        for each in known
        if each.kind is EvidenceKind.STEP and each.subject == step.number and not each.is_over
    )
    if found:
        story.add(e.EvidenceSeen(at=facts.now, by=None, evidence=found))


def with_severity(evidence: Evidence, plan: Plan) -> Evidence:
    """What was seen, with the severity that 6.1 and its kind propose where it has none of its own."""
    if evidence.severity:
        return evidence
    by_kind = BY_KIND.get(evidence.kind, Severity.MEDIUM)
    return replace(evidence, severity=_by_triggers(evidence, plan) or by_kind)


def is_worse(known: Iterable[Evidence], seen: Iterable[Evidence]) -> bool:
    """Whether something holds now that was not known, was over, or was less severe."""
    before = {(each.kind, each.subject): each for each in known}
    return any(
        not each.is_over and _is_worse_than(before.get((each.kind, each.subject)), each) for each in seen
    )


def _is_worse_than(before: Evidence | None, now: Evidence) -> bool:
    return before is None or before.is_over or _rank(now.severity) < _rank(before.severity)


def _news(known: Iterable[Evidence], seen: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """What differs from what is known; what is over already when it is first seen is no news."""
    before = {(each.kind, each.subject): each for each in known}
    return tuple(
        each
        for each in merged((), seen)
        if (was := before.get((each.kind, each.subject))) != each and (was or not each.is_over)
    )


def _rank(severity: Severity | None) -> int:
    """The worst first."""
    return list(Severity).index(severity) if severity else len(Severity)


def triggers_of(evidence: Evidence, plan: Plan) -> tuple[RollbackTrigger, ...]:
    """The triggers of 6.1 that what was seen is about, by their words."""
    return tuple(trigger for trigger in plan.triggers if _is_about(trigger.text, evidence.text))


def _by_triggers(evidence: Evidence, plan: Plan) -> Severity | None:
    """What 6.1 says that asks for a rollback is at least high; what breaks or loses something is critical."""
    found = [trigger.text for trigger in triggers_of(evidence, plan)]
    if not found:
        return None
    is_worst = any(word in text.casefold() for text in found for word in _WORST)
    return Severity.CRITICAL if is_worst else Severity.HIGH


def _is_about(trigger: str, text: str) -> bool:
    """Whether two words of a trigger, or its only one, are among those of what was seen."""
    wanted = stems(trigger)
    return len(wanted & stems(text)) >= min(2, max(1, len(wanted)))
