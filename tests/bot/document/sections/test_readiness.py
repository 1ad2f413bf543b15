import pytest

from bot.document.findings import Level
from bot.document.parse import parse
from tests.bot.document.documents import FILLED, SEED, changed, found, line_of, read, said

ITEM = "- [ ] Backup completed"


def done_by(text: str, document: str = FILLED) -> str | None:
    """The step that does an item of these words."""
    plan = read(ITEM, f"- [ ] {text}", document)
    return next(item.done_by_step for item in plan.checklist if item.text == text)


def test_items_are_numbered_over_both_lists() -> None:
    """2.1 and 2.3 count together, each item under its section's title."""
    items = parse(SEED).plan.checklist

    assert [*range(1, 12)] == [item.number for item in items]
    assert ["Technical Readiness"] * 7 + ["Communication"] * 4 == [item.group for item in items]


def test_items_without_boxes_are_items() -> None:
    """A plain or numbered list is a checklist, too."""
    text = changed("- [ ] All tests passing in CI/CD", "1. All tests passing in CI/CD")

    assert len(parse(FILLED).plan.checklist) == len(parse(text).plan.checklist)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("Backup completed", "1"),
        ("Database backup taken", "1"),
        ("Stakeholders notified", "4"),
        ("Maintenance mode enabled", "3"),
        ("Maintenance page prepared", None),
        ("Backup of the mail server completed", None),
        ("Completed", None),
        ("All green", None),
    ],
)
def test_a_step_does_an_item_that_it_has_every_word_of(text: str, step: str | None) -> None:
    """Words of completion do not count; an item that says more than the step is ticked by people."""
    assert step == done_by(text)


def test_a_match_is_noted() -> None:
    """The author is told which step ticks the item."""
    text = "“Backup completed” is ticked by step 1: Go asks for it, Begin does not."

    assert text in said(FILLED, Level.NOTE)


def test_a_doubtful_match_is_noted_and_ticked_by_people() -> None:
    """The seed's "Stakeholders notified of deployment window" says more than step 4."""
    item = next(item for item in parse(SEED).plan.checklist if item.text.startswith("Stakeholders"))
    notes = [f.text for f in found(SEED) if f.line == line_of("Stakeholders notified", SEED)]

    assert item.done_by_step is None
    assert [True] == ["may be what step 4 does" in note for note in notes]


def test_two_steps_that_would_do_are_doubtful() -> None:
    """Where two steps have all the words, people tick."""
    text = changed("| 2 | Verify green stack is healthy and idle |", "| 2 | Create file backup |")

    assert done_by("Backup completed once", text) is None
    assert done_by("Backups done", text) is None
    assert [True] == [
        "step 1 or 2" in n for n in said(changed("# Web", "# web", text), Level.NOTE) if "may be" in n
    ]


def test_an_empty_item_is_an_error() -> None:
    """A box without words asks for nothing."""
    text = changed(ITEM, "- [ ] ")
    errors = [finding for finding in found(text) if finding.level is Level.ERROR]

    assert [line_of(ITEM)] == [error.line for error in errors]
    assert "is empty" in errors[0].text
