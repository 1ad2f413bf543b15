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


@dataclass
class Naive:
    """Who may decide, written down as a person would who reads 6.2 aloud."""

    severity: Severity
    absent: frozenset[str] = frozenset()
    votes: dict[str, Choice] = field(default_factory=dict)
    minute: int = 0
    tied: bool = False

    @property
    def seats(self) -> list[list[list[Person]]]:
        """Each seat: the holders who are there, and the deputies who are."""
        lead, dev, team = [[p.ANA], [p.SAM]], [[p.LEE], [p.TESS]], [[[p.DBA], []], [[p.QUINN], []]]
        seats = {Severity.CRITICAL: [lead], Severity.HIGH: [lead, dev], Severity.MEDIUM: team}[self.severity]
        here = [[[q for q in row if q.id not in self.absent] for row in seat] for seat in seats]
        taken = [seat for seat in here if seat[0] or seat[1]]
        if len(taken) < len(here) and self.severity is Severity.HIGH and taken:
            return taken[:1]
        if self.severity is Severity.MEDIUM and not taken:
            return replace(self, severity=Severity.CRITICAL).seats
        return taken

    def says(self, seat: list[list[Person]]) -> Choice | None:
        """What a seat says: its holder, else its deputy."""
        said = [self.votes[q.id] for row in seat for q in row if q.id in self.votes]
        return said[0] if said else None

    @property
    def is_escalated(self) -> bool:
        """Whether one alone may decide by now."""
        return self.tied or self.minute >= MINUTES[self.severity]

    def note_tie(self) -> None:
        """All have said, and not the same: from then on it is escalated."""
        said = [self.says(seat) for seat in self.seats]
        self.tied = self.tied or (None not in said and len(set(said)) > 1)

    @property
    def alone(self) -> set[str]:
        """Who decides alone once it is escalated."""
        people = {LEVEL.id}
        if self.severity is Severity.CRITICAL:
            people |= {p.LEE.id, p.TESS.id}
        seated = {q.id for seat in self.seats for row in seat for q in row}
        here = people - self.absent or {p.ANA.id, p.SAM.id} - self.absent or seated
        return here if self.is_escalated else set()

    def decided_by(self, person: Person, choice: Choice) -> bool:
        """Whether this press decides; the vote is among the votes already."""
        if person.id in self.alone or not self.seats:
            return True
        seated = [q.id for seat in self.seats for row in seat for q in row]
        return person.id in seated and all(self.says(seat) is choice for seat in self.seats)


def staged(severity: Severity) -> tuple[Stage, Naive]:
    """Both where they begin: the question is open, nobody has voted."""
    return copy(asked(severity)), Naive(severity=severity)


@cache
def asked(severity: Severity) -> Stage:
    """Asked by Devi, who decides nothing; the Dev Lead has a deputy, and two are on. It is played once."""
    roles = dict(p.roles(Dev_Lead=Holders(people=(p.LEE,), deputies=(p.TESS,))))
    stage = Stage(a.with_levels(), roles).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    for person in (p.DBA, p.QUINN):
        stage.do(i.SayOn(), person)
    stage.do(i.RequestRollback(severity=severity, reason=a.WHY), p.DEV)
    return stage


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


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["vote", "vote", "vote", "wait", "leave"]),
        st.integers(0, 48),
        st.sampled_from(Choice),
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None)
@given(severity=st.sampled_from(Severity), moves=MOVES)
def test_whatever_happens(severity: Severity, moves: list[Move]) -> None:
    """Votes, minutes, people who leave: nobody is forgotten, and nothing decides by itself."""
    play(*staged(severity), moves)


DECIDING: Mapping[type[e.Event], str] = {e.RollbackDecided: "rollback", e.RollbackDeclined: "continue"}


@settings(deadline=None)
@given(severity=st.sampled_from(Severity), moves=MOVES)
def test_only_a_vote_decides(severity: Severity, moves: list[Move]) -> None:
    """Each answer comes with a vote for it, by the same person at the same minute."""
    stage, naive = staged(severity)
    play(stage, naive, moves)
    for at, event in enumerate(stage.events):
        if type(event) in DECIDING:
            cast = [each for each in stage.events[:at] if isinstance(each, e.VoteCast)][-1]
            assert (event.by, event.at) == (cast.by, cast.at)
            assert DECIDING[type(event)] == cast.choice.value
