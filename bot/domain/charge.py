"""Those who are called for an issue of 9.2: they take charge, pass it on, and stand down.

Whoever is called in Slack answers for themselves; for who is not in Slack the lead telephones and records it.
"""

from datetime import datetime, timedelta

from bot.domain import events as e
from bot.domain.authority import SHOWN, Who, ask_lead
from bot.domain.escalation import call_also, call_instead, call_next, uncalled
from bot.domain.escalation_events import Called
from bot.domain.facts import Decision, Facts, Story, incomplete, not_yours, settled
from bot.domain.intents import Acknowledge, AcknowledgedOutside, Escalate, NoteOnCall, PassOn, StandDown
from bot.domain.ladder import Answer, Ladder
from bot.domain.levels import Level, standing, standing_now
from bot.domain.pages import page_key
from bot.domain.people import Person, names
from bot.domain.refusals import Because, Refusal
from bot.domain.state import LEAD, Deployment
from bot.domain.times import clock

TYPED_AGAIN = timedelta(minutes=2)
"""Whoever asks for more people in the same words within this time had no answer to the first."""
NOBODY_IS_THERE = "nobody in Slack stands for a level of 9.2, and nobody leads"
NAME_SOMEBODY = "`/deploy roster ROLE @who` says who stands for a role; it is tried again every 5 minutes."


def escalate(state: Deployment, intent: Escalate, facts: Facts) -> Decision:
    """Somebody wants more people: the next level is called, the first of a new issue."""
    if not intent.reason:
        return incomplete("Why? `/deploy escalate REASON`: whoever is called will read it.")
    ladder = state.ladder
    if ladder and _is_typed_again(ladder, intent.reason, facts.now):
        return settled(f"Done already: {how_it_stands(state)}. Another reason calls the next level now.")
    is_new = any(_rings(state, level) for level in uncalled(state, facts.plan)) if ladder else True
    if ladder and ladder.last_ring and not is_new:
        return settled(f"Every level of 9.2 is called already: {how_it_stands(state)}.")
    story = Story(state)
    call_next(story, facts, intent.reason)
    if ladder and story.state.ladder and not story.state.ladder.last_ring:
        return Refusal(Because.NOT_NOW, f"Nobody can be called: {how_it_stands(state)}. {NAME_SOMEBODY}")
    return story.events


def _is_typed_again(ladder: Ladder, reason: str, now: datetime) -> bool:
    """Whether this was asked for a moment ago and called somebody, and nobody took charge since.

    A call that opened the issue says why with it.
    """
    asked = [call for call in ladder.calls if call.because is Called.ASKED]
    if not asked or not ladder.last_ring or ladder.on_it or now - asked[-1].at > TYPED_AGAIN:
        return False
    return reason == (asked[-1].why or ladder.opened.note)


def _rings(state: Deployment, level: Level) -> bool:
    ladder, found = state.ladder, standing(state, level)
    assert ladder, "only asked while an issue is open"
    return bool(ladder.new(found.people) or set(found.absent) - set(ladder.absent))


def acknowledge(state: Deployment, intent: Acknowledge, facts: Facts) -> Decision:
    """Whoever was called takes charge; the lead says so of who was telephoned."""
    ladder = state.ladder
    if ladder is None:
        return _nobody_called(state)
    label = _recorded_for(ladder, intent.for_whom, facts.person)
    said = ladder.answer_of(label or facts.person.id)
    if said and said.takes_charge:
        return settled(f"Already acknowledged {_by(said, facts.person)} at {clock(said.at, state.zone)}.")
    level = ladder.level_of(label or facts.person.id)
    return (e.CallAcknowledged(at=facts.now, by=facts.actor, level=level, for_whom=label),)


def pass_on(state: Deployment, intent: PassOn, facts: Facts) -> Decision:
    """Not they: who else of the level is asked, else its deputies, else the next level, at once."""
    ladder = state.ladder
    if ladder is None:
        return _nobody_called(state)
    label = _recorded_for(ladder, intent.for_whom, facts.person)
    said = ladder.answer_of(label or facts.person.id)
    if said and not said.takes_charge:
        return settled(f"Already passed on {_by(said, facts.person)} at {clock(said.at, state.zone)}.")
    story = Story(state)
    level = ladder.level_of(label or facts.person.id)
    story.add(e.CallPassedOn(at=facts.now, by=facts.actor, level=level, for_whom=label))
    call_instead(story, facts, level)
    return story.events


def _recorded_for(ladder: Ladder, wanted: str, person: Person) -> str:
    """For whom without Slack somebody answers: whom they name; "" where they answer for themselves.

    Whoever names nobody and has nothing to answer themselves means who is to be telephoned: of the newest
    call the first, as its message has it.
    """
    if wanted in ladder.absent:
        return wanted
    is_asked = any(each.id == person.id for each in ladder.asked)
    has_answered = any(each.who == person.id for each in ladder.answers)
    if ladder.is_called(person) and (is_asked or has_answered or not ladder.to_telephone):
        return ""
    waited_for = ladder.to_telephone or ladder.absent
    newest = next(call for call in reversed(ladder.calls) if set(call.absent) & set(waited_for))
    return next(label for label in newest.absent if label in waited_for)


