import pytest

from bot.document.record.frame import framed, with_record

TEXTS = ("", "# A plan", "# A plan\n", "# A plan\n\n\n", "\ufeff# A plan\n", "a\nb  \n ")
SECTION = "## Execution Record\n\nIt went well.\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("text", TEXTS)
def test_the_authors_text_is_whole_before_the_record(text: str, end: str) -> None:
    """Whatever a document ends with, nothing of it moves, and it comes out of the record as it was."""
    text = text.replace("\n", end)
    record = with_record(text, SECTION)
    assert record.startswith(text)
    assert text == framed(record).plan
    assert "It went well." in framed(record).record
    assert "" == framed(record).after


def test_a_record_takes_the_line_ends_of_its_document() -> None:
    """One document has one kind of line ends."""
    record = with_record("# A plan\r\n\r\nText\r\n", SECTION)
    assert record.count("\n") == record.count("\r\n")


def test_a_second_record_takes_the_place_of_the_first() -> None:
    """There is one section, the last one."""
    first = with_record("# A plan\n", SECTION)
    assert with_record("# A plan\n", "## Execution Record\n\nBetter.") == with_record(
        first, "## Execution Record\n\nBetter."
    )


def test_what_stands_behind_a_record_is_the_authors() -> None:
    """Its lines keep their numbers, and the next record goes behind it."""
    record = with_record("# A plan\n", SECTION) + "## More\n"
    parts = framed(record)
    assert ("# A plan\n", "## More\n") == (parts.before, parts.after)
    assert record.split("\n").index("## More") == parts.readable.split("\n").index("## More")
    assert "# A plan\n## More\n" == parts.plan


@pytest.mark.parametrize("text", ["# A plan\n", "# A plan"])
def test_the_lines_of_a_record_are_known(text: str) -> None:
    """They are all that was added, but for the end of a line that had none."""
    record = with_record(text, SECTION)
    lines = record.split("\n")
    assert {1} == set(range(1, len(lines))) - set(framed(record).lines)
    assert [] == list(framed(text).lines)


def test_an_authors_section_of_that_name_is_theirs() -> None:
    """Only what stands between the two lines of ours is a record."""
    text = "# A plan\n\n## Execution Record\n\nTo be written.\n"
    assert text == framed(text).plan
    assert text == framed(with_record(text, SECTION)).plan


def test_a_record_whose_last_line_is_lost_reaches_to_the_end() -> None:
    """Whoever cut it off has no half a record in the plan."""
    record = with_record("# A plan\n", SECTION)
    assert "# A plan\n" == framed(record[: record.index("well")]).plan


def test_of_two_records_the_last_is_one() -> None:
    """What somebody copied into the plan is not taken for all between."""
    twice = with_record("# A plan\n", SECTION) + with_record("# Another\n", SECTION)
    assert twice.startswith(framed(twice).before)
    assert "# Another\n" in framed(twice).before
