from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.checklist import open_for_begin, open_for_go, open_items, spans
from bot.domain.events import ItemTicked
from bot.domain.plan import ChecklistItem
from bot.domain.refusals import Because
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage


def numbers(items: tuple[ChecklistItem, ...]) -> list[int]:
    """The items by number."""
    return [item.number for item in items]


def test_items_of_begin_and_go() -> None:
    """Begin asks for what people tick, Go for what a step of 3.1 does."""
    stage = Stage().open()
    assert [1, 3] == numbers(open_for_begin(stage.state, stage.plan))
    assert [2] == numbers(open_for_go(stage.state, stage.plan))


def test_tick_by_number_and_by_words() -> None:
    """An item is ticked by its number or its first words, by anybody named."""
    stage = Stage().open()
    assert (ItemTicked(at=stage.at, by=p.DBA, item=1, step=""),) == stage.do(i.TickItem(wanted="1"), p.DBA)
    stage.do(i.TickItem(wanted="support team is briefed"), p.PAUL)
    assert [2] == numbers(open_items(stage.state, stage.plan))


def test_ticks_of_the_document_count() -> None:
    """What the author ticked in the document is ticked."""
    stage = Stage()
    opened = i.OpenDeployment(id="A-1", revision="0", channel="C1", plan=stage.plan, ticked=(1, 3))
    stage.do(opened, p.ANA)
    assert () == open_for_begin(stage.state, stage.plan)
    refusal = stage.refused(i.TickItem(wanted="1"), p.ANA)
    assert "“All code merged to release branch” is already ticked, ticked in the document." == refusal.text


def test_second_tick() -> None:
    """Who ticks again hears that they did."""
    stage = Stage().open()
    stage.do(i.TickItem(wanted="1"), p.DBA)
    refusal = stage.refused(i.TickItem(wanted="1"), p.DBA)
    assert Because.SETTLED is refusal.because
    assert "already ticked, by you, Mon 30 Nov 23:00 CET." in refusal.text


def test_unknown_item() -> None:
    """What names no item is answered with those that are open."""
    stage = Stage().open()
    refusal = stage.refused(i.TickItem(wanted="7"), p.DBA)
    assert Because.UNKNOWN is refusal.because
    assert refusal.text.startswith("Which item? There is no number 7: they go from 1 to 3. Open: 1 All code")
    refusal = stage.refused(i.TickItem(wanted="zebra"), p.DBA)
    assert "Name one by its number or its first words" in refusal.text


def test_all_ticked_is_said() -> None:
    """Where nothing is open, an unknown item hears that."""
    stage = Stage(replace(p.small(), checklist=())).open()
    assert "Every item is ticked." in stage.refused(i.TickItem(wanted="1"), p.DBA).text


def test_finished_step_ticks_its_item() -> None:
    """The step of 3.1 that does an item ticks it."""
    stage = Stage().to_pre_deployment()
    events = stage.do(i.FinishStep(step="1"), p.DBA)
    assert ItemTicked(at=stage.at, by=p.DBA, item=2, step="1") in events
    assert "by step 1" == stage.state.checks[2].note


def test_skipped_step_ticks_nothing() -> None:
    """A step that was left out has not done its item: Go asks for it, and a person may tick it."""
    stage = Stage().to_pre_deployment()
    stage.do(i.SkipStep(step="1", reason="the backup ran at noon"), p.DBA)
    stage.walk()
    refusal = stage.refused(i.Go(), p.ANA)
    assert "Not ticked yet: 2 Backup completed. Tick with `/deploy check N`." == refusal.text
    stage.do(i.TickItem(wanted="backup"), p.DBA)
    stage.do(i.Go(), p.ANA)
    assert stage.state.go


@pytest.mark.parametrize(
    ("numbers", "said"), [((), ""), ((3,), "3"), ((1, 2), "1–2"), ((1, 2, 3, 5, 7, 8), "1–3, 5, 7–8")]
)
def test_items_in_a_row_are_said_as_a_span(numbers: tuple[int, ...], said: str) -> None:
    """Twenty items that were gone past are a few numbers."""
    assert said == spans(numbers)
