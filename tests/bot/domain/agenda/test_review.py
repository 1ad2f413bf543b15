from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.agenda.review import RULES, rule_name
from bot.domain.approvals import ASKED_DIRECTLY
from bot.domain.effects import MessageKind, PostMessage, RewriteMessages
from bot.domain.people import Holders, Person
from bot.domain.questions import review_question
from bot.domain.react import react
from bot.domain.surroundings import Surroundings
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

HOUR = timedelta(hours=1)
BY_HOURS = dict(zip((48, 24, 4), RULES, strict=True))


def in_review(hours: float = 50) -> Stage:
    """In review since so many hours before the window."""
    stage = Stage()
    stage.at = p.T0 - hours * HOUR
    return stage.to_review()


def minutes_of(stage: Stage) -> list[datetime]:
    """When reminders are due."""
    return [item.due for rule in RULES for item in rule.items(stage.state, stage.plan)]


def reminded(stage: Stage, hours: int) -> list[str]:
    """Who is reminded so many hours before the window."""
    effects = BY_HOURS[hours].says(stage.state, review_question(stage.state), stage.plan)
    expected_kind = f"{rule_name(hours)} {review_question(stage.state)}"
    found = [each for each in effects if isinstance(each, PostMessage)]
    assert {(MessageKind.REMINDER, expected_kind)} >= {(each.kind, each.subject) for each in found}
    return [each.to for each in found]


@pytest.mark.parametrize(
    ("asked", "hours"),
    [(50, [48, 24, 4]), (48, [24, 4]), (24.1, [24, 4]), (24, [4]), (4, []), (1, [])],
)
def test_a_review_is_reminded_of_three_times(asked: float, hours: list[int]) -> None:
    """48, 24 and 4 hours before the window; not at a minute at which it was only asked for."""
    assert [p.T0 - each * HOUR for each in hours] == minutes_of(in_review(asked))


def test_what_is_asked_anew_counts_from_then() -> None:
    """After an amendment nobody is reminded at once of what they were just asked."""
    stage = in_review()
    stage.at = p.T0 - 23 * HOUR
    assert stage.state.submitted
    amended = replace(stage.state, revised=replace(stage.state.submitted, at=stage.at))
    assert [p.T0 - 4 * HOUR] == [item.due for rule in RULES for item in rule.items(amended, stage.plan)]


def test_without_a_window_or_a_review_there_is_nothing_to_remind_of() -> None:
    """A draft, an approved plan, and one whose window nobody knows."""
    stage = in_review()
    without = replace(stage.state, window_start=None)
    assert [] == [item for rule in RULES for item in rule.items(without, stage.plan)]
    assert [] == minutes_of(Stage().open())
    assert [] == minutes_of(Stage().to_approved())


def test_who_has_signed_is_not_reminded() -> None:
    """Those who still have to are, each once."""
    stage = in_review()
    stage.do(i.GiveSignOff(), p.PIA)
    assert [person.id for person in p.SIGNERS[1:]] == reminded(stage, 48)


def test_deputies_are_reminded_from_a_day_before() -> None:
    """Beside those whom they stand for."""
    held = Holders(people=(p.SEC,), deputies=(p.NED,))
    stage = Stage(roles=dict(p.roles(Security_Lead=held)))
    stage.at = p.T0 - 50 * HOUR
    stage.to_review()
    assert p.NED.id not in reminded(stage, 48)
    assert p.NED.id in reminded(stage, 24)
    assert p.NED.id in reminded(stage, 4)


def test_a_role_of_many_is_reminded_in_the_thread() -> None:
    """As it was asked there."""
    many = tuple(Person(id=f"U1{n:02}", name=f"Dev {n}") for n in range(ASKED_DIRECTLY + 1))
    stage = Stage(plan=p.small(), roles=dict(p.roles(Product_Owner=Holders(people=many))))
    stage.at = p.T0 - 50 * HOUR
    assert [""] == reminded(stage.to_review(), 48)


def test_a_withdrawn_approval_is_asked_for_from_then_on() -> None:
    """What was approved when a reminder's minute came needs none of it once it is in review again."""
    stage = Stage()
    stage.at = p.T0 - 50 * HOUR
    stage.to_approved()
    stage.at = p.T0 - 20 * HOUR
    stage.do(i.WithdrawSignOff(wanted="1 doubt"), p.PIA)
    assert [p.T0 - 4 * HOUR] == minutes_of(stage)


def test_a_reminder_loses_its_buttons_when_it_begins() -> None:
    """As the request does; and it shows what stands beside the plan now, until then."""
    stage = in_review()
    stage.at = p.T0 - 48 * HOUR
    stage.wake(AGENDA_TIMER)
    expected = RewriteMessages(
        kind=MessageKind.REMINDER, subject=f"{rule_name(48)} {review_question(stage.state)}"
    )
    changed = e.SurroundingsChanged(at=stage.at, by=None, surroundings=Surroundings(), is_news=False)
    assert expected in react(stage.state, [(1, changed)], stage.plan)
    for signer in p.SIGNERS:
        stage.do(i.GiveSignOff(), signer)
    stage.at = p.T0 - HOUR
    stage.do(i.Begin(override="known"), p.ANA)
    assert expected in stage.effects()
