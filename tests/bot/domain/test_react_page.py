from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.effects import MessageKind, PostMessage, RewriteMessages
from bot.domain.facts import Decision
from bot.domain.people import Person
from bot.domain.plan import Channel
from bot.domain.react_page import page_followed
from bot.domain.state_parts import Announced
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.bot.domain.test_status_page import given_up, maintenance_on, on_page, paged, row, shown

MADE = PostMessage(kind=MessageKind.PAGE, to="status page")
REWRITTEN = RewriteMessages(kind=MessageKind.PAGE)


def followed(stage: Stage) -> list[PostMessage | RewriteMessages]:
    """What the last decision leads to on the page."""
    return [
        each
        for each in stage.effects()
        if isinstance(each, PostMessage | RewriteMessages) and each.kind is MessageKind.PAGE
    ]


def test_the_entry_is_made_with_the_approval() -> None:
    """Nothing leaves for a plan that is not approved."""
    stage = on_page().to_approved()
    assert [MADE] == [each for each in stage.history if each in {MADE, REWRITTEN}]
    assert [MADE] == followed(stage)
    assert Announced(at=stage.at, window=(p.T0, p.END)) == stage.state.announced


@pytest.mark.parametrize(
    ("ways", "is_asked", "on_page"),
    [
        (frozenset({Channel.SLACK}), True, False),
        (frozenset(Channel), True, True),
        (frozenset(Channel), False, None),
    ],
)
def test_it_is_said_at_the_approval_whether_customers_are_told(
    ways: frozenset[Channel], *, is_asked: bool, on_page: bool | None
) -> None:
    """Only where the plan asks for the page, and it is set up, is anything to be done there."""
    stage = Stage(paged() if is_asked else paged(row(1, "Soon", -60, Channel.EMAIL)))
    stage.ways = ways
    stage.to_approved()
    assert on_page == getattr(stage.last[-1], "on_page", "no approval")
    assert bool(on_page) == bool([each for each in stage.history if each in {MADE, REWRITTEN}])
    stage.do(i.Cancel(reason="the supplier is down"), p.ANA)
    assert bool(on_page) == bool(followed(stage))


def test_every_change_of_what_it_shows_is_followed() -> None:
    """From approval to completion, the way back, a move: no decision changes it in silence."""
    for way in (Stage.to_completed, Stage.to_rolled_back, Stage.to_cancelled, Stage.to_missed, _moved):
        stage = _Watched(paged())
        stage.ways = frozenset(Channel)
        way(stage)
        assert stage.changes >= 2
        assert () == stage.unseen


def test_what_the_lead_says_differently_is_read_there() -> None:
    """A row of 9.1 has the words that it was given last."""
    stage = on_page().to_approved()
    stage.do(i.EditNotice(wanted="2 The shop is read-only for an hour"), p.ANA)
    assert [REWRITTEN] == followed(stage)
    assert shown(stage)[1].startswith("The shop is read-only for an hour. Planned for")


def test_a_longer_window_is_told() -> None:
    """Also when it was said to take longer: there is a time again."""
    stage = on_page().to_deploying()
    stage.at = p.END
    stage.wake(AGENDA_TIMER)
    assert "It takes longer than planned" in shown(stage)[1]
    stage.do(i.Extend(minutes=30, reason="the caches are slow"), p.ANA)
    assert [REWRITTEN] == followed(stage)
    assert "Planned to end by Wed 2 Dec 01:30 CET" in shown(stage)[1]


def test_most_presses_leave_it_alone() -> None:
    """A step that is not about maintenance mode, or is only called, is nothing that customers notice."""
    stage = on_page().to_pre_deployment()
    assert [] == followed(stage)
    stage.do(i.FinishStep(step="1"), stage.state.holders("DBA").all[0])
    assert [] == followed(stage)
    stage.do(i.AddNote(text="all is well"), p.ANA)
    assert [] == followed(stage)
    assert [REWRITTEN] == followed(maintenance_on(on_page()))


def test_who_was_told_hears_also_when_the_plan_does_not_ask_any_more() -> None:
    """A row that was taken out takes nothing back that was said."""
    stage = on_page().to_approved()
    plan = replace(stage.plan, notifications=())
    stage.do(i.Cancel(reason="the supplier is down"), p.ANA)
    assert [REWRITTEN] == page_followed(stage.state, stage.last, plan)


class _Watched(Stage):
    """Notes each decision after which the page is to show something else, and those that do not say so."""

    changes = 0
    unseen: tuple[i.Intent, ...] = ()

    def ask(self, intent: i.Intent, by: Person | None) -> Decision:
        """Decide, and compare what it shows."""
        before = shown(self) if self._state and self.state.announced else None
        decision = super().ask(intent, by)
        if self._state and self.state.announced and shown(self) != before:
            self.changes += 1
            if not followed(self):
                self.unseen = (*self.unseen, intent)
        return decision


def _moved(stage: Stage) -> Stage:
    given_up(stage, anew=True).walk()
    for by in (p.OMAR, p.CARLA):
        stage.do(i.GiveSignOff(), by)
    stage.at = p.T0 + timedelta(hours=23)
    stage.do(i.Begin(), p.ANA)
    return stage.walk()
