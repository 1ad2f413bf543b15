import pytest

from bot.domain.words import stemmed, stems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stakeholders notified", "Notify the stakeholders"),
        ("Migrations tested", "Test migration"),
        ("Caches", "cache"),
        ("Deploying", "DEPLOY"),
        ("Databases", "database"),
    ],
)
def test_endings_case_and_filler_do_not_matter(one: str, other: str) -> None:
    """Two texts of the same words are alike, whatever their grammar."""
    assert stems(one) == stems(other)


def test_short_words_keep_their_letters() -> None:
    """A word is never cut to nothing."""
    assert frozenset({"cd", "his"}) == stems("CD his")


def test_words_to_compare_with_are_stemmed_alike() -> None:
    """A list of words meets the stems of a text."""
    assert stems("Backup completed") & stemmed("complete")
