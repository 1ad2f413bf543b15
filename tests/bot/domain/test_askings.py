from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.agenda.question import HALF
from bot.domain.agenda_events import key
from bot.domain.askings import asking, asks, called_by, copies_of, is_behind, is_call_behind
from bot.domain.effects import MessageKind, PostMessage, RewriteMessages
from bot.domain.escalation_events import Called
from bot.domain.ladder import LevelCall
from bot.domain.people import Holders, Person
from bot.domain.plan import Severity
from bot.domain.question_parts import Asking, RollbackQuestion
from tests.bot.domain import asking as a, ladders as la, plans as p
from tests.bot.domain.stories import Stage

CROWD = tuple(f"UX{number}" for number in range(11))
REMINDER = key(HALF, "decision:1:0")
STAGE = a.asked(Severity.HIGH)


def at(minute: int, subject: str, *people: str) -> Asking:
    """Asked so many minutes past T-0."""
    return Asking(subject=subject, at=p.T0 + minute * a.MINUTE, people=people)


ASKED = replace(
    a.question(STAGE),
    askings=(
        at(0, "decision:1", p.ANA.id, p.LEE.id),
        at(1, "decision:1 2", p.ANA.id),
        at(2, "decision:1 3", *CROWD),
    ),
    reminded=(at(3, REMINDER, p.LEE.id),),
)


def test_each_asking_is_a_message_of_its_own() -> None:
    """The first goes by the question's own subject, others by their number; a crowd's to the thread."""
    posts = [
        PostMessage(kind=MessageKind.QUESTION, subject="decision:1", to=p.ANA.id),
        PostMessage(kind=MessageKind.QUESTION, subject="decision:1", to=p.LEE.id),
        PostMessage(kind=MessageKind.QUESTION, subject="decision:1 2", to=p.ANA.id),
        PostMessage(kind=MessageKind.QUESTION, subject="decision:1 3"),
    ]
    assert posts == [effect for number in (1, 2, 3) for effect in asking(ASKED, number)]


@pytest.mark.parametrize(
    ("asked", "subjects"),
    [
        (ASKED, ["decision:1", "decision:1 2", "decision:1 3"]),
        (replace(ASKED, askings=()), ["decision:1"]),
    ],
)
def test_every_copy_is_rewritten(asked: RollbackQuestion, subjects: list[str]) -> None:
    """Each asking's; the thread's, where nobody was asked directly."""
    expected = [RewriteMessages(kind=MessageKind.QUESTION, subject=subject) for subject in subjects]
    assert expected == copies_of(asked)


@pytest.mark.parametrize(
    ("subject", "to", "is_older"),
    [
        ("decision:1", p.ANA.id, True),
        ("decision:1 2", p.ANA.id, False),
        ("decision:1", p.LEE.id, True),
        (REMINDER, p.LEE.id, False),
        (REMINDER, p.ANA.id, False),
        ("decision:1", "", True),
        ("decision:1 3", "", False),
        (key(HALF, "decision:1:7"), p.ANA.id, True),
    ],
)
def test_who_was_asked_or_reminded_since_has_a_newer_message(subject: str, to: str, is_older: bool) -> None:
    """Only theirs is behind; the thread's is, once a crowd was asked there."""
    state = replace(STAGE.state, question=ASKED)
    assert is_older is is_behind(state, STAGE.plan, subject, to)
    assert not is_behind(replace(state, question=None), STAGE.plan, subject, to)


def test_a_reminder_of_another_severity_asks_nothing() -> None:
    """It says in a line what it is by now, so the question is where it was."""
    other = replace(ASKED, askings=ASKED.askings[:1], changes=1)
    assert not is_behind(replace(STAGE.state, question=other), STAGE.plan, "decision:1", p.LEE.id)


def telephoned() -> Stage:
    """The lead telephones both levels, at once, about what the lead decides, too."""
    rows = (la.row("L1", "Shops", "First response"), la.row("L2", "Ops", "First response"))
    roles = {"Shops": Holders(unknown=("Jo (+1 212 555 0203)",)), "Ops": Holders(unknown=("Kim (+1 212)",))}
    stage = la.stage_with(la.plan_with(*rows), **roles)
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason=a.WHY), p.DEV)
    return stage


def test_the_newest_call_asks_whether_to_roll_back() -> None:
    """Of several at once the last, as long as its reader is asked; whoever voted finds it where it was."""
    stage = telephoned()
    assert (True, False) == tuple(is_call_behind(stage.state, stage.plan, n, p.ANA.id) for n in (1, 2))
    stage.at += a.MINUTE
    a.passes(stage, 8)
    assert is_call_behind(stage.state, stage.plan, 2, p.ANA.id)
    assert asks(stage.state, stage.plan, p.ANA.id)
    stage.do(a.ROLLBACK, p.ANA)
    assert not asks(stage.state, stage.plan, p.ANA.id)
    assert not is_behind(stage.state, stage.plan, "decision:1", p.ANA.id)


def test_who_is_called_by_the_same_decision_is_asked_by_the_call_alone() -> None:
    """A tie calls the first level: the call asks, and what asks somebody later is newer, be it at once."""
    stage = a.asked(plan=a.with_levels())
    stage.do(a.ROLLBACK, p.LEE)
    stage.do(a.CONTINUE, p.ANA)
    assert () == a.question(stage).askings[-1].people
    assert not is_call_behind(stage.state, stage.plan, 1, p.OMAR.id)
    later = replace(a.question(stage).askings[-1], people=(p.OMAR.id,), subject="decision:1 3")
    assert 1 == later.calls
    question = replace(a.question(stage), askings=(*a.question(stage).askings, later))
    assert is_call_behind(replace(stage.state, question=question), stage.plan, 1, p.OMAR.id)


def test_a_call_by_hand_asks_nothing_else() -> None:
    """Where no question is open, or the issue is about something else, it is a call alone."""
    stage = la.escalated()
    assert not asks(stage.state, stage.plan, p.ANA.id)
    assert not is_call_behind(replace(stage.state, ladders=()), stage.plan, 1, p.ANA.id)


PEOPLE = tuple(Person(id=user, name=user) for user in CROWD)


@pytest.mark.parametrize(
    ("people", "absent", "through", "to"),
    [
        (PEOPLE[:2], (), (), CROWD[:2]),
        (PEOPLE, (), (), ("",)),
        ((), ("Jo (+1 212)",), (p.ANA.id,), (p.ANA.id,)),
        (PEOPLE[:1], ("Jo (+1 212)",), (CROWD[0], p.ANA.id), (CROWD[0], p.ANA.id)),
        ((), ("Jo (+1 212)",), (), ("",)),
        ((), (), (), ()),
    ],
)
def test_to_whom_a_call_goes(
    people: tuple[Person, ...], absent: tuple[str, ...], through: tuple[str, ...], to: tuple[str, ...]
) -> None:
    """To each, a crowd in the thread; of who has no Slack to whoever telephones, else to the thread."""
    call = LevelCall(level="L1", people=people, absent=absent, through=through, at=p.T0, because=Called.DUE)
    assert to == called_by(call)
