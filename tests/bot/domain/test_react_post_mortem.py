from dataclasses import replace

from bot.domain import intents as i
from bot.domain.effects import MessageKind, PostMessage
from bot.domain.events import Event, NoteAdded, RolledBack
from bot.domain.people import NOBODY
from bot.domain.react_post_mortem import timeline_handed
from bot.domain.timeline import EACH
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage


def page(subject: str, to: str = "") -> PostMessage:
    """One page of the timeline."""
    return PostMessage(kind=MessageKind.TIMELINE, subject=subject, to=to)


def handed(stage: Stage, last: int, *events: Event) -> list[object]:
    """What these events hand over; the first is numbered `last`."""
    return list(timeline_handed(stage.state, list(enumerate(events, last)), stage.plan, stage.state))


def readers(stage: Stage) -> list[str]:
    """Who was handed it by the last decision, each for each page."""
    return [
        effect.to
        for effect in stage.effects()
        if isinstance(effect, PostMessage) and effect.kind is MessageKind.TIMELINE
    ]


def test_rolled_back_hands_it_to_thread_and_owner() -> None:
    """All its pages, to both; where nobody is left to own it, to the thread alone."""
    stage = Stage().to_rolled_back()
    over = RolledBack(at=stage.at, by=None)
    assert [page("1/1:99"), page("1/1:99", p.ANA.id)] == handed(stage, 99, over)
    long = Stage().to_rolled_back()
    long.takes(tuple(NoteAdded(at=long.at, by=p.DBA, text="slow") for _ in range(EACH)))
    both = ["1/2:130", "2/2:130"]
    expected = [*map(page, both), *(page(each, p.ANA.id) for each in both)]
    assert expected == handed(long, 130, over)
    without = replace(stage.state, roles=dict.fromkeys(stage.state.roles, NOBODY))
    assert [page("1/1:99")] == timeline_handed(without, [(99, over)], stage.plan, stage.state)


def test_whoever_takes_it_on_is_handed_it() -> None:
    """As they start the post-mortem, and not where they say that it is over, or have it already."""
    for step, expected in (
        (i.StartStep(step="R7"), [p.LEE.id]),
        (i.FinishStep(step="R7"), []),
    ):
        stage = Stage().to_rolled_back()
        stage.do(step, p.LEE)
        assert expected == readers(stage)
    stage = Stage().to_rolled_back()
    stage.do(i.StartStep(step="R7"), p.ANA)
    assert [] == readers(stage)


def test_whoever_owns_it_next_is_handed_it() -> None:
    """By a role that is handed over, by reopening, by leaving: its call promises it."""
    stage = Stage().to_rolled_back()
    stage.do(i.HandOver(role="Deployment Lead", to=p.NED.id), p.ANA)
    assert [p.NED.id] == readers(stage)
    stage.do(i.StartStep(step="R7"), p.LEE)
    stage.do(i.FinishStep(step="R7"), p.LEE)
    stage.do(i.ReopenStep(step="R7"), p.LEE)
    assert [p.LEE.id] == readers(stage)
    stage = Stage().to_rolled_back()
    stage.leaves(p.ANA)
    assert [p.SAM.id] == readers(stage)


def test_nobody_is_handed_what_is_over_or_theirs_already() -> None:
    """Neither where another role changes hands, nor once the post-mortem is done."""
    stage = Stage().to_rolled_back()
    stage.do(i.HandOver(role="DBA", to=p.NED.id), p.ANA)
    assert [] == readers(stage)
    stage.do(i.FinishStep(step="R7"), p.ANA)
    stage.do(i.HandOver(role="Deployment Lead", to=p.NED.id), p.ANA)
    assert [] == readers(stage)
    stage.do(i.ReopenStep(step="R7"), p.NED)
    assert [p.NED.id] == readers(stage)


def test_other_steps_hand_nothing_over() -> None:
    """While it is deployed, and on the way back."""
    for stage, step, who in (
        (Stage().to_deploying(), "5", p.DBA),
        (Stage().to_rolling_back(), "R2", p.DEV),
    ):
        stage.do(i.StartStep(step=step), who)
        assert [] == readers(stage)
