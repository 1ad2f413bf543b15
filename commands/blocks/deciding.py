"""Who decides about a rollback, until when, and what they said so far. All are mrkdwn."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.agenda.question import AT_ONCE_EVERY, STILL_EVERY
from bot.domain.approvals import ASKED_DIRECTLY
from bot.domain.decision_makers import Makers, makers
from bot.domain.electorate import Electorate, electors
from bot.domain.people import Person, unique
from bot.domain.plan import Plan, Severity
from bot.domain.question_events import VoteCast
from bot.domain.question_parts import Choice, Escalated, RollbackQuestion, Vote
from bot.domain.state import LEAD, Deployment
from bot.domain.times import minutes
from commands.blocks import phrases as ph
from commands.blocks.mrkdwn import NAME, clock_and_yours, mention, plain, quoted

CHOICES = {Choice.ROLLBACK: "Roll back", Choice.CONTINUE: "Continue"}
"""A vote by the word of its button."""
VOTES_SHOWN, WITH_REASONS = 4, 2
MENTIONED = 30
"""How many of a crowd are named in the thread, and so hear of it."""
REASON_SHOWN = 80
"""How much of a voter's reason stands beside others'."""


def waited_for(asked: RollbackQuestion, found: Electorate) -> tuple[Person, ...]:
    """Whose answer is missing; a deputy only where nobody else stands for a role."""
    if found.alone:
        return found.alone
    places = [place for place in found.places if not place.choices(asked.votes)]
    missing = unique(person for place in places for person in place.people or place.deputies)
    return missing or found.asked(asked.votes)


def who_decides(state: Deployment, plan: Plan, asked: RollbackQuestion, reader: str = "") -> str:
    """`@ana, @dev decide together until *23:29 CET (yours: 22:29)*`, by those whose answer is missing.

    `reader` is who alone reads it (a user's id). A crowd that is asked in the thread alone is mentioned.
    """
    found = electors(state, plan, asked)
    is_crowd = not reader and len(found.asked(asked.votes)) > ASKED_DIRECTLY
    by = clock_and_yours(found.until, state.zone)
    return _who_decides(asked, found, by, reader, MENTIONED if is_crowd else ph.PEOPLE_SHOWN)


def _who_decides(
    asked: RollbackQuestion, found: Electorate, by: str, reader: str = "", most: int = ph.PEOPLE_SHOWN
) -> str:
    if found.is_quiet:
        seated = (person for place in found.places for person in place.people or place.deputies)
        people = unique((*seated, *found.alone))
        return f"nothing of it holds any more: one *Continue* of {_any_of(people, most)} is enough"
    if enough := found.sufficing(asked.votes):
        until = f"time is up at *{by}*" if found.makers.within and not asked.escalated_at else ""
        alone = f"or {_any_of(found.alone)} decides alone" if found.alone else ""
        return ph.sentence(_press_again(enough, reader), until, alone)
    people = waited_for(asked, found)
    if asked.escalated_at:
        return f"{_any_of(people, most)} decides alone now"
    if not found.makers.within:
        return f"{_deciders(found, people, most)} now"
    if any(place.choices(asked.votes) for place in found.places):
        return f"it waits for {_so_many_more(found, asked)}{ph.mentions(people, most)} until *{by}*"
    return f"{_deciders(found, people, most)} until *{by}*"


def standing_in(state: Deployment, plan: Plan, asked: RollbackQuestion, reader: str) -> str:
    """`you may answer for @ana`, to a deputy who reads it alone; "" to everybody else."""
    found = electors(state, plan, asked)
    holders = found.instead_of(Person(id=reader, name=""), asked.votes)
    return f"you may answer for {_any_of(holders)}" if holders and reader not in asked.votes else ""


def _deciders(found: Electorate, people: Sequence[Person], most: int) -> str:
    """`@ana, @lee decide together`, `@lee or @dora decides`, `any 2 of @ana, @lee, @dora decide`."""
    if not people[1:]:
        return f"{_any_of(people, most)} decides"
    who = ph.mentions(people, most)
    if len(found.benches) > 1:
        return f"{who} may decide"
    (bench,) = found.benches
    if not bench.is_all:
        return f"any {bench.needed} of {who} decide"
    if len(bench.places) == 1:
        return f"{_any_of(people, most)} decides"
    are_single = all(len(place.people or place.deputies) == 1 for place in bench.places)
    return f"{who} decide together" if are_single else f"{who} decide together, one for each role"


def _so_many_more(found: Electorate, asked: RollbackQuestion) -> str:
    """How many more of those who are waited for are enough, if they agree with most of the others.

    "" where it takes all of them, or there is more than one way to decide.
    """
    bench = found.benches[0]
    if len(found.benches) > 1 or bench.is_all:
        return ""
    most = max(len(bench.votes_for(choice, asked.votes)) for choice in Choice)
    return f"{max(bench.needed - most, 1)} more of "


def _press_again(enough: Sequence[Vote], reader: str) -> str:
    """`@ana or @lee settles it by pressing Roll back again`; whoever reads it alone is spoken to."""
    by_choice = {choice: [vote.by for vote in enough if vote.choice is choice] for choice in Choice}
    for choice, people in by_choice.items():
        others = [person for person in people if person.id != reader]
        if len(others) < len(people):
            theirs = f" and that of {ph.mentions(others)} are" if others else " is"
            return f"your *{CHOICES[choice]}*{theirs} enough by now: press it again to settle it"
    return "; ".join(
        f"{_any_of(people)} settles it by pressing *{CHOICES[choice]}* again"
        for choice, people in by_choice.items()
        if people
    )


def _any_of(people: Sequence[Person], most: int = ph.PEOPLE_SHOWN) -> str:
    """`@lee or @omar`, `one of @lee, @omar, @ned and 2 more`."""
    if len(people) > ph.PEOPLE_SHOWN:
        return f"one of {ph.mentions(people, most)}"
    return " or ".join(mention(person) for person in people) or "nobody in Slack"


def by_when(state: Deployment, plan: Plan, asked: RollbackQuestion) -> datetime | None:
    """Until when it is to be decided; `None` where that is now."""
    found = electors(state, plan, asked)
    return None if asked.escalated_at or not found.makers.within else found.until


def what_then(state: Deployment, plan: Plan, asked: RollbackQuestion) -> str:
    """Who may decide otherwise, and from when; after that, why they may."""
    found = electors(state, plan, asked)
    return ph.sentence(_what_then(state, plan, asked, found), _not_understood(found.makers))


def _what_then(state: Deployment, plan: Plan, asked: RollbackQuestion, found: Electorate) -> str:
    every = STILL_EVERY if found.makers.within else AT_ONCE_EVERY
    reminded = f"reminded every {minutes(round(every / timedelta(minutes=1)))}"
    if asked.escalated_at:
        is_tie = asked.escalated_why is Escalated.TIE
        why = "those who decide disagree" if is_tie else "it was not decided in time"
        return f"escalated {ph.hour(state, asked.escalated_at)}: {why}; {reminded}"
    called = "the next level of 9.2 is called" if plan.contacts else ""
    if found.makers.within:
        return f"undecided then: {called or f'the {LEAD} decides alone'}"
    from_ = clock_and_yours(found.until, state.zone)
    if found.later:
        return f"from *{from_}* {_any_of(found.later)} may decide alone"
    return f"undecided at *{from_}*: {called or reminded}"


def _not_understood(read: Makers) -> str:
    """What 6.2 says where it is not understood; "" where it is."""
    if read.is_understood:
        return ""
    return f"6.2 says {quoted(read.text, NAME)}, which is not understood: the {LEAD} decides"


def votes(state: Deployment, plan: Plan, asked: RollbackQuestion) -> str:
    """`Roll back: Ana Ruiz 23:15; Lee Park objects: Continue, “cache warming”`; "" before the first."""
    found = electors(state, plan, asked)
    counted = found.counted(asked.votes)
    cast = sorted(asked.votes.values(), key=lambda vote: vote.at)
    said = [
        _group(state, choice, [v for v in cast if v.choice is choice and v.by.id in counted])
        for choice in Choice
    ]
    beside = [_beside(vote) for vote in cast if vote.by.id not in counted]
    return ph.sentence(*said, ph.listed(beside, VOTES_SHOWN, "; "))


def _group(state: Deployment, choice: Choice, cast: Sequence[Vote]) -> str:
    if not cast:
        return ""
    if len(cast) > WITH_REASONS:
        shown = ph.listed([ph.person_name(vote.by, ph.BRIEF) for vote in cast], VOTES_SHOWN)
        return f"*{CHOICES[choice]} ({len(cast)}):* {shown}{_why(state, cast[-1])}"
    names = [
        f"{ph.person_name(vote.by, ph.BRIEF)}{instead_of(vote)} {ph.hour(state, vote.at)}{_why(state, vote)}"
        for vote in cast
    ]
    return f"*{CHOICES[choice]}:* {ph.listed(names, VOTES_SHOWN)}"


def instead_of(vote: Vote | VoteCast) -> str:
    """` for Ana Ruiz`, of a deputy's vote; ` for Ana Ruiz or Lee Park` where it may be either's."""
    names = " or ".join(ph.person_name(person, ph.BRIEF) for person in vote.instead_of[: ph.PEOPLE_SHOWN])
    return f" for {names}" if names else ""


def _why(state: Deployment, vote: Vote) -> str:
    """Of Continue, why and until when; a rollback speaks for itself."""
    if vote.choice is Choice.ROLLBACK:
        return ""
    again = f", ask again {ph.hour(state, vote.ask_again_at)}" if vote.ask_again_at else ""
    return f", {quoted(vote.reason, REASON_SHOWN)}{again}"


def _beside(vote: Vote) -> str:
    """What somebody said who does not decide it now."""
    name = ph.person_name(vote.by, ph.BRIEF)
    if vote.choice is Choice.ROLLBACK:
        return f"{name} is for a rollback"
    return f"{name} objects: Continue, {quoted(vote.reason, REASON_SHOWN)}"


def severity_named(asked: RollbackQuestion) -> str:
    """`Critical (proposed)`, or by whom it was said since."""
    said = f"as {ph.person_name(asked.severity_by, ph.BRIEF)} says" if asked.severity_by else "proposed"
    return f"{asked.severity.capitalize()} ({said})"


def asked_in_short(state: Deployment, plan: Plan, asked: RollbackQuestion) -> str:
    """`*Roll back?* High, asked since 23:14; @ana decides until *23:29*`: in the status message."""
    since, found = ph.hour(state, asked.opened_at), electors(state, plan, asked)
    who = _who_decides(asked, found, ph.hour(state, found.until))
    return f"*Roll back?* {asked.severity.capitalize()}, asked since {since}; {who}"


def matrix(plan: Plan) -> str:
    """`Critical: Deployment Lead, at once; High: …, within 15 min`: 6.2 in a line."""
    return "; ".join(_row(plan, severity) for severity in Severity)


def _row(plan: Plan, severity: Severity) -> str:
    read = makers(plan, severity)
    within = round(read.within / timedelta(minutes=1))
    when = f"within {minutes(within)}" if within else "at once"
    who = plain(read.text, NAME)
    if not read.is_understood:
        who = f"{LEAD} ({quoted(read.text, NAME)} is not understood)"
    return f"{severity.capitalize()}: {who}, {when}"
