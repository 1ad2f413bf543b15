import pytest

from bot.domain.effects import MessageKind
from bot.domain.events import MetricsRead, NoteAdded, RolesBound, StepFinished, StepStarted
from bot.domain.timeline import EACH, MOST_PAGES, TOLD, Page, events_told, pages_to, timeline
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage


def test_it_tells_what_was_done_and_decided() -> None:
    """From Begin to the end, the decision and what was executed among it; nothing of what is only kept."""
    told = [event for decision in timeline(Stage().to_rolled_back().events) for event in decision]
    names = [type(event).__name__ for event in told]
    assert "Begun" == names[0]
    assert {"StepFinished", "RollbackDecided", "RolledBack"} <= set(names)
    assert not {"StepCalled", "CameDue", "RolesBound", "Submitted"} & set(names)


def test_what_happened_at_once_stands_together() -> None:
    """And a start that came with its own end is not told."""
    started = StepStarted(at=p.T0, by=p.DBA, step="5", on_behalf=False, note="")
    done = StepFinished(at=p.T0, by=p.DBA, step="5", on_behalf=False, note="")
    note = NoteAdded(at=p.T0, by=p.DBA, text="good")
    later = StepStarted(at=p.END, by=p.DBA, step="6", on_behalf=False, note="")
    bound = RolesBound(at=p.T0, by=None, roles={})
    assert ((done, note), (later,)) == timeline((started, bound, done, note, later))


@pytest.mark.parametrize(
    ("told", "pages"),
    [
        (0, 1),
        (EACH, 1),
        (EACH + 1, 2),
        (EACH * (MOST_PAGES - 1) + 1, MOST_PAGES),
        (EACH * MOST_PAGES + 1, MOST_PAGES),
        (9999, MOST_PAGES),
    ],
)
def test_its_pages_follow_from_how_much_is_told(told: int, pages: int) -> None:
    """There are as many at most as anybody would read; all know the same last event."""
    found = pages_to(12_000, told)
    assert [(number, pages, 12_000) for number in range(1, pages + 1)] == [
        (page.number, page.pages, page.last) for page in found
    ]


def test_what_is_told_is_counted_as_it_happens() -> None:
    """A night of metrics and of things that came due makes it no longer."""
    stage = Stage().to_rolled_back()
    told = [event for event in stage.events if isinstance(event, TOLD)]
    assert len(told) == stage.state.happened
    stage.takes(tuple(MetricsRead(at=stage.at, by=None, readings=()) for _ in range(300)))
    assert len(told) == stage.state.happened


def test_a_page_is_spelled_as_a_subject() -> None:
    """And read again; what is none is refused."""
    page = Page(number=2, pages=3, last=301)
    assert "2/3:301" == page.spell()
    assert page == Page.parse("2/3:301")
    with pytest.raises(ValueError, match="invalid literal"):
        Page.parse("R7")


def test_a_message_tells_the_events_that_its_subject_names() -> None:
    """A log entry its own, each page of the timeline all up to the last; the status message none."""
    assert [7, 9] == list(events_told(MessageKind.LOG, "7,9"))
    assert [1, 2, 3] == list(events_told(MessageKind.TIMELINE, "1/1:3"))
    assert [] == list(events_told(MessageKind.STATUS, ""))
