from dataclasses import replace

from bot.domain import intents as i
from bot.domain.effects import MessageKind, PostMessage
from bot.domain.events import Event, RolledBack
from bot.domain.people import NOBODY
from bot.domain.react_post_mortem import timeline_handed
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage


def page(subject: str, to: str = "") -> PostMessage:
    """One page of the timeline."""
    return PostMessage(kind=MessageKind.TIMELINE, subject=subject, to=to)


def handed(stage: Stage, last: int, *events: Event) -> list[object]:
    """What the last decision, or these events, hand over; the first is numbered `last`."""
    return list(timeline_handed(stage.state, enumerate(events or stage.last, last), stage.plan))


def test_rolled_back_hands_it_to_thread_and_owner() -> None:
    """All its pages, to both; where nobody is left to own it, to the thread alone."""
    stage = Stage().to_rolled_back()
    over = RolledBack(at=stage.at, by=None)
    assert [page("1/1:99"), page("1/1:99", p.ANA.id)] == handed(stage, 99, over)
    both = ["1/2:130", "2/2:130"]
    expected = [*map(page, both), *(page(each, p.ANA.id) for each in both)]
    assert expected == handed(stage, 130, over)
    without = replace(stage.state, roles=dict.fromkeys(stage.state.roles, NOBODY))
    assert [page("1/1:99")] == timeline_handed(without, [(99, over)], stage.plan)


def test_whoever_takes_it_on_is_handed_it() -> None:
    """As they start the post-mortem, and not where they say that it is over."""
    stage = Stage().to_rolled_back()
    stage.do(i.StartStep(step="R7"), p.LEE)
    assert [page("1/1:100", p.LEE.id)] == handed(stage, 100)
    stage = Stage().to_rolled_back()
    stage.do(i.FinishStep(step="R7"), p.LEE)
    assert [] == handed(stage, 100)


def test_other_steps_hand_nothing_over() -> None:
    """While it is deployed, and on the way back."""
    for stage, step, who in (
        (Stage().to_deploying(), "5", p.DBA),
        (Stage().to_rolling_back(), "R2", p.DEV),
    ):
        stage.do(i.StartStep(step=step), who)
        assert [] == handed(stage, 50)
