"""A second, naive reckoning of 6.2 agrees with the machine, whoever votes what and when, or is absent."""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings, strategies as st

from bot.domain import events as e, intents as i
from bot.domain.people import Holders, Person
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice
from bot.domain.refusals import Refusal
from bot.domain.waiting import Ask, waiting
from tests.bot.domain import asking as a, plans as p
from tests.bot.domain.stories import Stage

pytestmark = pytest.mark.uncounted

BACK, ON = Choice.ROLLBACK, Choice.CONTINUE
LEVEL = p.OMAR
VOTERS = (p.ANA, p.SAM, p.LEE, p.TESS, p.DBA, p.QUINN, LEVEL)
"""The lead and the lead's deputy, the Dev Lead and theirs, two who are on, and the first level."""
MINUTES = {Severity.CRITICAL: 2, Severity.HIGH: 15, Severity.MEDIUM: 30}
"""When those who may decide alone do."""
Seat = list[list[Person]]
"""The holders, and the deputies."""
SEATS: Mapping[str, Seat] = {
    "lead": [[p.ANA], [p.SAM]],
    "dev": [[p.LEE], [p.TESS]],
    "dba": [[p.DBA], []],
    "qa": [[p.QUINN], []],
}
CROSSED: Mapping[str, Seat] = {**SEATS, "lead": [[p.ANA], [p.LEE]]}
SHARED: Mapping[str, Seat] = {**SEATS, "dev": [[p.LEE], [p.SAM]]}
"""The Dev Lead is the lead's deputy; both have the same one."""
ALL, MOST = 99, 0
CELLS: Mapping[str, list[tuple[str, int]]] = {
    "Deployment Lead": [("lead", ALL)],
    "Deployment Lead + Dev Lead": [("lead dev", ALL)],
    "Team consensus": [("", ALL)],
    "Deployment Lead with DBA": [("lead dba", ALL)],
    "any two of Deployment Lead, Dev Lead, DBA": [("lead dev dba", 2)],
    "Majority of Deployment Lead, Dev Lead, DBA, QA Lead": [("lead dev dba qa", MOST)],
    "Deployment Lead and either Dev Lead or DBA": [("lead dev", ALL), ("lead dba", ALL)],
    "QA Lead, or at least two of Deployment Lead, Dev Lead, DBA": [("qa", ALL), ("lead dev dba", 2)],
    "Majority of the team": [("", MOST)],
    "anyone in the team": [("", 1)],
    "whoever answers first": [("lead", ALL)],
}
"""6.2's words, and who decides by them: which seats, and how many; without a seat those who are on."""
TEMPLATE = dict(zip(Severity, CELLS, strict=False))


