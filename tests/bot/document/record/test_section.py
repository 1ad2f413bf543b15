import re

from bot.document.outline import title_key
from bot.document.record.section import section
from bot.domain import events as e, intents as i
from bot.domain.agenda_events import Fate
from tests.bot.document.documents import document
from tests.bot.document.record.nights import Night, deploying, healthy, rolled_back
from tests.bot.domain import plans as p

_TITLE = re.compile(r"(?m)^### (.*)$")


def test_parts_of_which_there_is_nothing_are_left_out() -> None:
    """A draft has its outcome, its people, what happened, and by what it can be proved."""
    found = _TITLE.findall(section(Night().open().told()))
    assert ["Outcome", "Who signed", "Who stood for what", "All that happened", "About this section"] == found
    assert "Each rollback question" in _TITLE.findall(section(rolled_back().told()))
    assert "Each rollback question" not in _TITLE.findall(section(healthy().told()))


def test_no_part_has_the_title_of_a_plans_section() -> None:
    """Read without its frame, nothing of it is taken for the plan."""
    titles = {*_TITLE.findall(section(healthy().told())), *_TITLE.findall(section(rolled_back().told()))}
    plan = document("".join(f"## {title}\n\n- [ ] x\n\n" for title in titles)).plan
    assert (0, (), ()) == (len(plan.checklist), plan.triggers, plan.steps)
    assert all(title_key(title) for title in titles)


def test_what_is_long_stands_in_full() -> None:
    """Three thousand characters keep their lines, below the table in which they are cut."""
    night = Night().open()
    night.do(i.AddNote(text=f"# first\n{'word ' * 600}\n- last"), p.ANA)
    said = section(night.told())
    assert "### In full" in said
    assert said.count("word ") > 600
    assert "> \\# first\n" in said
    assert "\n> \\- last" in said
    assert all(len(line) < 800 for line in said.split("\n") if line.startswith("|"))


def test_what_is_long_of_a_smoke_test_stands_in_full_too() -> None:
    """It belongs to the row, not to the event."""
    night = deploying()
    night.do(i.StartStep(step="5"), p.DBA)
    night.do(i.RunTests(), p.QUINN)
    night.do(i.TickTest(wanted="2", has_passed=False, note="word " * 100), p.QUINN)
    assert "> word word" in section(night.told())


def test_what_nobody_wrote_is_not_long() -> None:
    """What came due has long names of its own."""
    night = Night().open()
    due = e.CameDue(at=night.at, by=None, rule="x" * 400, subject="", due_at=night.at, fate=Fate.SKIPPED)
    night.takes((due,))
    assert "In full" not in section(night.told())
