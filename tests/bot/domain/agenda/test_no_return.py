from datetime import datetime, timedelta

import pytest

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.agenda.no_return import ASKED_UNTIL, RULES, WORTH_TELLING_AGAIN
from bot.domain.agenda_events import key
from bot.domain.effects import MessageKind, PostMessage, RewriteMessages
from bot.domain.no_return import NEAR, REACHED, subject_of
from bot.domain.people import Holders
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.agenda.passing import passes
from tests.bot.domain.stories import Stage, at_state

MINUTE = timedelta(minutes=1)
POINT = p.END - 42 * MINUTE
"""When a rollback of the web shop must begin that finds maintenance mode on."""


def running(**roles: Holders) -> Stage:
    """The first step after Go runs."""
    stage = Stage(p.web_shop(), dict(p.roles(**roles))).to_deploying()
    stage.do(i.StartStep(step="5"), p.ANA)
    return stage


def due(stage: Stage) -> dict[str, datetime]:
    """When each rule speaks."""
    return {rule.name: item.due for rule in RULES for item in rule.items(stage.state, stage.plan)}


def said(stage: Stage) -> list[tuple[str, str]]:
    """What was posted of it so far: by which rule, to whom."""
    return [
        (effect.subject.split(" ")[0], effect.to)
        for effect in stage.history
        if isinstance(effect, PostMessage) and effect.subject.startswith((f"{NEAR} ", f"{REACHED} "))
    ]


def lead_heard(rule: str) -> list[tuple[str, str]]:
    """The lead and the deputy."""
    return [(rule, p.ANA.id), (rule, p.SAM.id)]


def test_it_is_told_ten_minutes_before_and_asked_about_at_its_minute() -> None:
    """In the thread and to the lead; then the lead is asked, once."""
    stage = running()
    assert {NEAR: POINT - 10 * MINUTE, REACHED: POINT} == due(stage)
    passes(stage, POINT - MINUTE)
    assert [(NEAR, ""), *lead_heard(NEAR)] == said(stage)
    passes(stage, p.END + timedelta(hours=3))
    assert [(NEAR, ""), *lead_heard(NEAR), *lead_heard(REACHED)] == said(stage)


@pytest.mark.parametrize("state", Lifecycle)
def test_it_is_no_matter_but_under_way(state: Lifecycle) -> None:
    """Not before anything was begun, not on the way back, not once it is over."""
    assert (state is Lifecycle.VERIFYING) is bool(due(at_state(state)))


def test_both_at_once_are_one() -> None:
    """Where a step that begins moves it into the past, the lead is asked at once, and told nothing before."""
    stage = Stage().to_deploying()
    stage.at = POINT + MINUTE
    stage.do(i.StartStep(step="5"), p.ANA)
    stage.wake(AGENDA_TIMER)
    assert lead_heard(REACHED) == said(stage)


def test_a_step_that_begins_rewrites_what_was_told() -> None:
    """More would have to be rolled back, so that the minute may be another; it is not told again."""
    stage = passes(running(), POINT - 5 * MINUTE)
    stage.do(i.FinishStep(step="5"), p.ANA)
    before = said(stage)
    stage.do(i.StartStep(step="6"), p.ANA)
    told = RewriteMessages(kind=MessageKind.REMINDER, subject=key(NEAR, subject_of(stage.state)))
    assert told in stage.effects()
    assert before == said(passes(stage, POINT - 2 * MINUTE))


@pytest.mark.parametrize("minutes", [9, 10])
def test_a_longer_window_has_a_point_of_its_own(minutes: int) -> None:
    """Told again where it is longer by ten minutes or more, and asked about in any case."""
    stage = passes(running(), POINT + MINUTE)
    stage.do(i.Extend(minutes=minutes, reason="slow"), p.ANA)
    before = len(said(stage))
    passes(stage, POINT + (minutes + 1) * MINUTE)
    is_told = timedelta(minutes=minutes) >= WORTH_TELLING_AGAIN
    assert ([(NEAR, ""), *lead_heard(NEAR)] if is_told else []) + lead_heard(REACHED) == said(stage)[before:]


def test_where_nobody_leads_the_thread_is_asked() -> None:
    """Somebody reads it there."""
    stage = running()
    roles = {**stage.roles, "deployment lead": Holders(unknown=("Ana Ruiz (+49 30 1)",))}
    stage.roles = roles
    stage.wake("roles")
    passes(stage, POINT + MINUTE)
    assert [(NEAR, ""), (REACHED, "")] == said(stage)


def test_the_question_is_good_for_two_hours() -> None:
    """After a longer pause nobody is asked about a minute that is long over."""
    stage = running()
    stage.at = POINT + ASKED_UNTIL + MINUTE
    stage.wake(AGENDA_TIMER)
    assert [] == said(stage)