@dataclass
class Naive:
    """Who may decide, written down as a person would who reads 6.2 aloud."""

    severity: Severity
    cell: str
    on: tuple[Person, ...]
    absent: frozenset[str] = frozenset()
    votes: dict[str, Choice] = field(default_factory=dict)
    minute: int = 0
    tied: bool = False
    named: Mapping[str, Seat] = field(default_factory=lambda: SEATS)

    @property
    def tables(self) -> list[tuple[list[Seat], int]]:
        """The seats of each way to decide as people are there, and how many of them have to agree."""
        ways = [([self.named[name] for name in names.split()], wanted) for names, wanted in CELLS[self.cell]]
        here = [([self.here(seat) for seat in seats], wanted) for seats, wanted in ways]
        if any(all(any(seat) for seat in seats) for seats, _ in here):
            here = [(seats, wanted) for seats, wanted in here if all(any(seat) for seat in seats)]
        found = []
        for seats, wanted in here:
            taken = self.taken(seats, by_people=wanted != ALL)
            needed = {MOST: len(taken) // 2 + 1}.get(wanted, min(wanted, len(taken)))
            if taken:
                found.append((taken, needed))
        return found

    def here(self, seat: Seat) -> Seat:
        """Those of a seat who are there."""
        return [[person for person in row if person.id not in self.absent] for row in seat]

    def taken(self, seats: list[Seat], *, by_people: bool) -> list[Seat]:
        """Each seat once, the lead's for one that is empty; those who are on, where none is named.

        Where it takes so many people, whoever sits on two seats sits on one.
        """
        lead = self.here(self.named["lead"])
        if not seats:
            seats = [[[person], []] for person in self.on if person.id not in self.absent]
        seats = [seat if any(seat) else lead for seat in seats or [lead]]
        seats = [seat for at, seat in enumerate(seats) if any(seat) and seat not in seats[:at]]
        sitters = [holders or deputies for holders, deputies in seats]
        if by_people:
            seats = [seat for at, seat in enumerate(seats) if sitters[at] not in sitters[:at]]
        sitting = [person for each in sitters for person in each]
        return [
            [holders, [person for person in deputies if not holders or person not in sitting]]
            for holders, deputies in seats
        ]

    def speaks(self, seat: Seat) -> Person | None:
        """Who speaks for a seat: its holder, else its deputy."""
        return next((person for row in seat for person in row if person.id in self.votes), None)

    def says(self, seat: Seat) -> Choice | None:
        """What a seat says."""
        speaker = self.speaks(seat)
        return self.votes[speaker.id] if speaker else None

    @property
    def to_press_again(self) -> set[str]:
        """Whose votes are enough by now, though nobody pressed since."""
        speakers = [self.speaks(seat) for _, seats in self.enough for seat in seats]
        return {person.id for person in speakers if person}

    @property
    def is_escalated(self) -> bool:
        """Whether one alone may decide by now."""
        return self.tied or self.minute >= MINUTES[self.severity]

    def note_tie(self) -> None:
        """All have said, and it is enough for nothing, whatever holders say who did not: it is escalated."""
        said = [self.says(seat) for seats, _ in self.tables for seat in seats]
        self.tied = self.tied or (None not in said and not self.enough and not self.is_hoped_for)

    @property
    def is_hoped_for(self) -> bool:
        """Whether holders who said nothing yet, but a deputy for them, may make it enough: all ways tried."""
        holders = {person.id for seats, _ in self.tables for seat in seats for person in seat[0]}
        silent = sorted(holders - self.votes.keys())
        for said in product(Choice, repeat=len(silent)):
            if replace(self, votes={**dict(zip(silent, said, strict=True)), **self.votes}).enough:
                return True
        return False

    def is_enough(self, seats: list[Seat], needed: int) -> bool:
        """So many seats agree; those for which one deputy speaks count as one."""
        speakers = [(seat[0], self.speaks(seat)) for seat in seats]
        stood_in = [who.id for holders, who in speakers if who and holders and who not in holders]
        return len(seats) - len(stood_in) + len(set(stood_in)) >= needed

    @property
    def enough(self) -> list[tuple[Choice, list[Seat]]]:
        """For what enough of a way's seats are, and which: not where enough are for both."""
        found = []
        for seats, needed in self.tables:
            by_choice = {choice: [seat for seat in seats if self.says(seat) is choice] for choice in Choice}
            full = [(choice, each) for choice, each in by_choice.items() if self.is_enough(each, needed)]
            found += full if len(full) == 1 else []
        return found

    @property
    def alone(self) -> set[str]:
        """Who decides alone once it is escalated: the level, the lead where nobody of it is there."""
        lead, dev = ({person.id for row in self.named[name] for person in row} for name in ("lead", "dev"))
        people = {LEVEL.id} - self.absent or lead - self.absent
        if self.severity is Severity.CRITICAL:
            people |= dev - self.absent
        seated = {q.id for seats, _ in self.tables for seat in seats for row in seat for q in row}
        return (people or seated) if self.is_escalated else set()

    def decided_by(self, person: Person, choice: Choice) -> bool:
        """Whether this press decides; the vote is among the votes already."""
        if person.id in self.alone or not self.tables:
            return True
        return any(
            said is choice and any(person in row for seat in theirs for row in seat)
            for said, theirs in self.enough
        )


DEPUTIES = {"apart": SEATS, "crossed": CROSSED, "shared": SHARED}


@cache
def prepared(severity: Severity, cell: str, on: tuple[Person, ...], who: str) -> Stage:
    """Asked by Devi, who decides nothing; the leads have deputies, and some are on."""
    lead, dev = (
        Holders(people=tuple(holders), deputies=tuple(deputies))
        for holders, deputies in (DEPUTIES[who]["lead"], DEPUTIES[who]["dev"])
    )
    roles = dict(p.roles(Deployment_Lead=lead, Dev_Lead=dev))
    plan = a.with_levels()
    if cell:
        plan = replace(plan, decisions=(a.rule(severity, cell, None),))
    stage = Stage(plan, roles).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    for person in on:
        stage.do(i.SayOn(), person)
    stage.do(i.RequestRollback(severity=severity, reason=a.WHY), p.DEV)
    return stage


def staged(
    severity: Severity, cell: str = "", on: tuple[Person, ...] = (p.DBA, p.QUINN), who: str = "apart"
) -> tuple[Stage, Naive]:
    """A question that was asked just now, and the reckoning of it."""
    stage = copy(prepared(severity, cell, on, who))
    stage.roles, stage.plans = dict(stage.roles), dict(stage.plans)
    return stage, Naive(severity=severity, cell=cell or TEMPLATE[severity], on=on, named=DEPUTIES[who])


def settled(stage: Stage) -> Choice | None:
    """How the question was answered."""
    if stage.state.rollback:
        return BACK
    return ON if stage.state.declined else None


def somebody_is_asked(stage: Stage) -> bool:
    """Whether an open question waits for somebody who can answer it."""
    (decision,) = [each for each in waiting(stage.state, stage.plan) if each.ask is Ask.DECISION]
    left = set(stage.state.left)
    return any(person.id not in left for person in decision.people)


Move = tuple[str, int, Choice]
"""Somebody votes, time passes, or somebody leaves: which, who or how long, and what for."""


def play(stage: Stage, naive: Naive, moves: list[Move]) -> None:
    """Both go through the moves, and are compared after each until it is decided."""
    for kind, number, choice in moves:
        person = VOTERS[number % len(VOTERS)]
        if kind == "vote":
            if person.id in naive.absent:
                continue
            decision = stage.ask(i.CastVote(choice=choice, reason="so it is"), person)
            if isinstance(decision, Refusal):
                tried = replace(naive, votes={**naive.votes, person.id: choice})
                assert not tried.decided_by(person, choice)
                continue
            naive.votes[person.id] = choice
            expected = choice if naive.decided_by(person, choice) else None
            assert expected is settled(stage)
            if expected:
                return
        elif kind == "wait":
            naive.minute += number % 7
            a.passes(stage, number % 7)
            assert settled(stage) is None
        elif person.id not in naive.absent and len(naive.absent) < 3:
            naive.absent |= {person.id}
            stage.leaves(person)
            naive.votes = {user: said for user, said in naive.votes.items() if user not in naive.absent}
            assert settled(stage) is None
        naive.note_tie()
        assert somebody_is_asked(stage)
        assert naive.to_press_again <= set(a.question(stage).again)
        assert naive.is_escalated is bool(a.question(stage).escalated_at) or bool(naive.absent)


def votes(people: int) -> Iterator[list[Move]]:
    """All that the first so many voters can say, in every order of two presses."""
    presses = [("vote", who, what) for who in range(people) for what in (BACK, ON)]
    for first, second in product(presses, repeat=2):
        yield [first, second]


@pytest.mark.parametrize("severity", list(Severity))
@pytest.mark.parametrize("waited", [0, 1, 2, 6])
def test_every_two_votes(severity: Severity, waited: int) -> None:
    """Whoever votes first and second, before and after the clock: both say the same."""
    for first, second in votes(len(VOTERS)):
        stage, naive = staged(severity)
        wait: list[Move] = [("wait", waited, ON)] * (5 if waited == 6 else 1)
        play(stage, naive, [first, *wait, second])


@pytest.mark.parametrize("who", ["crossed", "shared"])
def test_every_vote_of_a_deputy_of_two(who: str) -> None:
    """Whoever votes first and second, where the deputy is of both, or decides for themselves, too."""
    for first, second in votes(4):
        play(*staged(Severity.HIGH, who=who), [first, second])


@pytest.mark.parametrize("cell", list(CELLS)[3:])
def test_every_three_votes(cell: str) -> None:
    """By other words of 6.2: whoever votes first, second and third."""
    for moves in product([("vote", who, what) for who in (0, 2, 4) for what in (BACK, ON)], repeat=3):
        play(*staged(Severity.HIGH, cell, (p.DBA, p.QUINN, p.LEE)), list(moves))


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["vote", "vote", "vote", "wait", "leave"]),
        st.integers(0, 48),
        st.sampled_from(Choice),
    ),
    min_size=1,
    max_size=12,
)