def _by(answer: Answer, person: Person) -> str:
    if answer.by is None or answer.by.id == person.id:
        return "by you"
    return f"by {answer.by.name}"


def stand_down(state: Deployment, intent: StandDown, facts: Facts) -> Decision:
    """Somebody's word that it is over."""
    ladder = state.ladder
    if ladder is None:
        return _nobody_called(state)
    if any(ladder.about):
        return Refusal(
            Because.NOT_NOW,
            f"The levels were called because of what is still open: {ladder.reason.note}. Once it is settled "
            f"they stand down by themselves.",
        )
    return (e.IssueOver(at=facts.now, by=facts.actor, why=intent.note),)


def acknowledged_outside(state: Deployment, intent: AcknowledgedOutside, facts: Facts) -> Decision:
    """A page was answered where it rang; no news where somebody of the level has it, or once it is over.

    What was said before the level was called for this issue, or was asked whether it still has it, answers
    something else: it comes late.
    """
    ladder, key = state.ladder, page_key(state.id, intent.level)
    if ladder is None:
        return ()
    level = next((each for each in ladder.levels if page_key(state.id, each) == key), None)
    if level is None or intent.at < ladder.asked_since(level):
        return ()
    if ladder.is_answered or any(answer.level == level for answer in ladder.on_it):
        return ()
    acknowledged = e.CallAcknowledged(
        at=facts.now, by=None, level=level, where=intent.where, said_by=intent.by
    )
    return (acknowledged,)


def note_on_call(state: Deployment, intent: NoteOnCall, facts: Facts) -> Decision:
    """Who is on call now; where the level was called, and nobody took charge, they are called as well.

    Of a shift of which nobody is in Slack the plan's own people are.
    """
    level = intent.level
    known = state.on_call.get(level, ()), state.on_call_strangers.get(level, ())
    if known == (intent.people, intent.strangers):
        return ()
    story = Story(state)
    noted = e.OnCallNoted(
        at=facts.now, by=None, level=level, people=intent.people, strangers=intent.strangers
    )
    story.add(noted)
    ladder, now = state.ladder, standing_now(story.state, facts.plan, level)
    if ladder and level in ladder.levels and not ladder.on_it and ladder.new(now.people):
        call_also(story, facts, level, now.people)
    return story.events


def how_it_stands(state: Deployment) -> str:
    """Who is on it, else who was called and when: for refusals, in plain text."""
    ladder = state.ladder or (state.ladders[-1] if state.ladders else None)
    if ladder is None:
        return "nobody was called"
    if ladder.over:
        by = f", by {ladder.over.by.name}" if ladder.over.by else ""
        return f"the issue is over since {clock(ladder.over.at, state.zone)}{by}"
    if ladder.on_it:
        on_it = (f"{whose(each)} at {clock(each.at, state.zone)}" for each in ladder.on_it)
        return f"acknowledged by {', '.join(on_it)}"
    called = (
        f"{call.level} {names(call.people) or ' or '.join(call.absent)} at {clock(call.at, state.zone)}"
        for call in ladder.calls
        if call.rings
    )
    who = ", ".join(called)
    return f"called were {who}" if who else NOBODY_IS_THERE


def whose(answer: Answer) -> str:
    """The name of whoever took charge."""
    return f"{answer.said_by} in {answer.where}" if answer.by is None else answer.for_whom or answer.by.name


def _nobody_called(state: Deployment) -> Refusal:
    return settled(f"Nobody is called for {state.id} now: {how_it_stands(state)}.")


def _refuse_uncalled(
    state: Deployment, _intent: Acknowledge | PassOn, facts: Facts, doing: str
) -> Refusal | None:
    """Those called; the lead, for who has to be telephoned. Where nobody is called that is said instead."""
    ladder, person = state.ladder, facts.person
    called = ladder or (state.ladders[-1] if state.ladders else None)
    if called and called.is_called(person):
        return None
    if state.lead.include(person) and (ladder is None or ladder.absent):
        return None
    if ladder is None:
        return not_yours(f"Only who is called may {doing}, and nobody is called now: {ask_lead(state)}.")
    who = names(ladder.people[:SHOWN]) or f"the {LEAD}, for who is telephoned ({ask_lead(state)})"
    more = f"`/deploy escalate {state.id} REASON` calls more"
    return not_yours(f"Only who is called may {doing}: {who}. {more}.")


def _refuse_stand_down(state: Deployment, _intent: StandDown, facts: Facts, doing: str) -> Refusal | None:
    ladder = state.ladder or (state.ladders[-1] if state.ladders else None)
    if state.lead.include(facts.person):
        return None
    if ladder and any(each.by and each.by.id == facts.person.id for each in ladder.on_it):
        return None
    return not_yours(f"Only the {LEAD}, or who took charge, may {doing}: {ask_lead(state)}.")


CALLED = Who(f"those called, and the {LEAD} for who is telephoned", _refuse_uncalled)
IN_CHARGE = Who(f"the {LEAD} or the lead's deputy, and who took charge", _refuse_stand_down)
