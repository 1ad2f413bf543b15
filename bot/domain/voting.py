"""Asking for a rollback and answering it: votes decide as section 6.2 says, and nothing decides by itself."""

from collections.abc import Iterable
from datetime import datetime

from bot.domain import events as e
from bot.domain.already import already_answered, being_left
from bot.domain.asking_again import asked_again_at
from bot.domain.askings import called_by, is_called_for
from bot.domain.authority import ANYONE_NAMED, SHOWN, Who
from bot.domain.clearance import overtaken
from bot.domain.electorate import Bench, Electorate, Place, electorate
from bot.domain.escalation import settle_issue
from bot.domain.evidence import Evidence, EvidenceKind
from bot.domain.facts import Decision, Facts, Story, incomplete, not_yours, settled
from bot.domain.intents import CastVote, ChangeSeverity, RequestRollback
from bot.domain.people import Person, names
from bot.domain.plan import Plan
from bot.domain.progress import advance
from bot.domain.question_parts import Choice, Escalated
from bot.domain.question_progress import merged
from bot.domain.questions import decision_subject
from bot.domain.raising import escalate, open_question, possible_until, see, settle
from bot.domain.refusals import Because, Refusal
from bot.domain.rollback import go_back
from bot.domain.state import Deployment
from bot.domain.times import clock, day_and_clock
from bot.domain.walk_back import nothing_yet

OVER = "nothing of what it was asked for holds any more"
"""Why it goes on, where whoever says so need not say why."""


def request(state: Deployment, intent: RequestRollback, facts: Facts) -> Decision:
    """Ask for a rollback: a question is opened or joined, with the vote of whoever asks if they have one.

    Where that vote decides at once, no question is asked at all.
    """
    if refusal := _not_possible(state, facts) or overtaken(state, facts):
        return refusal
    if state.leaving:
        left = being_left(state, facts.actor)
        return settled(f"{left} Nothing is deployed, so nothing is rolled back.")
    if refusal := nothing_yet(state, facts.plan):
        return refusal
    if not facts.plan.rollback_steps:
        return incomplete(
            "The plan has no rollback steps (6.3), so nothing can be walked. Hold, retry or skip a step "
            "instead, or fix forward."
        )
    if not intent.reason:
        return incomplete(
            f"Why? `/deploy rollback {intent.severity} REASON`: everybody who decides will read it."
        )
    story, person = Story(state), facts.person
    evidence = Evidence(
        kind=EvidenceKind.PERSON,
        subject=person.id,
        text=intent.reason,
        since=facts.now,
        severity=intent.severity,
    )
    if state.question:
        return _join(story, evidence, facts)
    known = state.declined.question.evidence if state.declined else ()
    open_question(story, facts, merged(known, (evidence,)), by=person)
    if electorate(story.state, facts.plan).may_vote(person):
        _vote(story, facts, Choice.ROLLBACK, intent.reason)
    if story.state.question is None:
        story = Story(state)
        go_back(story, facts, intent.severity, intent.reason)
    return story.events


def _join(story: Story, evidence: Evidence, facts: Facts) -> Decision:
    """One more who asks for it; who did so already, for the same, hears that."""
    before = story.state
    assert before.question, "there is a question to join"
    asked = next((each for each in before.question.evidence if _is_same(each, evidence)), None)
    if asked is None:
        see(story, facts, (evidence,), by=facts.person)
    if electorate(story.state, facts.plan).may_vote(facts.person):
        _vote(story, facts, Choice.ROLLBACK, evidence.text)
    if story.events:
        return story.events
    assert asked, "nothing is new only where it was asked for before"
    return settled(f"You asked for it already, at {clock(asked.since, before.zone)}: {whom(before, facts)}")


def _is_same(known: Evidence, asked: Evidence) -> bool:
    return (known.kind, known.subject, known.text, known.severity) == (
        asked.kind,
        asked.subject,
        asked.text,
        asked.severity,
    )


def _not_possible(state: Deployment, facts: Facts) -> Refusal | None:
    until = possible_until(state)
    if until is None or facts.now <= until:
        return None
    return Refusal(
        Because.NOT_NOW,
        f"Rolling back was possible until {day_and_clock(until, state.zone)}, 24 hours after it was "
        f"completed: now it takes a deployment of its own.",
    )