STAGES = st.builds(
    staged,
    st.sampled_from(Severity),
    st.sampled_from(["", *CELLS]),
    st.sampled_from([(p.DBA, p.QUINN), (p.DBA, p.QUINN, p.LEE), ()]),
    st.sampled_from([*DEPUTIES]),
)


@settings(deadline=None)
@given(staged=STAGES, moves=MOVES)
def test_whatever_happens(staged: tuple[Stage, Naive], moves: list[Move]) -> None:
    """Votes, minutes, people who leave: nobody is forgotten, and nothing decides by itself."""
    play(*staged, moves)


DECIDING: Mapping[type[e.Event], str] = {e.RollbackDecided: "rollback", e.RollbackDeclined: "continue"}


@settings(deadline=None)
@given(staged=STAGES, moves=MOVES)
def test_only_a_vote_decides(staged: tuple[Stage, Naive], moves: list[Move]) -> None:
    """Each answer comes with a vote for it, by the same person at the same minute."""
    stage, naive = staged
    play(stage, naive, moves)
    for at, event in enumerate(stage.events):
        if type(event) in DECIDING:
            cast = [each for each in stage.events[:at] if isinstance(each, e.VoteCast)][-1]
            assert (event.by, event.at) == (cast.by, cast.at)
            assert DECIDING[type(event)] == cast.choice.value
