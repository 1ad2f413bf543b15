from bot.document.marks import Mark, MarkKind
from tests.bot.document.documents import FILLED, SEED, changed, document, line_of


def filled(text: str) -> list[tuple[MarkKind, int, str]]:
    return [(mark.kind, mark.line, mark.text) for mark in document(text).marks.filled]


def test_a_plan_that_was_never_run_has_only_open_marks() -> None:
    """Neither the seed nor our own plan has anything filled in."""
    assert [] == filled(SEED) == filled(FILLED)


def test_every_mark_of_the_seed_is_known() -> None:
    """Status, date, signature, signer and time cells and the triggers' boxes are all found."""
    marks = document(SEED).marks.cells
    counts = {kind: sum(mark.kind is kind for mark in marks) for kind in MarkKind}

    expected = {
        MarkKind.STATUS: 4 + 14 + 5 + 4,
        MarkKind.DATE: 4 + 4,
        MarkKind.SIGNATURE: 4,
        MarkKind.SIGNED_BY: 4,
        MarkKind.TIME: 4,
        MarkKind.CHECKBOX: 5,
    }
    assert expected == counts


def test_filled_marks_are_found_with_line_and_cell() -> None:
    """A status, a signature, a ticked trigger and the document's own status count as filled in."""
    text = changed(
        "| UAT Sign-off | Product Owner | ⬜ | |", "| UAT Sign-off | Product Owner | ✅ | 2026-11-30 |"
    )
    text = changed("| QA Lead | @quinn | | |", "| QA Lead | @quinn | Quinn | |", text)
    text = changed("- [ ] Error rate", "- [x] Error rate", text)
    text = changed("Draft | In Review | Approved", "Approved", text)

    expected = [
        (MarkKind.STATUS, line_of("**Status:**"), "Approved"),
        (MarkKind.STATUS, line_of("UAT Sign-off"), "✅"),
        (MarkKind.DATE, line_of("UAT Sign-off"), "2026-11-30"),
        (MarkKind.CHECKBOX, line_of("Error rate > 5%"), "[x]"),
        (MarkKind.SIGNATURE, line_of("| QA Lead | @quinn"), "Quinn"),
    ]
    assert sorted(expected) == sorted(filled(text))


def test_a_mark_knows_its_cell() -> None:
    """The column counts the table's cells from 0."""
    expected = Mark(kind=MarkKind.STATUS, line=line_of("| 5 | Run"), column=6, text="⬜", is_filled=False)

    assert expected in document().marks.cells


def test_the_authors_ticks_are_numbers_of_items() -> None:
    """`[x]` in 2.1 and 2.3 counts, numbered over both."""
    text = changed("- [ ] All tests", "- [x] All tests")
    text = changed("- [ ] Customer support", "- [X] Customer support", text)

    assert (2, 10) == document(text).marks.ticked