def _refuse(state: Deployment, intent: CastVote, facts: Facts, doing: str) -> Refusal | None:
    # Whoever PagerDuty says is on call need not be named in the plan.
    if state.question and electorate(state, facts.plan).may_vote(facts.person):
        return None
    if state.question is None and _answered_last(state, facts.person):
        return None
    if refusal := ANYONE_NAMED.refuse(state, intent, facts, doing):
        return refusal
    if state.question is None:
        return None
    return not_yours(f"Your vote does not count here: {whom(state, facts)}")


def _answered_last(state: Deployment, person: Person) -> bool:
    """Whether somebody was asked, or voted, when it was last asked: they hear what became of it."""
    last = state.answers[-1].question if state.answers else None
    return last is not None and person.id in (*last.asked, *last.votes)


VOTER = Who("whoever section 6.2 names for the severity, their deputies, and those who are called", _refuse)


def whom(state: Deployment, facts: Facts) -> str:
    """Who decides the open question, by name, until when, and who may later, as a sentence."""
    found = electorate(state, facts.plan)
    if found.alone:
        return f"{names(found.alone)} may decide alone now; otherwise {found.makers.text}."
    who = " or ".join(map(_agreeing, found.benches))
    if len(found.places) > SHOWN:
        who = f"{len(found.places)} people ({found.makers.text})"
    until = clock(found.until, state.zone)
    if found.later:
        return f"It is for {who} to decide; from {until} {names(found.later)} may."
    return f"It is for {who} to decide by {until}."


def _agreeing(bench: Bench) -> str:
    people = [names(_first(place)) for place in bench.places]
    return " and ".join(people) if bench.is_all else f"{bench.needed} of {', '.join(people)}"


def _first(place: Place) -> tuple[Person, ...]:
    return place.people or place.deputies


def vote(state: Deployment, intent: CastVote, facts: Facts) -> Decision:
    """Vote, or vote otherwise: where 6.2 has it that this decides, it is decided."""
    if state.question is None:
        return _nothing_asked(state, facts.person)
    is_said = intent.reason or state.question.is_quiet
    if intent.choice is Choice.CONTINUE and not is_said:
        return incomplete(
            "Why does it go on? `/deploy vote continue [HH:MM] REASON`: everybody who asks will read it."
        )
    barred = _not_possible(state, facts) or overtaken(state, facts)
    if intent.choice is Choice.ROLLBACK and barred:
        return barred
    again = asked_again_at(state, intent.ask_again, facts) if intent.choice is Choice.CONTINUE else None
    if isinstance(again, Refusal):
        return again
    story = Story(state)
    _vote(story, facts, intent.choice, intent.reason or (OVER if again else ""), again)
    if story.events:
        return story.events
    cast = state.question.votes[facts.person.id]
    return settled(f"You voted {cast.choice} already, at {clock(cast.at, state.zone)}: {whom(state, facts)}")


def _nothing_asked(state: Deployment, actor: Person) -> Refusal:
    last = already_answered(state, actor)
    return Refusal(
        Because.NOT_NOW,
        f"No rollback question is open in {state.id}.{f' {last}' if last else ''} "
        f"`/deploy rollback critical|high|medium REASON` asks for one.",
    )


def _vote(
    story: Story, facts: Facts, choice: Choice, reason: str, ask_again_at: datetime | None = None
) -> None:
    """Take the vote, and what it decides; one that says what was said, and decides nothing, is no news."""
    bring_up_to_date(story, facts)
    question, person = story.state.question, facts.person
    assert question, "somebody votes on an open question"
    found = electorate(story.state, facts.plan)
    before = question.votes.get(person.id)
    is_new = before is None or before.choice is not choice or (reason and before.reason != reason)
    cast = e.VoteCast(
        at=facts.now,
        by=person,
        choice=choice,
        reason=reason,
        ask_again_at=ask_again_at,
        as_member_of=_membership(found, story.state, person),
        instead_of=found.instead_of(person, question.votes),
    )
    trial = Story(story.state)
    trial.add(cast)
    assert trial.state.question, "a vote alone settles nothing"
    is_settled = found.settles(person, choice, trial.state.question.votes)
    if is_new or is_settled or (before and before.ask_again_at != ask_again_at):
        story.add(cast)
    if is_settled:
        _settle(story, facts, choice, reason)


