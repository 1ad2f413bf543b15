"""Who may answer the open rollback question now, and what their votes come to (section 6.2).

A place is a role, or a person in the team's consensus; a deputy's vote counts where no holder has voted, for
one place: nobody decides for two who are there. A role that nobody in Slack stands for falls to the lead;
with no lead either, everybody named may answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.binding import texts
from bot.domain.decision_makers import Makers, Quorum, makers
from bot.domain.levels import everybody, levels
from bot.domain.people import Person, unique
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
        """What was voted for it; two where those who hold it disagree."""
        return frozenset(votes[person.id].choice for person in self.counted(votes))

    def counted(self, votes: Votes) -> tuple[Person, ...]:
        """Whose votes are the place's: of those who hold it, else of deputies."""
        held = tuple(person for person in self.people if person.id in votes)
        return held or tuple(person for person in self.deputies if person.id in votes)

    def is_stood_in(self, votes: Votes) -> bool:
        """Whether deputies voted for holders who did not, but may."""
        counted = self.counted(votes)
        return bool(self.people and counted) and counted[0] not in self.people

    def unheard(self, votes: Votes) -> tuple[Person, ...]:
        """Those who hold it and did not vote."""
        return tuple(person for person in self.people if person.id not in votes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Places of which so many as are `needed` decide together; `by_people`, where as many people have to."""

    places: tuple[Place, ...]
    needed: int
    by_people: bool = False

    @property
    def is_all(self) -> bool:
        """Whether every place has to agree."""
        return self.needed == len(self.places)

    def votes_for(self, choice: Choice, votes: Votes) -> tuple[Place, ...]:
        """The places that voted for it."""
        return tuple(place for place in self.places if place.choices(votes) == {choice})

    def agreeing(self, votes: Votes) -> tuple[Place, ...]:
        """The places that voted for what enough of them did; none where that is both, or neither."""
        both = (self.votes_for(choice, votes) for choice in Choice)
        enough = [places for places in both if self._is_enough(places, votes)]
        return enough[0] if len(enough) == 1 else ()

    def _is_enough(self, places: tuple[Place, ...], votes: Votes) -> bool:
        stood_in = [place for place in places if place.is_stood_in(votes)]
        twice = max(len(stood_in) - len(_voters(stood_in, votes)), 0)
        people = _voters(places, votes)
        return len(places) - twice >= self.needed and (len(people) >= self.needed or not self.by_people)


def _voters(places: Iterable[Place], votes: Votes) -> frozenset[str]:
    return frozenset(person.id for place in places for person in place.counted(votes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Electorate:
    """Who decides: any one of the `benches`, or each of those who may `alone`.

    `later` are those who may alone once nobody has decided by `until` (aware UTC), and may object before.
    `is_quiet`: nothing speaks for a rollback any more, and anybody whose vote counts lets it go on.
    """

    makers: Makers
    benches: tuple[Bench, ...]
    alone: tuple[Person, ...]
    later: tuple[Person, ...]
    until: datetime
    is_quiet: bool = False

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place, each once."""
        return tuple(dict.fromkeys(place for bench in self.benches for place in bench.places))

    def may_vote(self, person: Person) -> bool:
        """Whether somebody's vote is taken now, be it as an objection."""
        may = (*self.alone, *self.later, *(each for place in self.places for each in place.all))
        return any(each.id == person.id for each in may)

    def instead_of(self, person: Person, votes: Votes) -> tuple[Person, ...]:
        """For whom a deputy's vote counts: those of one place, or of another, of whom none voted."""
        if any(each.id == person.id for each in self.alone):
            return ()
        found = (
            place.people
            for place in self.places
            if any(each.id == person.id for each in place.deputies) and place.unheard(votes) == place.people
        )
        return unique(holder for people in found for holder in people)

    def counted(self, votes: Votes) -> frozenset[str]:
        """Whose votes count now (by id)."""
        places = (person for place in self.places for person in place.counted(votes))
        return frozenset(person.id for person in (*self.alone, *places) if person.id in votes)

    def settles(self, person: Person, choice: Choice, votes: Votes) -> bool:
        """Whether somebody's vote, which is among the votes, decides for their choice."""
        if any(each.id == person.id for each in self.alone):
            return True
        if self.is_quiet and choice is Choice.CONTINUE:
            return any(_is_of(person, place) for place in self.places)
        return any(
            place.choices(votes) == {choice} and _is_of(person, place)
            for bench in self.benches
            for place in bench.agreeing(votes)
        )

    def is_tie(self, votes: Votes) -> bool:
        """Whether nobody's vote is missing, and no press would decide but another vote."""
        return not self._missing(votes) and not self._agreeing(votes) and not self._unheard(votes)

    def asked(self, votes: Votes) -> tuple[Person, ...]:
        """Who is asked: whose vote is missing, and who by one more press of theirs would decide it."""
        places = (*self._missing(votes), *self._agreeing(votes))
        people = tuple(person for place in places for person in place.all) or self._unheard(votes)
        return unique((*self.alone, *people))

    def sufficing(self, votes: Votes) -> tuple[Vote, ...]:
        """The votes from before that are enough by now: it is settled by who gave one, and presses again."""
        cast = (votes[person.id] for place in self._agreeing(votes) for person in place.counted(votes))
        return tuple({vote.by.id: vote for vote in cast}.values())

    def _missing(self, votes: Votes) -> tuple[Place, ...]:
        return tuple(place for place in self.places if not place.choices(votes))

    def _unheard(self, votes: Votes) -> tuple[Person, ...]:
        """Who, where every place has a vote and it is not enough, may still make it enough by their first.

        They hold a place for which a deputy voted, or somebody who counts but once.
        """
        found: list[Person] = []
        for choice in Choice:
            first = {
                person.id: Vote(by=person, at=self.until, choice=choice)
                for place in self.places
                for person in place.unheard(votes)
            }
            agreeing = (place for bench in self.benches for place in bench.agreeing({**first, **votes}))
            found += (person for place in agreeing for person in place.unheard(votes))
        return unique(found)

    def _agreeing(self, votes: Votes) -> tuple[Place, ...]:
        """Places that agree by votes from before: their number or the severity was another then."""
        return tuple(place for bench in self.benches for place in bench.agreeing(votes))


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
    read = makers(plan, question.severity, state.one_roles)
    benches = _benches(state, plan, read)
    is_escalated = question.escalated_at is not None
    others = _others(state, plan) if not read.within else ()
    called = _called(state, plan) if is_escalated else ()
    alone = unique((*others, *called)) if is_escalated else ()
    if is_escalated and not alone:
        alone = state.lead.all or unique(each for b in benches for place in b.places for each in place.all)
    return Electorate(
        makers=read,
        benches=benches,
        alone=alone,
        later=() if is_escalated else others,
        until=question.since + (read.within or OTHERS_AFTER),
        is_quiet=question.is_quiet,
    )


def _benches(state: Deployment, plan: Plan, read: Makers) -> tuple[Bench, ...]:
    """Where somebody stands for all roles of one quorum, it is theirs; else a role falls to the lead."""
    whole = tuple(quorum for quorum in read.quorums if all(state.holders(role).all for role in quorum.roles))
    wanted = whole or read.quorums
    filled = tuple(bench for quorum in wanted if (bench := _bench(state, plan, quorum)).places)
    if filled:
        return filled
    return tuple(Bench(places=(Place(role="", people=(person,)),), needed=1) for person in state.everyone)


def _bench(state: Deployment, plan: Plan, quorum: Quorum) -> Bench:
    """Where some of several are enough, one person is one of them, whatever roles they hold."""
    wanted = tuple(_place(state, role) for role in quorum.roles) or _team(state, plan)
    places = _each_for_their_own(_once((place for place in wanted if place.all), by_people=quorum.is_some))
    return Bench(places=places, needed=quorum.of(len(places)), by_people=quorum.is_some)


def _place(state: Deployment, role: str) -> Place:
    holders = state.holders(role)
    if not holders.all:
        holders = state.lead
    return Place(role=role, people=holders.people, deputies=holders.deputies)


def _once(places: Iterable[Place], *, by_people: bool) -> tuple[Place, ...]:
    """Places of the same people are one: a role that falls to the lead is the lead's."""
    found: dict[object, Place] = {}
    for place in places:
        key = (place.people or place.deputies) if by_people else (place.people, place.deputies)
        found.setdefault(key, place)
    return tuple(found.values())


def _each_for_their_own(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Whoever holds a place, if only as nobody else is left who does, is no deputy of who holds another."""
    holding = {person.id for place in places for person in place.people or place.deputies}
    return tuple(
        replace(place, deputies=tuple(each for each in place.deputies if each.id not in holding))
        if place.people
        else place
        for place in places
    )


def _team(state: Deployment, plan: Plan) -> tuple[Place, ...]:
    """Those who said that they are on and still stand for something; where nobody did, the roles of 1.2.

    Whoever is on speaks for themselves: no deputy does.
    """
    known = {person.id: person for text in texts(plan, state.one_roles) for person in state.holders(text).all}
    on = [known[user] for user in state.on if user in known]
    if on:
        return tuple(Place(role="", people=(person,)) for person in on)
    team = tuple(_place(state, member.role) for member in plan.team)
    return team or (_place(state, LEAD),)


def _others(state: Deployment, plan: Plan) -> tuple[Person, ...]:
    """Who may decide where whoever should at once is silent: the Dev Lead, and the first level of 9.2."""
    first = (person for level in levels(plan)[:1] for person in everybody(state, level))
    return unique((*state.holders(DEV_LEAD).all, *first))


def _called(state: Deployment, plan: Plan) -> tuple[Person, ...]:
    """Those of 9.2 who were called; while nobody was, the first level that somebody in Slack stands for."""
    called = state.ladder.people if state.ladder else ()
    if here := tuple(person for person in called if person.id not in state.left):
        return here
    found = (everybody(state, level) for level in levels(plan))
    return next((people for people in found if people), ())
