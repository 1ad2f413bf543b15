"""Who may answer the open rollback question now, and what their votes come to (section 6.2).

A place is a role, or a person in the team's consensus; a deputy's vote counts where no holder has voted. A
role that nobody in Slack stands for falls to the lead; with no lead either, everybody named may answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.binding import texts
from bot.domain.decision_makers import Makers, makers
from bot.domain.people import NOBODY, Holders, Person, unique
from bot.domain.plan import Plan
from bot.domain.question_parts import Choice, RollbackQuestion, Vote
from bot.domain.remembering import remembered
from bot.domain.state import DEV_LEAD, LEAD, Deployment

OTHERS_AFTER = timedelta(minutes=2)
"""Where it is decided at once and nobody does, others may after so long."""
Votes = Mapping[str, Vote]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One whose agreement is needed: a role as the plan writes it, "" for a person of the consensus."""

    role: str
    people: tuple[Person, ...]
    deputies: tuple[Person, ...] = ()

    @property
    def all(self) -> tuple[Person, ...]:
        """Everybody whose vote may stand for the place."""
        return unique((*self.people, *self.deputies))

    def choices(self, votes: Votes) -> frozenset[Choice]:
        """What was voted for it: by whoever holds it, else by deputies; two where they disagree."""
        for people in (self.people, self.deputies):
            if found := frozenset(votes[person.id].choice for person in people if person.id in votes):
                return found
        return frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Electorate:
    """Who decides: all places of one of `alternatives`, or each of those who may `alone`.

    `later` are those who may alone once nobody has decided by `until` (aware UTC), and may object before.
    """

    makers: Makers
    alternatives: tuple[tuple[Place, ...], ...]
    alone: tuple[Person, ...]
    later: tuple[Person, ...]
    until: datetime

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place, each once."""
        return tuple(dict.fromkeys(place for places in self.alternatives for place in places))

    def may_vote(self, person: Person) -> bool:
        """Whether somebody's vote is taken now, be it as an objection."""
        may = (*self.alone, *self.later, *(each for place in self.places for each in place.all))
        return any(each.id == person.id for each in may)

    def settles(self, person: Person, choice: Choice, votes: Votes) -> bool:
        """Whether somebody's vote, which is among the votes, decides for their choice."""
        if any(each.id == person.id for each in self.alone):
            return True
        return any(
            _agree(places, votes) == {choice} and any(_is_of(person, place) for place in places)
            for places in self.alternatives
        )

    def is_tie(self, votes: Votes) -> bool:
        """Whether everybody has voted, and no press of theirs would decide but another vote."""
        return not self._missing(votes) and not self._agreeing(votes)

    def asked(self, votes: Votes) -> tuple[Person, ...]:
        """Who is asked: whose vote is missing, and who by one more press of theirs would decide it."""
        places = (*self._missing(votes), *self._agreeing(votes))
        return unique((*self.alone, *(person for place in places for person in place.all)))

    def _missing(self, votes: Votes) -> tuple[Place, ...]:
        return tuple(place for place in self.places if not place.choices(votes))

    def _agreeing(self, votes: Votes) -> tuple[Place, ...]:
        """Places that agree by votes from before: their number or the severity was another then."""
        found = (places for places in self.alternatives if len(_agree(places, votes)) == 1)
        return tuple(place for places in found for place in places)


def _agree(places: Iterable[Place], votes: Votes) -> frozenset[Choice]:
    """The one choice of all the places; none, or both, where they do not agree."""
    choices = [place.choices(votes) for place in places]
    return frozenset[Choice]().union(*choices) if all(choices) else frozenset()


def _is_of(person: Person, place: Place) -> bool:
    return any(person.id == each.id for each in place.all)


def electorate(state: Deployment, plan: Plan) -> Electorate:
    """Who may answer the question that is open."""
    if state.question is None:
        raise ValueError(f"no rollback question is open in {state.id}")
    return electors(state, plan, state.question)


@remembered
def electors(state: Deployment, plan: Plan, question: RollbackQuestion) -> Electorate:
    """Who may answer a question, as people stand for the roles now."""
    read = makers(plan, question.severity)
    alternatives = _alternatives(state, plan, read)
    is_escalated = question.escalated_at is not None
    others = _others(state, plan) if not read.within else ()
    called = _called(state, plan) if is_escalated else ()
    alone = unique((*others, *called)) if is_escalated else ()
    if is_escalated and not alone:
        alone = state.lead.all or unique(each for places in alternatives for p in places for each in p.all)
    return Electorate(
        makers=read,
        alternatives=alternatives,
        alone=alone,
        later=() if is_escalated else others,
        until=question.since + (read.within or OTHERS_AFTER),
    )


def _alternatives(state: Deployment, plan: Plan, read: Makers) -> tuple[tuple[Place, ...], ...]:
    if read.consensus:
        wanted = [_consensus(state, plan)]
    else:
        wanted = [tuple(_place(state, role) for role in roles) for roles in read.alternatives]
    filled = tuple(found for places in wanted if (found := _once(place for place in places if place.all)))
    if filled:
        return filled
    return tuple((Place(role="", people=(person,)),) for person in state.everyone)


def _place(state: Deployment, role: str) -> Place:
    holders = state.holders(role)
    if not holders.all:
        holders = state.lead
    return Place(role=role, people=holders.people, deputies=holders.deputies)


def _once(places: Iterable[Place]) -> tuple[Place, ...]:
    """Places of the same people are one: a role that falls to the lead is the lead's."""
    return tuple({(place.people, place.deputies): place for place in reversed(tuple(places))}.values())[::-1]


def _consensus(state: Deployment, plan: Plan) -> tuple[Place, ...]:
    """Those who said that they are on and still stand for something; where nobody did, the roles of 1.2."""
    holders = [state.holders(text) for text in texts(plan)]
    known = {person.id: person for held in holders for person in held.all}
    on = [known[user] for user in state.on if user in known]
    if on:
        return tuple(_of_person(person, holders) for person in on)
    team = tuple(_place(state, member.role) for member in plan.team)
    return team or (_place(state, LEAD),)


def _of_person(person: Person, holders: Iterable[Holders]) -> Place:
    held = (each for each in holders if any(person.id == holder.id for holder in each.people))
    deputies = unique(deputy for each in held for deputy in each.deputies if deputy.id != person.id)
    return Place(role="", people=(person,), deputies=deputies)


def _others(state: Deployment, plan: Plan) -> tuple[Person, ...]:
    """Who may decide where whoever should at once is silent: the Dev Lead, and the first level of 9.2."""
    first = state.holders(plan.contacts[0].contact) if plan.contacts else NOBODY
    return unique((*state.holders(DEV_LEAD).all, *first.all))


def _called(state: Deployment, plan: Plan) -> tuple[Person, ...]:
    """Those of 9.2 who were called; while nobody was, the first level that somebody in Slack stands for."""
    called = state.ladder.people if state.ladder else ()
    if here := tuple(person for person in called if person.id not in state.left):
        return here
    levels = (state.holders(contact.contact).all for contact in plan.contacts)
    return next((people for people in levels if people), ())