def _membership(found: Electorate, state: Deployment, person: Person) -> str:
    held = (state.holders(place.role).membership(person) for place in found.places if place.role)
    return next(filter(None, held), "")


def _settle(story: Story, facts: Facts, choice: Choice, reason: str) -> None:
    """What the vote of whoever asks decided; steps go on, or the way back is walked."""
    question = story.state.question
    assert question, "an open question is settled"
    if choice is Choice.ROLLBACK:
        why = reason or question.evidence[0].text
        go_back(story, facts, question.severity, why)
        settle_issue(story, facts, decision_subject(question.round), "a rollback is decided")
        return
    again = (vote.ask_again_at for vote in question.votes.values() if vote.choice is choice)
    first = None if question.is_quiet else min(at for at in again if at and at > facts.now)
    settle(story, facts, e.RollbackDeclined(at=facts.now, by=facts.actor, reason=reason, ask_again_at=first))
    advance(story, facts)


def change_severity(state: Deployment, intent: ChangeSeverity, facts: Facts) -> Decision:
    """Worse, or less bad: others decide, and their clock begins anew; votes are kept and settle nothing."""
    question = state.question
    if question is None:
        return _nothing_asked(state, facts.person)
    if question.severity is intent.severity:
        return settled(f"It is {question.severity} already: {whom(state, facts)}")
    if not intent.reason:
        return incomplete(
            f"Why? `/deploy severity {intent.severity} REASON`: everybody who decides will read it."
        )
    changed = e.SeverityChanged(
        at=facts.now,
        by=facts.actor,
        severity=intent.severity,
        was=question.severity,
        reason=intent.reason,
    )
    return (changed,)


def bring_up_to_date(story: Story, facts: Facts) -> None:
    """What the clock owes: a question whose time is up is escalated, be its timer late or not."""
    question = story.state.question
    if question and not question.escalated_at and facts.now >= electorate(story.state, facts.plan).until:
        escalate(story, facts, Escalated.TIME_IS_UP)


def with_question_kept(state: Deployment, events: tuple[e.Event, ...], facts: Facts) -> tuple[e.Event, ...]:
    """The events of a decision, with what they mean for the open question: a tie, and who is asked now.

    Whatever changed who may answer (a vote, a hand-over, somebody who left): nobody is forgotten, and nobody
    is asked twice. Where votes from before are enough by now, those who gave them are asked to press again;
    where nothing speaks for a rollback any more, everybody who is asked hears that one press is enough.
    """
    story = Story(state)
    for event in events:
        story.add(event)
    plan = facts.plan
    question = story.state.question
    if question is None:
        return events
    if not question.escalated_at and electorate(story.state, plan).is_tie(question.votes):
        escalate(story, facts, Escalated.TIE)
    if again := _not_asked_again(story.state, plan):
        _ask(story, facts, e.VotersAskedAgain, again)
    if new := _not_asked_yet(story.state, plan):
        _ask(story, facts, e.VotersAsked, new)
    return story.events


def _ask(
    story: Story,
    facts: Facts,
    asked: type[e.VotersAsked | e.VotersAskedAgain],
    people: Iterable[Person],
) -> None:
    question = story.state.question
    assert question, "an open question is asked"
    ids = tuple(person.id for person in people)
    calls = (event for event in story.events if isinstance(event, e.LevelCalled))
    called = {to for call in calls for to in called_by(call)} if is_called_for(story.state) else set()
    story.add(
        asked(
            at=facts.now,
            by=None,
            people=ids,
            number=len(question.askings) + 1,
            called=tuple(user for user in ids if user in called),
        )
    )


def _not_asked_yet(state: Deployment, plan: Plan) -> tuple[Person, ...]:
    question = state.question
    assert question, "a question is open"
    asked = electorate(state, plan).asked(question.votes)
    return tuple(person for person in asked if person.id not in question.asked)


def _not_asked_again(state: Deployment, plan: Plan) -> tuple[Person, ...]:
    """Whoever settles it by one press, as it is by now, and was not told so."""
    question = state.question
    assert question, "a question is open"
    found = electorate(state, plan)
    enough = tuple(vote.by for vote in found.sufficing(question.votes))
    people = found.asked(question.votes) if question.is_quiet else enough
    return tuple(person for person in people if person.id not in question.again)
