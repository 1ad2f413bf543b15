import pytest

from bot.document.markdown import blocks
from bot.document.outline import CHAPTERS, NUMBERS, REQUIRED, Part, outline, title_key


@pytest.mark.parametrize("part", Part)
def test_a_section_is_known_by_its_title_alone(part: Part) -> None:
    """With its number, another one or none, in any case and with an offset, a title opens its section."""
    titles = [part.value, f"{NUMBERS[part]} {part}", f"12.7. {part}", part.upper(), f"{part} (T-60 min)"]
    found = outline(blocks("".join(f"## {title}\n\n" for title in titles)))

    assert [part] * len(titles) == [section.part for section in found.sections]


def test_titles_of_sections_and_chapters_differ() -> None:
    """No two titles mean the same, however they are compared."""
    keys = [title_key(title) for title in (*Part, *CHAPTERS)]

    assert len(keys) == len(set(keys))


def test_each_part_has_a_number() -> None:
    """Findings can say where the seed has each section."""
    assert set(Part) == set(NUMBERS)
    assert set(Part) >= REQUIRED


@pytest.mark.parametrize(
    ("title", "likely"),
    [
        ("Rollback Step List", Part.ROLLBACK),
        ("Feature flag", None),
        ("Appendix", None),
        ("Dashbords", Part.DASHBOARDS),
    ],
)
def test_a_title_that_is_nearly_known_is_guessed(title: str, likely: Part | None) -> None:
    """A slip in a title gets a suggestion; a plural is no slip, and a stranger gets none."""
    (section,) = outline(blocks(f"# T\n\n## {title}\n")).sections

    assert (section.part or section.likely) == (likely or section.part)


def test_the_first_heading_is_the_title() -> None:
    """The document's title is its first heading, and what follows it is the preamble."""
    found = outline(blocks("# Web shop\n\n**Author:** @ana\n\n## Dashboards\n\ntext\n"))

    assert ("Web shop", 1, 1) == (found.title, len(found.preamble), len(found.sections))


def test_a_document_may_begin_with_a_section() -> None:
    """A known title is never taken for the document's."""
    found = outline(blocks("# Release Information\n\ntext\n"))

    assert ("", Part.RELEASE) == (found.title, found.sections[0].part)


def test_several_sections_of_one_title_are_all_found() -> None:
    """Nothing under a repeated title is lost."""
    assert 2 == len(outline(blocks("# T\n## Dashboards\n## 8.2 Dashboards\n")).of(Part.DASHBOARDS))


def test_a_line_has_the_number_of_its_section_or_chapter() -> None:
    """A section that nobody knows has that of the chapter it stands in, and none where it stands in none."""
    titles = ("# T", "## Deployment Steps", "### Mine", "## Annex", "### Dashboards")
    texts = ("before", "under it", "mine", "annex", "d")
    lines = [line for both in zip(titles, texts, strict=True) for line in both]
    found = outline(blocks("\n\n".join(lines)))
    numbers = {line: found.number_at(1 + 2 * at) for at, line in enumerate(lines)}

    assert {"before": "head", "under it": "3", "mine": "3", "annex": "", "d": "8.2"} == {
        text: numbers[text] for text in texts
    }
